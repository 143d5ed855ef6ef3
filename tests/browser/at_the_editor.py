"""What a person does at the line editor, and what they see."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

_PATIENCE_MS, _LOOK_MS = 20_000, 50


def field(page: Page) -> Locator:
    return page.get_by_label("Text of the line")


def shows(page: Page, text: str) -> None:
    """Wait until the line with this text is there, its doubts known."""
    expect(field(page)).to_have_value(text)
    expect(field(page)).not_to_have_attribute("aria-busy", "true")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press("Space" if key == " " else key)


def selected(page: Page) -> str:
    """What is selected in the text: the place in focus, if one is."""
    script = "field => field.value.slice(field.selectionStart, field.selectionEnd)"
    return str(field(page).evaluate(script))


def alternatives(page: Page) -> list[str]:
    return page.locator("alternatives-list .what").all_inner_texts()


def leave(page: Page) -> None:
    """Close the line editor as a person closes a tab: what waits goes out."""
    page.goto("about:blank")


def until(page: Page, holds: Callable[[], bool], what: str) -> None:
    """Look again and again until something holds."""
    for _ in range(_PATIENCE_MS // _LOOK_MS):
        if holds():
            return
        page.wait_for_timeout(_LOOK_MS)
    raise AssertionError(f"{what}: still not so after {_PATIENCE_MS / 1000:.0f} s")

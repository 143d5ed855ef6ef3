"""The palette of special characters, the sheet of keys, and the table that both keys and sheet come from."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from at_the_editor import field, leave, press, shows, until
from drawn_pages import DrawnLine
from playwright.sync_api import BrowserContext, Page, expect

ROOT = Path(__file__).parents[2]
LINE = DrawnLine("das sie", "das sie")
OTHER = DrawnLine("so ist", "so ist")


def found(page: Page) -> list[str]:
    return page.locator("character-palette .what").all_inner_texts()


def label(gateway: Any, text: str) -> None:
    """Answer the next line with a text, as somebody did before."""
    with gateway.http() as http:
        [lease] = http.post("/v1/leases", json={}).json()["leases"]
        given = {"epoch": 1, "outcome": "correct", "text": text}
        http.post(f"/v1/tasks/{lease['task_id']}/answers", json=given).raise_for_status()


def test_the_palette_offers_what_the_collection_uses_most_used_first(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    gateway.ask(OTHER, LINE)
    label(gateway, "daſs – ſo")
    page = open_editor()
    shows(page, LINE.read)
    press(page, "Control+Space")
    expect(page.locator("character-palette .what")).to_have_text(["ſ", "–"])
    press(page, "ArrowDown", "Enter")
    expect(field(page)).to_have_value(f"–{LINE.read}")
    expect(field(page)).to_be_focused()


def test_a_character_is_found_by_its_name(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(LINE)
    page = open_editor()
    shows(page, LINE.read)
    press(page, "ArrowRight", "ArrowRight", "Control+Space")
    expect(page.get_by_label("Name of a character")).to_be_focused()
    press(page, *"long s")
    expect(page.locator("character-palette [aria-selected=true]")).to_have_text("ſlatin small letter long s")
    press(page, "Enter")
    expect(field(page)).to_have_value("daſs sie")
    press(page, "Control+z")
    expect(field(page)).to_have_value(LINE.read)


def test_a_character_is_put_in_with_the_mouse(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(LINE)
    page = open_editor()
    shows(page, LINE.read)
    page.get_by_role("button", name="Ctrl+Space characters").click()
    page.get_by_label("Name of a character").fill("numero")
    page.get_by_role("option", name="numero sign").click()
    expect(field(page)).to_have_value(f"№{LINE.read}")


def test_a_name_that_no_character_has_is_said(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(LINE)
    page = open_editor()
    shows(page, LINE.read)
    press(page, "Control+Space", *"xyzzy")
    expect(page.locator("character-palette")).to_contain_text("No character is called so.")
    press(page, "Enter", "Escape")
    expect(field(page)).to_have_value(LINE.read)


def test_help_lists_every_key_of_the_table(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(LINE)
    page = open_editor()
    shows(page, LINE.read)
    rows = page.evaluate(
        "async () => { const { shown } = await import('/assets/keys.js');"
        " const { KEYS } = await import('/assets/line-keys.js');"
        " return KEYS.map(row => [shown(row), row.says]); }"
    )
    press(page, "F1")
    listed = page.locator("key-help dt").all_inner_texts(), page.locator("key-help dd").all_inner_texts()
    assert list(zip(*listed, strict=True)) == [tuple(row) for row in rows]
    press(page, "Escape")
    expect(field(page)).to_be_focused()
    page_for_annotators = (ROOT / "docs" / "line-editor.md").read_text("utf-8")
    assert [key for key, says in rows if f"| `{key}` | {says} |" not in page_for_annotators] == []


def test_a_question_mark_is_typed_in_the_text_and_helps_outside_of_it(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    gateway.ask(LINE)
    page = open_editor()
    shows(page, LINE.read)
    press(page, "End", "?")
    expect(field(page)).to_have_value(f"{LINE.read}?")
    press(page, "F6", "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


@pytest.mark.parametrize(
    ("desk", "files"),
    [
        ("line", ["line", "line-desk-keys", "desk-keys"]),
        ("adjudication", ["adjudication", "line-desk-keys", "desk-keys"]),
        ("classify", ["classify", "desk-keys"]),
        ("box", ["box-actions"]),
    ],
)
def test_every_action_of_the_table_is_there(
    person: Callable[..., BrowserContext], gateway: Any, desk: str, files: list[str]
) -> None:
    """A row of the table whose action nobody has written would be a key that does nothing."""
    page = person().new_page()
    page.goto(gateway.address)
    rows = page.evaluate(
        f"import('/assets/{desk}-keys.js').then(({{ KEYS }}) => KEYS.map(({{ does, keys }}) => [does, keys]))"
    )
    read = "files => Promise.all(files.map(async file => (await fetch(`/assets/${file}.js`)).text()))"
    source = "".join(page.evaluate(read, files))
    for does, keys in rows:
        assert not keys or f'"{does}"' in source or f"  {does}:" in source or f"  {does}," in source, does
    keys = [key for _, all_keys in rows for key in all_keys]
    assert len(keys) == len(set(keys)), "a key that does two things"


@pytest.mark.parametrize("name", ["undo", "skip", "page", "all keys", "characters"])
def test_keys_do_what_their_buttons_do(
    gateway: Any, person: Callable[..., BrowserContext], name: str
) -> None:
    gateway.ask(LINE)
    page = person().new_page()
    page.goto(gateway.address)
    shows(page, LINE.read)
    press(page, "x")
    button = page.locator("key-bar button").filter(has_text=name).first
    key = button.locator("kbd").inner_text().replace("Ctrl", "Control").replace("Esc", "Escape")

    def seen() -> list[Any]:
        return [field(page).input_value(), page.locator("dialog:visible").count()]

    press(page, key)
    expect(page.locator("dialog:visible")).to_have_count(0 if name == "undo" else 1)
    by_key = seen()
    press(page, *(["Control+Shift+Z"] if name == "undo" else ["Escape"]))
    button.click()
    expect(page.locator("dialog:visible")).to_have_count(0 if name == "undo" else 1)
    assert seen() == by_key


def test_the_buttons_are_reached_and_left_by_keyboard(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(LINE, OTHER)
    page = open_editor()
    shows(page, LINE.read)
    press(page, "F6")
    expect(page.locator("key-bar button").first).to_be_focused()
    press(page, "F6")
    expect(field(page)).to_be_focused()
    press(page, "F6", "Enter")
    shows(page, OTHER.read)
    leave(page)
    until(page, lambda: gateway.texts() == [LINE.truth], "the answer")

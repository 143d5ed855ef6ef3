"""Pictures of where people answer: the line editor, the boxes editor and adjudication."""

from collections.abc import Callable, Iterator
from itertools import product

from at_the_editor import press, shows
from drawn_pages import DrawnLine, misread
from playwright.sync_api import Browser, Page
from running_gateway import RunningGateway
from screens import THEMES, Screen, opened, shot

LINES = (
    DrawnLine("San Francisco, the 9th of May 1905", "San Francisco, the 9th of May 1905"),
    DrawnLine("Dear Madam, it is my duty to tell you that", "Dear Madam, it is my duty to tell you that"),
    misread(
        "Mrs. Stanford has had your letter of 4th",
        {1: ("n", 0.5, 0.4), 3: (",", 0.75, 0.2), 30: ("c", 0.5, 0.45)},
    ),
    misread("instant and begs to say that nothing shall", {17: ("o", 0.8, 0.15)}),
    DrawnLine("be left undone before the winter comes", "be left undone before the winter comes"),
)
_LINE_EDITOR: dict[str, Callable[[Page], None]] = {
    "line": lambda page: None,
    "chosen": lambda page: press(page, "2", "Tab"),
    "palette": lambda page: press(page, "Control+Space", *"long s"),
    "keys": lambda page: press(page, "F1"),
    "page": lambda page: press(page, "Control+p"),
    "inverted": lambda page: press(page, "Control+i"),
    "offline": lambda page: page.context.set_offline(True),
}
_BOXES_EDITOR: dict[str, Callable[[Page], None]] = {
    "page": lambda page: press(page, *["Tab"] * 3),
    "drawing": lambda page: _draw(page, (300, 560), (760, 556), (780, 588)),
    "order": lambda page: press(page, "o", "Tab", " ", "Tab", " "),
    "keys": lambda page: press(page, "?"),
}


_TWO_READINGS = (
    ("bob", "Dear Madam, it is my duty to tell you that"),
    ("cleo", "Dear Madam. it is mv duty to tell you that"),
)


def screens(browser: Browser, gateway: RunningGateway) -> Iterator[Screen]:
    """Each state of each page, in both themes."""
    for (state, reach), theme in product(_LINE_EDITOR.items(), THEMES):
        gateway.ask(*LINES)
        yield f"line-editor-{state}-{theme}", _line_editor(browser, gateway, theme, reach)
    for (state, reach), theme in product(_BOXES_EDITOR.items(), THEMES):
        gateway.ask(*LINES)
        yield f"boxes-editor-{state}-{theme}", _boxes_editor(browser, gateway, theme, reach)
    for theme in THEMES:
        yield f"adjudication-line-{theme}", _adjudication(browser, gateway, theme)


def _adjudication(browser: Browser, gateway: RunningGateway, theme: str) -> bytes:
    name = f"settled-in-{theme}"
    gateway.make_collection(name)
    gateway.ask(LINES[1], collection=name, keyings=2)
    for who, text in _TWO_READINGS:
        gateway.keyed(who, collection=name, text=text)
    page = opened(browser, gateway, theme, person="eve")
    page.goto(f"{gateway.address}/adjudication?collection={name}")
    page.wait_for_selector("two-readings .focused")
    return shot(page)


def _line_editor(
    browser: Browser, gateway: RunningGateway, theme: str, reach: Callable[[Page], None]
) -> bytes:
    page = opened(browser, gateway, theme)
    page.clock.install()
    page.goto(gateway.address)
    for line in LINES[:2]:
        shows(page, line.read)
        press(page, "Enter")
    shows(page, LINES[2].read)
    page.wait_for_selector("line-picture img")
    reach(page)
    page.clock.fast_forward(61_000)
    page.wait_for_load_state("networkidle")
    taken = page.screenshot()
    page.context.set_offline(False)
    page.goto("about:blank")  # what waits goes out
    page.context.close()
    return taken


def _boxes_editor(
    browser: Browser, gateway: RunningGateway, theme: str, reach: Callable[[Page], None]
) -> bytes:
    page = opened(browser, gateway, theme)
    page.goto(f"{gateway.address}/boxes?page={gateway.newest_page()}")
    page.wait_for_selector("page-view:not([hidden])")
    page.wait_for_load_state("networkidle")
    reach(page)
    page.evaluate("new Promise(requestAnimationFrame)")
    return shot(page)


def _draw(page: Page, *corners: tuple[int, int]) -> None:
    """Click three corners of a line, and go to the fourth."""
    press(page, "n")
    for x, y in corners:
        page.mouse.click(x, y)
    page.mouse.move(corners[0][0] - 2, corners[-1][1])

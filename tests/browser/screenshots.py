"""Pictures of the pages for the documentation: `make screenshots`."""

import io
import sys
import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

import inboxes
from at_the_editor import press, shows
from conftest import QUIET, THIRTEEN_INCHES, chromium_path
from drawn_pages import DrawnLine, misread
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from running_gateway import RunningGateway

LINES = (
    DrawnLine("San Francisco, the 9th of May 1905", "San Francisco, the 9th of May 1905"),
    DrawnLine("Dear Madam, it is my duty to tell you that", "Dear Madam, it is my duty to tell you that"),
    misread(
        "Mrs. Stanford has had your letter of 4th",
        {1: ("n", 0.4, 0.5), 3: (",", 0.75, 0.2), 30: ("c", 0.3, 0.65)},
    ),
    misread("instant and begs to say that nothing shall", {17: ("o", 0.8, 0.15)}),
    DrawnLine("be left undone before the winter comes", "be left undone before the winter comes"),
)
LINE_EDITOR: dict[str, Callable[[Page], None]] = {
    "line": lambda page: None,
    "chosen": lambda page: press(page, "2", "Tab"),
    "palette": lambda page: press(page, "Control+Space", *"long s"),
    "keys": lambda page: press(page, "F1"),
    "page": lambda page: press(page, "Control+p"),
    "inverted": lambda page: press(page, "Control+i"),
    "offline": lambda page: page.context.set_offline(True),
}
BOXES_EDITOR: dict[str, Callable[[Page], None]] = {
    "page": lambda page: press(page, *["Tab"] * 3),
    "drawing": lambda page: _draw(page, (300, 560), (760, 556), (780, 588)),
    "order": lambda page: press(page, "o", "Tab", " ", "Tab", " "),
    "keys": lambda page: press(page, "?"),
}
SORTING: dict[str, Callable[[Page], None]] = {
    "document": lambda page: None,
    "typed": lambda page: press(page, *"co"),
    "keys": lambda page: press(page, "?"),
    "skip": lambda page: press(page, "Escape"),
}


THEMES = ("light", "dark")
TWO_READINGS = (
    ("bob", "Dear Madam, it is my duty to tell you that"),
    ("cleo", "Dear Madam. it is mv duty to tell you that"),
)


def main(into: Path) -> None:
    """Write one picture for each state and theme."""
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        gateway = RunningGateway(Path(folder))
        gateway.start()
        gateway.make_collection()
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        for (state, reach), theme in product(LINE_EDITOR.items(), THEMES):
            gateway.ask(*LINES)
            _keep(_line_editor(browser, gateway, theme, reach), into / f"line-editor-{state}-{theme}.png")
        for (state, reach), theme in product(BOXES_EDITOR.items(), THEMES):
            gateway.ask(*LINES)
            _keep(_boxes_editor(browser, gateway, theme, reach), into / f"boxes-editor-{state}-{theme}.png")
        for (state, reach), theme in product(SORTING.items(), THEMES):
            _keep(_sorting(browser, gateway, theme, reach), into / f"sorting-{state}-{theme}.png")
        for theme in THEMES:
            _keep(_adjudication(browser, gateway, theme), into / f"adjudication-line-{theme}.png")
        browser.close()
        gateway.stop()


def _opened(browser: Browser, gateway: RunningGateway, theme: str, person: str = "ada") -> Page:
    page = browser.new_page(
        viewport=THIRTEEN_INCHES, color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce"
    )
    page.context.request.get(gateway.link(person))
    return page


def _adjudication(browser: Browser, gateway: RunningGateway, theme: str) -> bytes:
    name = f"settled-in-{theme}"
    gateway.make_collection(name)
    gateway.ask(LINES[1], collection=name, keyings=2)
    for who, text in TWO_READINGS:
        gateway.keyed(who, collection=name, text=text)
    page = _opened(browser, gateway, theme, person="eve")
    page.goto(f"{gateway.address}/adjudication?collection={name}")
    page.wait_for_selector("two-readings .focused")
    page.wait_for_load_state("networkidle")
    shot = page.screenshot()
    page.context.close()
    return shot


def _line_editor(
    browser: Browser, gateway: RunningGateway, theme: str, reach: Callable[[Page], None]
) -> bytes:
    page = _opened(browser, gateway, theme)
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
    shot = page.screenshot()
    page.context.set_offline(False)
    page.goto("about:blank")
    page.context.close()
    return shot


def _sorting(browser: Browser, gateway: RunningGateway, theme: str, reach: Callable[[Page], None]) -> bytes:
    inboxes.make(gateway)
    inboxes.hand_in(gateway, inboxes.LETTER, pages=2)
    page = _opened(browser, gateway, theme)
    page.goto(f"{gateway.address}/classify")
    page.wait_for_selector("collection-list .called")
    page.wait_for_load_state("networkidle")
    reach(page)
    page.evaluate("new Promise(requestAnimationFrame)")
    shot = page.screenshot()
    page.goto("about:blank")
    page.context.close()
    gateway.clock.move(hours=2)
    return shot


def _boxes_editor(
    browser: Browser, gateway: RunningGateway, theme: str, reach: Callable[[Page], None]
) -> bytes:
    page = _opened(browser, gateway, theme)
    page.goto(f"{gateway.address}/boxes?page={gateway.newest_page()}")
    page.wait_for_selector("page-view:not([hidden])")
    page.wait_for_load_state("networkidle")
    reach(page)
    page.evaluate("new Promise(requestAnimationFrame)")
    shot = page.screenshot()
    page.context.close()
    return shot


def _draw(page: Page, *corners: tuple[int, int]) -> None:
    """Click three corners of a line, and go to the fourth."""
    press(page, "n")
    for x, y in corners:
        page.mouse.click(x, y)
    page.mouse.move(corners[0][0] - 2, corners[-1][1])


def _keep(shot: bytes, path: Path) -> None:
    """In 128 colours: a third of the size, and hardly anybody sees it."""
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

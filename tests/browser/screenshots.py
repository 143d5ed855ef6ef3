"""Pictures of the line editor and the boxes editor for the documentation: `make screenshots`."""

import io
import sys
import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

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


def main(into: Path) -> None:
    """Write one picture for each state and theme."""
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        gateway = RunningGateway(Path(folder))
        gateway.start()
        gateway.make_collection()
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        for (state, reach), theme in product(LINE_EDITOR.items(), ("light", "dark")):
            gateway.ask(*LINES)
            _keep(_of_line(browser, gateway, theme, reach), into / f"line-editor-{state}-{theme}.png")
        for (state, reach), theme in product(BOXES_EDITOR.items(), ("light", "dark")):
            gateway.ask(*LINES)
            _keep(_of_page(browser, gateway, theme, reach), into / f"boxes-editor-{state}-{theme}.png")
        browser.close()
        gateway.stop()


def _of_line(browser: Browser, gateway: RunningGateway, theme: str, reach: Callable[[Page], None]) -> bytes:
    page = _page(browser, gateway, theme)
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


def _of_page(browser: Browser, gateway: RunningGateway, theme: str, reach: Callable[[Page], None]) -> bytes:
    page = _page(browser, gateway, theme)
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


def _page(browser: Browser, gateway: RunningGateway, theme: str) -> Page:
    page = browser.new_page(
        viewport=THIRTEEN_INCHES, color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce"
    )
    page.context.request.get(gateway.link("ada"))
    return page


def _keep(shot: bytes, path: Path) -> None:
    """In 128 colours: a third of the size, and hardly anybody sees it."""
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

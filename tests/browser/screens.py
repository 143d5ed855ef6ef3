"""A page in a browser of a certain theme, and its picture."""

from typing import Literal

from chromium import THIRTEEN_INCHES
from playwright.sync_api import Browser, Page
from running_gateway import RunningGateway

THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
Screen = tuple[str, bytes]
"""What a picture is called, and the picture as PNG."""


def opened(browser: Browser, gateway: RunningGateway, theme: str, person: str = "ada") -> Page:
    """An empty page of somebody who is signed in."""
    page = browser.new_page(
        viewport=THIRTEEN_INCHES, color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce"
    )
    page.context.request.get(gateway.link(person))
    return page


def shot(page: Page, *, whole: bool = False) -> bytes:
    """The page once it is quiet, as the window shows it or whole; it is closed."""
    page.wait_for_load_state("networkidle")
    if whole:  # in a window as high as the page, or what sticks to its foot lies over the middle
        height = max(THIRTEEN_INCHES["height"], page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": THIRTEEN_INCHES["width"], "height": height})
    taken = page.screenshot()
    page.context.close()
    return taken

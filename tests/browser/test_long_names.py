"""A file's name may have two hundred characters: it keeps to its line, and is there in full for whoever wants it."""

from collections.abc import Callable

import pytest
from inboxes import LETTER, hand_in, make
from playwright.sync_api import BrowserContext, Locator, Page, expect
from running_gateway import RunningGateway

LONG = "Scan of a letter to her friends " * 6 + ".png"

Open = Callable[[str], Page]


@pytest.fixture
def inbox(gateway: RunningGateway) -> RunningGateway:
    make(gateway)
    return gateway


@pytest.fixture
def sorting(inbox: RunningGateway, person: Callable[..., BrowserContext]) -> Open:
    """Opens the page where documents are sorted with a document of this name."""

    def opened(name: str) -> Page:
        hand_in(inbox, LETTER, name=name)
        page = person().new_page()
        page.goto(f"{inbox.address}/classify")
        expect(page.locator("#name")).to_have_text(name)
        return page

    return opened


def height(page: Page, selector: str) -> int:
    found: int = page.evaluate("(selector) => document.querySelector(selector).offsetHeight", selector)
    return found


def shown_beneath(name: Locator) -> str:
    found: str = name.evaluate("(name) => getComputedStyle(name, '::after').content")
    return found


def test_a_long_name_makes_no_header_higher(sorting: Open) -> None:
    usual = height(sorting("letter.png"), "header")
    assert height(sorting(LONG), "header") == usual


def test_a_name_that_is_cut_is_whole_for_the_pointer_and_under_the_keyboards_focus(sorting: Open) -> None:
    name = sorting(LONG).locator("#name")
    expect(name).to_have_attribute("title", LONG)
    assert shown_beneath(name) == "none"
    name.focus()
    assert LONG in shown_beneath(name)


def test_a_name_that_fits_is_no_stop_for_the_keyboard(sorting: Open) -> None:
    name = sorting("letter.png").locator("#name")
    expect(name).not_to_have_attribute("title", "letter.png")
    expect(name).not_to_have_attribute("tabindex", "0")


def test_the_title_of_a_document_keeps_to_its_line(
    inbox: RunningGateway, person: Callable[..., BrowserContext]
) -> None:
    page = person().new_page()
    heights = []
    for name in ("letter.png", LONG):
        page.goto(f"{inbox.address}/document?id={hand_in(inbox, LETTER, name=name)}")
        expect(page.locator("#title")).to_have_text(name)
        heights.append(height(page, "h1"))
    assert heights[0] == heights[1]
    expect(page.locator("#title")).to_have_attribute("title", LONG)

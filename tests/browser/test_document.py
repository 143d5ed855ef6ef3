"""A document in Chromium: each page beside its text, and how each line came to stand as it does."""

from collections.abc import Callable
from typing import Any

import pytest
from drawn_pages import DrawnLine
from playwright.sync_api import BrowserContext, Page, expect
from running_gateway import RunningGateway

LINES = tuple(
    DrawnLine(text, text) for text in ("of the fourth instant", "and beg to say", "that the matter")
)


@pytest.fixture
def letter(gateway: RunningGateway) -> RunningGateway:
    """A page of three lines: one keyed by bob, one accepted, one that waits."""
    gateway.ask(*LINES)
    gateway.keyed("bob", text="of the fifth instant", seconds=7, keystrokes=3)
    gateway.accept("l001", "and beg to say")
    return gateway


@pytest.fixture
def open_document(letter: RunningGateway, person: Callable[..., BrowserContext]) -> Callable[..., Page]:
    def opened(role: str = "admin", theme: str = "light") -> Page:
        letter.add(role, role)
        page = person(role, theme=theme).new_page()
        with letter.http() as http:
            [document] = http.get("/v1/documents").json()["documents"]
        page.goto(f"{letter.address}/document?id={document['document_id']}")
        page.wait_for_selector("page-sheet .shape")
        return page

    return opened


def states(page: Page) -> list[str]:
    return page.locator(".lines .state-mark").all_inner_texts()


def test_a_page_stands_beside_its_text_with_the_state_of_each_line(
    open_document: Callable[..., Page],
) -> None:
    page = open_document()
    expect(page.locator(".lines .text")).to_have_text(
        ["of the fifth instant", "and beg to say", "that the matter"]
    )
    assert states(page) == ["labelled", "accepted", "asked"]
    expect(page.locator("page-sheet img")).to_be_visible()
    expect(page.locator("page-sheet .shape")).to_have_count(3)


def test_a_line_and_its_place_light_up_together(open_document: Callable[..., Page]) -> None:
    page = open_document()
    page.locator(".lines summary").nth(1).focus()
    expect(page.locator(".shape.lit")).to_have_class("shape accepted lit")
    page.locator(".shape.asked").click()
    expect(page.locator(".lines li.lit .text")).to_have_text("that the matter")
    expect(page.locator(".lines li.lit .story")).to_contain_text("It waits for a person, to learn from.")


def test_leads_are_told_who_keyed_a_line_from_what(open_document: Callable[..., Page]) -> None:
    page = open_document("lead")
    page.locator(".lines summary").first.click()
    expect(page.locator(".story").first).to_contain_text(
        "bob keyed “of the fifth instant” from “of the fourth instant” in 7 s and 3 keystrokes."
    )
    expect(page.get_by_role("link", name="ALTO")).to_be_visible()


def test_annotators_are_told_no_names(open_document: Callable[..., Page]) -> None:
    page = open_document("annotator")
    page.locator(".lines summary").first.click()
    expect(page.locator(".story").first).to_have_text("Read by base. Its text is a person's, to learn from.")
    expect(page.get_by_role("link", name="ALTO")).to_have_count(0)


def test_only_lines_of_one_state_are_shown_until_the_button_is_pressed_again(
    open_document: Callable[..., Page],
) -> None:
    page = open_document()
    only = page.get_by_role("button", name="1 accepted")
    only.click()
    expect(page.locator(".lines li:visible")).to_have_count(1)
    expect(page.locator(".lines li:visible .text")).to_have_text("and beg to say")
    only.click()
    expect(page.locator(".lines li:visible")).to_have_count(3)


def test_a_page_that_may_not_be_seen_says_so(
    letter: RunningGateway, open_document: Callable[..., Page]
) -> None:
    page = open_document()
    page.route("**/v1/pages/*/image", lambda route: route.fulfill(status=403, body="{}"))
    page.reload()
    expect(page.locator("page-sheet .picture")).to_have_text("This picture can't be shown to you.")
    assert states(page) == ["labelled", "accepted", "asked"]


def test_a_document_that_is_not_there_is_named(gateway: Any, person: Callable[..., BrowserContext]) -> None:
    page = person().new_page()
    page.goto(f"{gateway.address}/document?id=none")
    expect(page.locator("#state")).to_have_text("There is no document none.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_where_a_line_is_opened(
    open_document: Callable[..., Page], axe: str, theme: str
) -> None:
    page = open_document(theme=theme)
    page.locator(".lines summary").first.click()
    page.locator(".story p").first.wait_for()
    page.evaluate(axe)
    found = page.evaluate("axe.run().then(({ violations }) => violations)")
    assert [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]] == []

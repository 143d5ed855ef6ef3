"""axe-core finds nothing on any page, in light and dark; and the editor says to screen readers what changes."""

from collections.abc import Callable
from typing import Any

import pytest
from at_the_editor import field, press, shows
from drawn_pages import DrawnLine, misread
from inboxes import LETTER, hand_in, make
from playwright.sync_api import BrowserContext, Page, expect

from services.labeling_gateway.api.pages import PAGES

THEMES = ("light", "dark")
LINES = (
    misread("My dear Mrs. Stanford", {9: ("m", 0.4, 0.35), 11: (",", 0.8, 0.1)}),
    DrawnLine("of the", "of the"),
)
STATES = {
    "line": (),
    "inverted": ("Control+i",),
    "keys": ("F1",),
    "palette": ("Control+Space",),
    "page": ("Control+p",),
    "skip": ("Escape",),
}
BOXES = {"page": ("Tab",), "drawing": ("n",), "order": ("o", "Tab", " "), "keys": ("?",), "skip": ("Escape",)}

SORTING = {
    "document": (),
    "typed": tuple("court"),
    "unknown": ("x",),
    "keys": ("?",),
    "skip": ("Escape",),
    "done": ("Enter",),
}


def violations(page: Page, axe: str) -> list[str]:
    """What axe-core finds, by the rules of WCAG 2.2 AA and its own."""
    page.evaluate(axe)
    found = page.evaluate("axe.run().then(({ violations }) => violations)")
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]


def test_axe_is_run_and_finds_what_is_wrong(chromium: Any, axe: str) -> None:
    page = chromium.new_page()
    page.set_content("<html lang=en><title>t</title><main><h1>h</h1><img src='data:,'></main></html>")
    assert any(each.startswith("image-alt") for each in violations(page, axe))
    page.close()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("address", sorted(PAGES))
def test_axe_finds_nothing_on_a_page(
    gateway: Any, person: Callable[..., BrowserContext], axe: str, address: str, theme: str
) -> None:
    gateway.ask(*LINES)
    page = person(theme=theme).new_page()
    with gateway.http() as http:
        [document] = http.get("/v1/documents").json()["documents"]
    page.goto(f"{gateway.address}{address}?id={document['document_id']}&name={document['collection']}")
    page.wait_for_load_state("networkidle")
    assert violations(page, axe) == []


@pytest.mark.parametrize("address", sorted(PAGES))
def test_no_page_is_wider_than_the_window(
    gateway: Any, person: Callable[..., BrowserContext], address: str
) -> None:
    make(gateway)
    hand_in(gateway, LETTER)
    gateway.ask(*LINES)
    page = person().new_page()
    page.goto(f"{gateway.address}{address}?name=letters-1905&id=d&page={gateway.newest_page()}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_state_of_the_line_editor(
    gateway: Any, open_editor: Callable[..., Page], axe: str, state: str, theme: str
) -> None:
    gateway.ask(*LINES)
    page = open_editor(theme=theme)
    shows(page, LINES[0].read)
    press(page, *STATES[state])
    assert violations(page, axe) == []


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_where_two_readings_are_settled(
    gateway: Any, person: Callable[..., BrowserContext], axe: str, theme: str
) -> None:
    gateway.ask(*LINES, keyings=2)
    for who, text in (("bob", "of the"), ("cleo", "of tbe")):
        gateway.keyed(who, outcome="unreadable")
        gateway.keyed(who, text=text)
    page = person(theme=theme).new_page()
    page.goto(f"{gateway.address}/adjudication")
    page.wait_for_selector("two-readings .difference")
    assert violations(page, axe) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", BOXES)
def test_axe_finds_nothing_in_any_state_of_the_boxes_editor(
    gateway: Any, person: Callable[..., BrowserContext], axe: str, state: str, theme: str
) -> None:
    gateway.ask(*LINES)
    page = person(theme=theme).new_page()
    page.goto(f"{gateway.address}/boxes?page={gateway.newest_page()}")
    page.wait_for_selector("page-view:not([hidden])")
    press(page, *BOXES[state])
    assert violations(page, axe) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", SORTING)
def test_axe_finds_nothing_in_any_state_of_sorting(
    gateway: Any, person: Callable[..., BrowserContext], axe: str, state: str, theme: str
) -> None:
    make(gateway)
    hand_in(gateway, LETTER)
    page = person(theme=theme).new_page()
    page.goto(f"{gateway.address}/classify")
    page.wait_for_selector("collection-list .called")
    press(page, *SORTING[state])
    assert violations(page, axe) == []


def test_a_screen_reader_hears_of_the_line_its_alternatives_and_what_became_of_it(
    gateway: Any, open_editor: Callable[..., Page]
) -> None:
    gateway.ask(*LINES)
    page = open_editor()
    shows(page, LINES[0].read)
    news = page.get_by_role("status").filter(has_text="Line to read")
    expect(news).to_have_text(f"Line to read: {LINES[0].read}")
    expect(field(page)).to_have_attribute("aria-describedby", "alternatives")
    expect(page.locator("#alternatives")).to_have_attribute("aria-live", "polite")
    press(page, "Enter")
    expect(news).to_have_text("Line to read: of the")


def test_doubt_is_shown_by_shape_before_colour(gateway: Any, open_editor: Callable[..., Page]) -> None:
    gateway.ask(*LINES)
    page = open_editor()
    shows(page, LINES[0].read)
    style = "each => getComputedStyle(each).textDecorationStyle"
    shapes = [page.locator(f"line-text .{step}").evaluate(style) for step in ("doubt", "very")]
    assert shapes == ["dotted", "wavy"]


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_where_a_long_name_is_shown_whole(
    gateway: Any, person: Callable[..., BrowserContext], axe: str, theme: str
) -> None:
    make(gateway)
    document = hand_in(gateway, LETTER, name="Scan of a letter to her friends " * 6)
    page = person(theme=theme).new_page()
    for address, name in (("/classify", "#name"), (f"/document?id={document}", "#title")):
        page.goto(f"{gateway.address}{address}")
        page.locator(f"{name}[title]").focus()
        assert violations(page, axe) == []

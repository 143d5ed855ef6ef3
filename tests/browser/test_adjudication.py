"""Adjudication in Chromium: what two people read differently, settled by keyboard and by mouse."""

from collections.abc import Callable
from typing import Any

import pytest
from at_the_editor import field, leave, press, selected, shows, until
from drawn_pages import DrawnLine
from playwright.sync_api import BrowserContext, Page, expect

LINE = DrawnLine("My dear Mrs. Stanford, I write", "My dear Mrs. Stanford, I write")
OTHER = DrawnLine("of the fourth instant", "of the fourth instant")


@pytest.fixture
def adjudicate(gateway: Any, person: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Two people key a line, and a third opens the page on which it is settled."""

    def opened(*texts: str | dict[str, str], line: DrawnLine = LINE, theme: str = "light") -> Page:
        gateway.ask(line, keyings=2)
        for who, given in zip(("bob", "cleo"), texts, strict=True):
            gateway.keyed(who, **({"text": given} if isinstance(given, str) else given))
        page = person(theme=theme).new_page()
        page.goto(f"{gateway.address}/adjudication")
        page.wait_for_selector("two-readings .difference")
        return page

    return opened


def sides(page: Page) -> dict[str, str]:
    """The first difference: what is above, and what below."""
    above, below = page.locator("two-readings .difference").first.get_by_role("button").all_inner_texts()
    return {"ArrowLeft": above, "ArrowRight": below}


def key_for(page: Page, text: str) -> str:
    """The key that takes this side of the first difference: which is which is drawn by lot."""
    return next(key for key, side in sides(page).items() if side == text)


def settled(gateway: Any, page: Page) -> Any:
    """What the adjudicator handed in, when the page is closed."""
    leave(page)
    until(page, lambda: len(gateway.answers()) == 3, "the adjudication")
    return max(gateway.answers(), key=lambda answer: answer.epoch)


@pytest.mark.parametrize("wanted", ["Mrs", "Mss"])
def test_arrows_take_a_side_of_each_difference_and_enter_settles(
    gateway: Any, adjudicate: Callable[..., Page], wanted: str
) -> None:
    page = adjudicate("My dear Mrs. Stanford, I write", "My dear Mss. Stanford. I write")
    expect(page.locator("two-readings .difference")).to_have_count(2)
    expect(page.locator("two-readings .focused")).to_have_count(1)
    press(page, key_for(page, wanted[1]))
    assert selected(page) in (",", ".")
    press(page, "ArrowLeft", "Enter")
    text = settled(gateway, page).text
    assert text in (f"My dear {wanted}. Stanford, I write", f"My dear {wanted}. Stanford. I write")


def test_a_line_is_not_settled_while_a_difference_is_open(
    gateway: Any, adjudicate: Callable[..., Page]
) -> None:
    page = adjudicate("My dear Mrs. Stanford, I write", "My dear Mss. Stanford. I write")
    press(page, "ArrowLeft", "Enter")
    expect(page.locator("#told")).to_have_text("Not all is decided yet: one difference is open.")
    assert selected(page) in (",", ".")


def test_typing_decides_anew(gateway: Any, adjudicate: Callable[..., Page]) -> None:
    page = adjudicate("My dear Mrs. Stanford, I write", "My dear Mss. Stanford, I write")
    press(page, "m", "Enter")
    assert settled(gateway, page).text == "My dear Mms. Stanford, I write"


def test_what_only_one_has_is_taken_or_left(gateway: Any, adjudicate: Callable[..., Page]) -> None:
    page = adjudicate("My dear Mrs. Stanford, I write", "My dear Mrs Stanford, I write")
    assert selected(page) == "."
    press(page, key_for(page, "∅"), "Enter")
    assert settled(gateway, page).text == "My dear Mrs Stanford, I write"


def test_a_decision_is_undone(gateway: Any, adjudicate: Callable[..., Page]) -> None:
    page = adjudicate("My dear Mrs. Stanford, I write", "My dear Mss. Stanford, I write")
    before = field(page).input_value()
    press(page, key_for(page, "s"), "Control+z")
    expect(field(page)).to_have_value(before)
    press(page, key_for(page, "r"), "Enter")
    assert settled(gateway, page).text == LINE.truth


def test_sides_are_taken_with_the_mouse(gateway: Any, adjudicate: Callable[..., Page]) -> None:
    page = adjudicate("My dear Mrs. Stanford, I write", "My dear Mss. Stanford. I write")
    page.locator("two-readings .difference").nth(1).get_by_role("button", name=",").click()
    page.locator("two-readings .difference").nth(0).get_by_role("button", name=": s").click()
    page.get_by_role("button", name="Enter settle").click()
    assert settled(gateway, page).text == "My dear Mss. Stanford, I write"


def test_where_one_gave_no_text_a_whole_side_is_taken(gateway: Any, adjudicate: Callable[..., Page]) -> None:
    page = adjudicate("My dear Mrs. Stanford, I write", {"outcome": "unreadable"})
    assert sorted(sides(page).values()) == ["My dear Mrs. Stanford, I write", "unreadable"]
    press(page, key_for(page, "My dear Mrs. Stanford, I write"))
    shows(page, LINE.truth)
    press(page, "Enter")
    assert settled(gateway, page).text == LINE.truth


def test_to_take_the_side_of_somebody_who_could_not_read_the_line_hands_that_in(
    gateway: Any, adjudicate: Callable[..., Page]
) -> None:
    page = adjudicate("My dear Mrs. Stanford, I write", {"outcome": "unreadable"})
    press(page, key_for(page, "unreadable"))
    assert str(settled(gateway, page).outcome) == "unreadable"


def test_who_wrote_which_is_not_shown(adjudicate: Callable[..., Page]) -> None:
    page = adjudicate("My dear Mrs. Stanford, I write", "My dear Mss. Stanford, I write")
    words = page.locator("body").inner_text()
    assert "bob" not in words
    assert "cleo" not in words


def test_words_stand_under_their_place_in_the_picture(adjudicate: Callable[..., Page]) -> None:
    page = adjudicate("of the fourth instant", "of tbe fourth instant", line=OTHER)
    picture = page.locator("line-picture svg .frame").bounding_box()
    word = page.locator("line-text .chosen.place").bounding_box()
    assert picture is not None
    assert word is not None
    assert abs(picture["x"] - word["x"]) < picture["width"]


def test_nobody_disagrees_and_the_page_says_so(gateway: Any, person: Callable[..., BrowserContext]) -> None:
    page = person().new_page()
    page.goto(f"{gateway.address}/adjudication")
    expect(page.locator("#state-text")).to_have_text(
        "Nothing waits for you: no two people disagree just now."
    )


def test_lines_leased_to_key_are_not_taken_for_lines_to_settle(
    gateway: Any, person: Callable[..., BrowserContext]
) -> None:
    gateway.ask(OTHER)
    page = person().new_page()
    page.goto(gateway.address)
    shows(page, OTHER.read)
    page.goto(f"{gateway.address}/adjudication")
    expect(page.locator("#state-text")).to_contain_text("no two people disagree")
    page.goto(gateway.address)
    shows(page, OTHER.read)


def test_annotators_are_told_that_the_page_is_not_theirs(gateway: Any, chromium: Any) -> None:
    gateway.add("dan", role="annotator")
    context = chromium.new_context()
    context.request.get(gateway.link("dan"))
    page = context.new_page()
    assert page.goto(f"{gateway.address}/adjudication").status == 403
    page.goto(gateway.address)
    expect(page.get_by_role("link", name="Documents")).to_be_visible()
    expect(page.get_by_role("link", name="Settle")).to_have_count(0)
    context.close()

"""The boxes editor in a real browser: what a person does with mouse and keys, and what the gateway makes of it."""

from collections.abc import Callable, Sequence

import pytest
from at_the_editor import press
from playwright.sync_api import BrowserContext, Page
from ruled_pages import PAGE, asked, read_page, row, ruled
from running_gateway import RunningGateway

from recto.runtime.objects import get_model
from schemas.layout import Layout, Line
from schemas.topics import PAGES

EXPECT_MS = 10_000

Browse = Callable[[], Page]


@pytest.fixture
def letter(gateway: RunningGateway) -> RunningGateway:
    """A page of four lines."""
    return tell(gateway, 1200, 900, [row(f"l{at}", 150, 200 + 120 * at, 900) for at in range(4)])


@pytest.fixture
def browse(person: Callable[..., BrowserContext]) -> Browse:
    """Opens an empty tab of a person who is signed in."""
    return lambda: person().new_page()


def tell(gateway: RunningGateway, width: int, height: int, lines: Sequence[Line]) -> RunningGateway:
    image = ruled(width, height, lines)
    gateway.tell(*read_page(gateway.objects, image, lines, gateway.clock()))
    return gateway


def drawn(gateway: RunningGateway) -> list[Line]:
    """The lines that were handed in last."""
    return list(get_model(gateway.objects, gateway.said(PAGES)[-1].layout, Layout).lines)


def open_at(page: Page, gateway: RunningGateway, query: str = f"?page={PAGE}") -> Page:
    page.goto(f"{gateway.address}/boxes{query}")
    page.wait_for_selector("page-view:not([hidden])")
    return page


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a point of the letter is on the screen: the whole page is shown, in the middle."""
    box = page.locator("page-view").bounding_box()
    scale = min((box["width"] - 48) / 1200, (box["height"] - 48) / 900)
    return (
        box["x"] + (box["width"] - 1200 * scale) / 2 + x * scale,
        box["y"] + (box["height"] - 900 * scale) / 2 + y * scale,
    )


def label(page: Page) -> str:
    return str(page.locator("page-view").get_attribute("aria-label"))


def hand_in(page: Page) -> None:
    press(page, "Enter")
    page.get_by_text("Handed in.").wait_for(timeout=EXPECT_MS)


def test_a_line_is_drawn_by_mouse_and_the_others_keep_their_ids(
    letter: RunningGateway, browse: Browse
) -> None:
    page = open_at(browse(), letter)
    press(page, "n")
    for x, y in ((150, 700), (800, 700), (800, 760), (150, 760)):
        page.mouse.click(*on_screen(page, x, y))
    press(page, "Enter")
    assert label(page).startswith("Line 5 of 5, not read yet")
    hand_in(page)
    assert [line.id for line in drawn(letter)] == ["l0", "l1", "l2", "l3", "r1-5"]
    new = drawn(letter)[-1]
    assert all(abs(x - want) <= 2 for (x, _), want in zip(new.polygon, (150, 800, 800, 150), strict=True))
    assert new.baseline[0][0] < new.baseline[-1][0]


def test_points_and_lines_are_dragged_and_each_drag_is_one_step_back(
    letter: RunningGateway, browse: Browse
) -> None:
    page = open_at(browse(), letter)
    page.mouse.click(*on_screen(page, 600, 230))
    page.mouse.move(*on_screen(page, 150, 200))
    page.mouse.down()
    page.mouse.move(*on_screen(page, 130, 190), steps=4)
    page.mouse.up()
    page.mouse.move(*on_screen(page, 600, 350))
    page.mouse.down()
    page.mouse.move(*on_screen(page, 610, 360), steps=4)
    page.mouse.up()
    press(page, "Control+z")
    hand_in(page)
    moved, same = drawn(letter)[:2]
    assert abs(moved.polygon[0][0] - 130) <= 2
    assert (moved.id, same.id) == ("r1-1", "l1")


def test_all_can_be_done_by_keyboard_alone(letter: RunningGateway, browse: Browse) -> None:
    page = open_at(browse(), letter)
    press(page, "Tab", "Tab")
    assert label(page) == "Line 2 of 4, doubtful: line 1"
    press(page, "ArrowRight", ".", "Shift+ArrowUp")
    assert "point 1 of 5 at 15" in label(page)
    press(page, "Escape", "d", "Tab", "m", "Shift+Tab", "Delete")
    press(page, "o", "Shift+Tab", "Space", "Shift+Tab", "Space", "Enter")
    hand_in(page)
    lines = drawn(letter)
    assert [line.id for line in lines] == ["l0", "r1-2", "r1-3"]
    assert [max(y for _, y in line.polygon) for line in lines] == [260, 620, 380]


def test_a_line_is_split_at_the_pointer_and_merged_again(letter: RunningGateway, browse: Browse) -> None:
    page = open_at(browse(), letter)
    page.mouse.move(*on_screen(page, 600, 230))
    press(page, "s")
    assert label(page).startswith("Line 2 of 5")
    press(page, "Shift+Tab", "m")
    assert label(page).startswith("Line 1 of 4")
    page.mouse.move(*on_screen(page, 600, 350))
    press(page, "s")
    hand_in(page)
    left, right = drawn(letter)[1:3]
    assert abs(max(x for x, _ in left.polygon) - 600) <= 2
    assert max(x for x, _ in left.polygon) == min(x for x, _ in right.polygon)


def test_the_order_is_clicked_through(letter: RunningGateway, browse: Browse) -> None:
    page = open_at(browse(), letter)
    press(page, "o")
    for y in (590, 230):
        page.mouse.click(*on_screen(page, 600, y))
    press(page, "Enter")
    hand_in(page)
    assert [line.id for line in drawn(letter)] == ["l3", "l0", "l1", "l2"]


def test_the_pen_is_put_away_with_escape_and_help_lists_every_key(
    letter: RunningGateway, browse: Browse
) -> None:
    page = open_at(browse(), letter)
    press(page, "n")
    page.mouse.click(*on_screen(page, 200, 800))
    press(page, "Escape", "?")
    sheet = page.locator("key-help dialog")
    assert sheet.get_by_text("split the line at the pointer").is_visible()
    press(page, "Escape")
    assert page.locator("#count").text_content() == "4 lines"


def test_what_was_drawn_is_there_after_a_reload_and_can_be_undone(
    letter: RunningGateway, browse: Browse
) -> None:
    page = open_at(browse(), letter)
    press(page, "Tab", "Delete")
    page.reload()
    page.wait_for_selector("page-view:not([hidden])")
    assert page.locator("#count").text_content() == "3 lines"
    press(page, "Control+z")
    assert page.locator("#count").text_content() == "4 lines"


def test_lines_drawn_under_a_lease_that_is_lost_are_kept_and_taken_along(
    letter: RunningGateway, browse: Browse
) -> None:
    page = open_at(browse(), letter)
    press(page, "Tab", "Delete")
    with letter.http() as http:  # the same person, in another tab
        http.post(f"/v1/pages/{PAGE}/lease", headers={"X-Recto-Person": "ada"}).raise_for_status()
    press(page, "Enter")
    page.get_by_role("button", name="Take the page again").click()
    page.get_by_text("yours again").wait_for(timeout=EXPECT_MS)
    hand_in(page)
    assert [line.id for line in drawn(letter)] == ["l1", "l2", "l3"]


def test_a_page_is_skipped_with_a_reason(letter: RunningGateway, browse: Browse) -> None:
    page = open_at(browse(), letter)
    press(page, "Escape")
    page.get_by_role("button", name="there is nothing to draw here").click()
    page.get_by_text("Skipped.").wait_for(timeout=EXPECT_MS)
    assert letter.said(PAGES) == []


def test_a_line_that_crosses_itself_is_shown_and_not_handed_in(
    letter: RunningGateway, browse: Browse
) -> None:
    page = open_at(browse(), letter)
    press(page, "n")
    for x, y in ((150, 700), (800, 760), (800, 700), (150, 760)):
        page.mouse.click(*on_screen(page, x, y))
    press(page, "Enter", "Escape", "Enter")
    page.get_by_text("Line 5 has an outline that crosses itself").wait_for(timeout=EXPECT_MS)
    assert letter.said(PAGES) == []


def test_from_a_line_the_editor_opens_with_that_line_at_hand(letter: RunningGateway, browse: Browse) -> None:
    page = open_at(browse(), letter, f"?page={PAGE}&line={PAGE}/l2")
    assert label(page) == "Line 3 of 4, very doubtful: line 2"


def test_ctrl_b_at_a_line_leads_to_its_page_and_back(letter: RunningGateway, browse: Browse) -> None:
    letter.tell(asked(letter.objects, "l2", letter.clock()))
    page = browse()
    page.goto(letter.address)
    page.get_by_text("asked: two readings are close").wait_for(timeout=EXPECT_MS)
    press(page, "Control+b")
    page.wait_for_selector("page-view:not([hidden])")
    assert label(page) == "Line 3 of 4, very doubtful: line 2"
    page.go_back()
    page.get_by_text("asked: two readings are close").wait_for(timeout=EXPECT_MS)


def test_nothing_waits_is_said_in_words(letter: RunningGateway, browse: Browse) -> None:
    page = browse()
    page.goto(f"{letter.address}/boxes")
    page.get_by_text("No page waits for its lines to be drawn.").wait_for(timeout=EXPECT_MS)

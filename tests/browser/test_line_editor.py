"""The line editor in Chromium, worked by keyboard and by mouse."""

from collections.abc import Callable
from typing import Any

import pytest
from at_the_editor import alternatives, field, leave, press, selected, shows, until
from chromium import THIRTEEN_INCHES
from drawn_pages import Doubt, DrawnLine, misread, reading
from page_events import REASON
from playwright.sync_api import Page, expect
from sample_lines import sample_lines

from recto.benchmarks.keystrokes.editor import opened
from recto.benchmarks.keystrokes.typist import keys_for

LETTER = misread("My dear Mrs. Stanford, I write", {9: ("m", 0.4, 0.35), 21: (".", 0.75, 0.2)})
SECOND = DrawnLine("of the fourth instant", "of the fourth instant")
THIRD = DrawnLine("and beg to say", "and beg to say")


@pytest.mark.timeout(240)
def test_a_person_corrects_fifty_lines_by_keyboard_alone(
    gateway: Any, open_editor: Callable[[], Page], capsys: Any
) -> None:
    lines = sample_lines(50)
    gateway.ask(*lines)
    page = open_editor()
    for line in lines:
        shows(page, line.read)
        press(page, *keys_for(opened(reading(line)), line.truth))
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    waits = page.evaluate("performance.getEntriesByName('recto-next-line').map(({ duration }) => duration)")
    leave(page)
    until(page, lambda: len(gateway.answers()) == 50, "50 answers")
    assert gateway.texts() == sorted(line.truth for line in lines)
    median, worst = sorted(waits)[len(waits) // 2], max(waits)
    with capsys.disabled():
        print(f"\nEnter to the next line on screen: median {median:.0f} ms, worst {worst:.0f} ms")  # noqa: T201


@pytest.mark.timeout(240)
def test_the_model_of_the_keys_counts_what_the_page_needs(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    lines = sample_lines(30, seed=11)
    gateway.ask(*lines)
    page = open_editor()
    wanted = {}
    for line in lines:
        shows(page, line.read)
        keys = keys_for(opened(reading(line)), line.truth)
        press(page, *keys)
        wanted[line.truth] = len(keys)
    leave(page)
    until(page, lambda: len(gateway.answers()) == 30, "30 answers")
    assert {answer.text: answer.keystrokes for answer in gateway.answers()} == wanted


def test_a_line_opens_with_its_first_doubtful_place_in_focus(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    gateway.ask(LETTER)
    page = open_editor()
    shows(page, LETTER.read)
    assert selected(page) == "m"
    assert alternatives(page) == ["m", "r", "nothing"]
    expect(page.locator("line-text .very")).to_have_text("m")
    expect(page.locator("line-text .doubt")).to_have_text(".")


def test_the_reason_is_there_in_full_and_the_picture_stays_where_it_was(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    reason = "the committee spells its characters apart by 1.42 nats each"
    gateway.ask(SECOND, reason=reason)
    gateway.ask(LETTER)
    page = open_editor()
    tops = []
    for line, why in ((LETTER, REASON), (SECOND, reason)):
        shows(page, line.read)
        expect(page.locator("#reason")).to_have_text(f"asked: {why}")
        assert page.locator("#reason").evaluate("it => it.scrollWidth <= it.clientWidth")
        tops.append(page.locator(".stage").bounding_box()["y"])  # type: ignore[index]
        press(page, "Enter")
    assert tops[0] == tops[1]
    assert page.evaluate("document.documentElement.scrollWidth") == THIRTEEN_INCHES["width"]


def test_typing_replaces_the_place_in_focus_and_tab_goes_on(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    gateway.ask(LETTER)
    page = open_editor()
    shows(page, LETTER.read)
    press(page, "r", "Tab")
    assert selected(page) == "."
    press(page, ",")
    expect(field(page)).to_have_value(LETTER.truth)


def test_a_digit_takes_an_alternative_and_goes_on(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(LETTER)
    page = open_editor()
    shows(page, LETTER.read)
    press(page, "2")
    assert selected(page) == "."
    press(page, "2")
    expect(field(page)).to_have_value(LETTER.truth)


def test_digits_are_typed_where_a_digit_may_stand(gateway: Any, open_editor: Callable[[], Page]) -> None:
    year = misread("in 1905", {5: ("O", 0.5, 0.4)})
    gateway.ask(year)
    page = open_editor()
    shows(page, "in 19O5")
    press(page, "2")
    expect(field(page)).to_have_value("in 1925")


def test_nothing_at_all_is_an_alternative(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(DrawnLine("My dear", "My deear", {4: Doubt(0.5)}))
    page = open_editor()
    shows(page, "My deear")
    assert alternatives(page) == ["e", "nothing"]
    press(page, "2")
    expect(field(page)).to_have_value("My dear")


def test_alternatives_are_walked_and_taken(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(LETTER)
    page = open_editor()
    shows(page, LETTER.read)
    press(page, "Alt+ArrowDown")
    expect(page.locator("alternatives-list [aria-pressed=true] .what")).to_have_text("r")
    press(page, "Tab")
    assert selected(page) == "."
    press(page, "Alt+ArrowUp", "Alt+ArrowUp", "Enter")
    leave(page)
    until(page, lambda: gateway.texts() == [LETTER.truth], "the answer")


def test_after_the_doubtful_places_tab_goes_to_those_that_are_nearly_sure(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    gateway.ask(DrawnLine("abcd", "abcd", {0: Doubt(0.97), 2: Doubt(0.8), 3: Doubt(0.999)}))
    page = open_editor()
    shows(page, "abcd")
    found = [selected(page)]
    for key in ("Tab", "Tab", "Shift+Tab"):
        press(page, key)
        found.append(selected(page))
    assert found == ["c", "a", "c", "a"]


def test_undo_and_redo_within_a_line(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(LETTER)
    page = open_editor()
    shows(page, LETTER.read)
    press(page, "2", "End", "!", "!", "Control+z")
    expect(field(page)).to_have_value("My dear Mrs. Stanford. I write")
    press(page, "Control+z")
    expect(field(page)).to_have_value(LETTER.read)
    assert selected(page) == "m"
    press(page, "Control+Shift+Z", "Control+y")
    expect(field(page)).to_have_value("My dear Mrs. Stanford. I write!!")


def test_undo_at_the_start_of_a_line_goes_back_into_the_line_before(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    gateway.ask(LETTER, SECOND, THIRD)
    page = open_editor()
    shows(page, LETTER.read)
    press(page, "2", "Enter")
    shows(page, SECOND.read)
    press(page, "Enter")
    shows(page, THIRD.read)
    press(page, "Control+z", "Control+z")
    shows(page, "My dear Mrs. Stanford. I write")
    expect(page.locator("#today")).to_have_text("0 today")
    press(page, "Control+z")
    expect(field(page)).to_have_value(LETTER.read)
    press(page, "2", "2", "Enter", "Enter", "Enter")
    leave(page)
    until(page, lambda: len(gateway.answers()) == 3, "3 answers")
    assert gateway.texts() == sorted((LETTER.truth, SECOND.truth, THIRD.truth))


def test_an_answer_that_has_gone_out_is_taken_back_from_the_gateway(gateway: Any, person: Any) -> None:
    gateway.ask(LETTER, THIRD)
    page = person().new_page()
    page.clock.install()
    page.goto(gateway.address)
    shows(page, LETTER.read)
    press(page, "2", "Enter")
    shows(page, THIRD.read)
    expect(page.locator("unsent-sign")).to_have_text("◐ sending")
    page.clock.fast_forward(11_000)
    expect(page.locator("unsent-sign")).to_have_text("○ all sent")
    assert gateway.texts() == ["My dear Mrs. Stanford. I write"]
    press(page, "Control+z")
    shows(page, "My dear Mrs. Stanford. I write")
    press(page, "Control+z")
    expect(field(page)).to_have_value(LETTER.read)
    press(page, "2", "2", "Enter")
    leave(page)
    until(page, lambda: LETTER.truth in gateway.texts(), "the second answer")
    assert {each.text: each.set_aside for each in gateway.answers()} == {
        "My dear Mrs. Stanford. I write": "taken back", LETTER.truth: None,
    }  # fmt: skip


def test_an_answer_on_which_something_was_built_stays_and_the_person_is_told(
    gateway: Any, person: Any
) -> None:
    gateway.ask(SECOND, keyings=2)
    gateway.ask(THIRD)
    page = person().new_page()
    page.clock.install()
    page.goto(gateway.address)
    shows(page, THIRD.read)
    press(page, "Enter")
    shows(page, SECOND.read)
    press(page, "Enter")
    page.clock.fast_forward(11_000)
    expect(page.locator("unsent-sign")).to_have_text("○ all sent")
    gateway.keyed("bob", outcome="accept")
    press(page, "Control+z")
    expect(page.get_by_role("alert").filter(has_text="can't be taken back")).to_be_visible()
    press(page, "x")
    expect(page.locator("#told")).to_be_hidden()


def test_there_is_nothing_to_undo_before_the_first_answer(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    gateway.ask(SECOND)
    page = open_editor()
    shows(page, SECOND.read)
    press(page, "Control+z")
    expect(page.locator("#told")).to_have_text("There is nothing to undo here.")
    shows(page, SECOND.read)


def test_an_empty_line_is_not_accepted_and_the_person_hears_why(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    gateway.ask(SECOND)
    page = open_editor()
    shows(page, SECOND.read)
    press(page, "Control+a", "Delete", "Enter")
    expect(page.locator("#told")).to_contain_text("An empty line can't be accepted.")
    expect(field(page)).to_be_focused()


@pytest.mark.parametrize(("keys", "outcome"), [("Control+u 2", "unreadable"), ("F2", "not-text")])
def test_a_line_without_text_is_declined(
    gateway: Any, open_editor: Callable[[], Page], keys: str, outcome: str
) -> None:
    gateway.ask(SECOND)
    page = open_editor()
    shows(page, SECOND.read)
    press(page, *keys.split())
    leave(page)
    until(page, lambda: [str(answer.outcome) for answer in gateway.answers()] == [outcome], outcome)


def test_a_line_is_skipped_with_a_reason(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(SECOND)
    page = open_editor()
    shows(page, SECOND.read)
    press(page, "Escape", "1")
    leave(page)
    until(page, lambda: [answer.reason for answer in gateway.answers()] == ["wrongly cut"], "the reason")


def test_everything_on_a_line_can_be_done_with_the_mouse(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    gateway.ask(LETTER, SECOND)
    page = open_editor()
    shows(page, LETTER.read)
    page.locator("line-text .doubt").click()
    assert selected(page) == "."
    page.locator("alternatives-list button").nth(1).click()
    page.locator("line-text .very").click()
    page.locator("alternatives-list button").nth(1).click()
    expect(field(page)).to_have_value(LETTER.truth)
    page.get_by_role("button", name="Enter accept", exact=True).click()
    shows(page, SECOND.read)
    page.get_by_role("button", name="Ctrl+Z undo").click()
    shows(page, LETTER.truth)
    page.get_by_role("button", name="Enter accept", exact=True).click()
    leave(page)
    until(page, lambda: gateway.texts() == [LETTER.truth], "the answer")


def test_a_click_puts_the_caret_where_it_is_and_a_double_click_selects_a_word(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    gateway.ask(SECOND)
    page = open_editor()
    shows(page, SECOND.read)
    word = page.locator("line-text .word").nth(2)
    word.dblclick()
    assert selected(page) == "fourth"
    word.click(position={"x": 1, "y": 20})
    assert field(page).evaluate("field => field.selectionStart") == SECOND.read.index("fourth")


def test_words_stand_under_their_place_in_the_picture(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(SECOND)
    page = open_editor()
    shows(page, SECOND.read)
    picture = page.locator("line-picture img").bounding_box()
    around = page.evaluate(
        "async () => { const { leases } = { leases: JSON.parse(sessionStorage.getItem('recto-leases/key')) };"
        " return (await fetch(`/v1/tasks/${leases[0].task_id}/surroundings`)).json(); }"
    )
    assert picture is not None
    scale = picture["width"] / around["width"]
    left = min(x for x, _ in around["polygon"])
    whole = max(x for x, _ in around["polygon"]) - left
    edges = [grapheme.start for grapheme in reading(SECOND).graphemes]
    words = page.locator("line-text .word")
    for at, start in enumerate((0, 3, 7, 14)):
        box = words.nth(at).bounding_box()
        assert box is not None
        wanted = picture["x"] + scale * (left - around["left"] + edges[start] * whole)
        assert abs(box["x"] - wanted) < 4, words.nth(at).inner_text()


def test_nothing_that_stands_before_what_is_typed_moves(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    gateway.ask(SECOND)
    page = open_editor()
    shows(page, SECOND.read)
    words = page.locator("line-text .word")
    before = [words.nth(at).bounding_box() for at in range(3)]
    press(page, "End", *"typed")
    expect(words.last).to_have_text("instanttyped")
    assert [words.nth(at).bounding_box() for at in range(3)] == before


def test_the_picture_is_inverted_contrasted_and_zoomed(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(SECOND)
    page = open_editor()
    shows(page, SECOND.read)
    picture = page.locator("line-picture")
    before = picture.bounding_box()
    press(page, "Control+i", "Control+e", "Control+-")
    expect(picture).to_have_attribute("inverted", "")
    expect(picture).to_have_attribute("contrast", "")
    after = picture.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] < before["width"]


def test_the_whole_page_is_shown_with_the_line_framed(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(SECOND)
    page = open_editor()
    shows(page, SECOND.read)
    press(page, "Control+p")
    expect(page.locator("whole-page polygon")).to_be_visible()
    press(page, "Escape")
    expect(field(page)).to_be_focused()


def test_a_line_is_flagged_for_the_lead_with_a_note(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(SECOND, THIRD)
    page = open_editor()
    shows(page, SECOND.read)
    press(page, "Shift+Enter")
    expect(page.get_by_label("a note, or nothing")).to_be_focused()
    press(page, *"a long s?", "Enter")
    shows(page, THIRD.read)
    press(page, "Shift+Enter", "Escape")
    expect(field(page)).to_be_focused()
    press(page, "Enter")
    leave(page)
    until(page, lambda: len(gateway.answers()) == 2, "both answers")
    with gateway.http() as http:
        [flag] = http.get("/v1/flags").json()["flags"]
    assert (flag["note"], flag["text"]) == ("a long s?", SECOND.truth)


def test_a_part_that_cannot_be_read_is_marked_in_the_text(
    gateway: Any, open_editor: Callable[[], Page]
) -> None:
    gateway.ask(LETTER)
    page = open_editor()
    shows(page, LETTER.read)
    press(page, "Control+u", "1")
    expect(field(page)).to_have_value("My dear M⟨…⟩s. Stanford. I write")
    press(page, "Enter")
    leave(page)
    until(
        page, lambda: [str(each.outcome) for each in gateway.answers()] == ["partly-unreadable"], "the answer"
    )

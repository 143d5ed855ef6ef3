"""What people typed and answered survives: reloads, crashes, other tabs, restarts, lost connections and sessions."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from at_the_editor import field, leave, press, shows, until
from drawn_pages import DrawnLine
from playwright.sync_api import BrowserContext, Page, Route, expect

FIRST = DrawnLine("of the fourth instant", "of the fourth instant")
SECOND = DrawnLine("and beg to say", "and beg to say")
THIRD = DrawnLine("that the matter", "that the matter")


def note(page: Page) -> Any:
    return page.locator("connection-note")


def test_a_reload_in_mid_line_keeps_what_was_typed(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(FIRST, SECOND)
    page = open_editor()
    shows(page, FIRST.read)
    press(page, "End", "!")
    page.reload()
    shows(page, f"{FIRST.read}!")


def test_a_crash_in_mid_line_keeps_what_was_typed_and_offers_it(
    gateway: Any, person: Callable[..., BrowserContext]
) -> None:
    gateway.ask(FIRST)
    browser = person()
    page = browser.new_page()
    page.goto(gateway.address)
    shows(page, FIRST.read)
    press(page, "End", "!")
    page.close()  # what the tab alone knew, its leases, is gone as after a crash
    after = browser.new_page()
    after.clock.install()
    after.clock.fast_forward("05:00")
    after.goto(gateway.address)
    offered = after.locator("refused-answers")
    expect(offered).to_contain_text("You began a line and did not hand it in.")
    expect(offered.locator("q")).to_have_text(f"{FIRST.read}!")
    offered.get_by_role("button", name="Put away").click()
    expect(offered.locator("q")).to_have_count(0)


def test_two_tabs_race_for_a_line_and_the_loser_keeps_the_text(
    gateway: Any, person: Callable[..., BrowserContext]
) -> None:
    gateway.ask(FIRST)
    ada, bob = (person(name).new_page() for name in ("ada", "bob"))
    ada.clock.install()
    ada.goto(gateway.address)
    shows(ada, FIRST.read)
    press(ada, "End", "!")
    gateway.clock.move(seconds=301)
    bob.goto(gateway.address)
    shows(bob, FIRST.read)
    press(bob, "Enter")
    leave(bob)
    until(bob, lambda: gateway.texts() == [FIRST.truth], "bob's answer")
    press(ada, "Enter")
    ada.clock.fast_forward(11_000)
    offered = ada.locator("refused-answers")
    expect(offered).to_contain_text("Your time with this line was up")
    expect(offered.locator("q")).to_have_text(f"{FIRST.read}!")
    assert gateway.texts() == [FIRST.truth]


def test_a_line_that_went_to_somebody_else_is_taken_away_and_its_text_is_offered(
    gateway: Any, person: Callable[..., BrowserContext]
) -> None:
    gateway.ask(FIRST)
    ada, bob = (person(name).new_page() for name in ("ada", "bob"))
    ada.clock.install()
    ada.goto(gateway.address)
    shows(ada, FIRST.read)
    press(ada, "End", "!")
    gateway.clock.move(seconds=301)
    bob.goto(gateway.address)
    shows(bob, FIRST.read)
    ada.clock.fast_forward(61_000)
    expect(ada.locator("refused-answers q")).to_have_text(f"{FIRST.read}!")
    expect(field(ada)).to_be_hidden()


def test_a_session_that_expires_in_mid_line_loses_nothing(
    gateway: Any, person: Callable[..., BrowserContext]
) -> None:
    gateway.ask(FIRST, SECOND)
    browser = person()
    page = browser.new_page()
    page.clock.install()
    page.goto(gateway.address)
    shows(page, FIRST.read)
    press(page, "End", "!")
    browser.clear_cookies()
    press(page, "Enter")
    shows(page, SECOND.read)
    page.clock.fast_forward(11_000)
    expect(page.locator("signed-out")).to_contain_text("You are signed out.")
    expect(page.locator("unsent-sign")).to_have_text("● 1 unsent")
    press(page, "End", "?")
    expect(field(page)).to_have_value(f"{SECOND.read}?")
    browser.request.get(gateway.link("ada"))
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("signed-out")).to_be_empty()
    expect(page.locator("unsent-sign")).to_have_text("○ all sent")
    assert gateway.texts() == [f"{FIRST.truth}!"]
    expect(field(page)).to_have_value(f"{SECOND.read}?")


def test_a_restart_of_the_gateway_in_mid_line_loses_nothing(
    gateway: Any, person: Callable[..., BrowserContext]
) -> None:
    gateway.ask(FIRST, SECOND)
    page = person().new_page()
    page.clock.install()
    page.goto(gateway.address)
    shows(page, FIRST.read)
    press(page, "End", "!")
    gateway.stop()
    press(page, "Enter")
    shows(page, SECOND.read)
    page.clock.fast_forward(11_000)
    expect(note(page)).to_contain_text("No connection to Recto.")
    expect(page.locator("unsent-sign")).to_have_text("● 1 unsent")
    gateway.start()
    page.clock.fast_forward(31_000)
    expect(page.locator("unsent-sign")).to_have_text("○ all sent")
    expect(note(page)).to_be_empty()
    press(page, "End", "?", "Enter")
    leave(page)
    until(page, lambda: len(gateway.answers()) == 2, "both answers")
    assert gateway.texts() == sorted((f"{FIRST.truth}!", f"{SECOND.truth}?"))


def test_work_goes_on_offline_and_goes_out_when_the_connection_is_back(
    gateway: Any, person: Callable[..., BrowserContext]
) -> None:
    gateway.ask(FIRST, SECOND, THIRD)
    browser = person()
    page = browser.new_page()
    page.clock.install()
    page.goto(gateway.address)
    for line in (FIRST, SECOND):
        shows(page, line.read)
        browser.set_offline(True)
        press(page, "Enter")
    shows(page, THIRD.read)
    page.clock.fast_forward(11_000)
    expect(note(page)).to_contain_text("No connection to Recto.")
    expect(page.locator("unsent-sign")).to_have_text("● 2 unsent")
    press(page, "Enter")
    expect(page.locator("#state-text")).to_contain_text("Your answers wait in this browser")
    browser.set_offline(False)
    page.clock.fast_forward(31_000)
    expect(page.locator("unsent-sign")).to_have_text("○ all sent")
    assert gateway.texts() == sorted(line.truth for line in (FIRST, SECOND, THIRD))


def test_answers_go_out_when_the_tab_is_closed(gateway: Any, open_editor: Callable[[], Page]) -> None:
    gateway.ask(FIRST)
    page = open_editor()
    shows(page, FIRST.read)
    press(page, "Enter")
    assert gateway.texts() == []
    leave(page)
    until(page, lambda: gateway.texts() == [FIRST.truth], "the answer")


def test_an_unknown_collection_is_named_in_a_sentence(
    gateway: Any, person: Callable[..., BrowserContext]
) -> None:
    page = person().new_page()
    page.goto(f"{gateway.address}/?collection=nowhere")
    expect(page.locator("#state-text")).to_contain_text("There is no collection nowhere")


def test_an_empty_queue_says_why_and_new_lines_appear_by_themselves(
    gateway: Any, person: Callable[..., BrowserContext]
) -> None:
    page = person().new_page()
    page.goto(gateway.address)
    expect(page.locator("#state-text")).to_have_text(
        "Nothing waits for you. No page has come in yet. New lines appear here by themselves."
    )
    gateway.ask(FIRST)
    shows(page, FIRST.read)
    press(page, "Enter")
    leave(page)
    until(page, lambda: gateway.texts() == [FIRST.truth], "the answer")
    page.goto(gateway.address)
    expect(page.locator("#state-text")).to_contain_text("All lines that were asked for are answered:")


def test_lines_that_somebody_else_holds_are_told_of(
    gateway: Any, person: Callable[..., BrowserContext]
) -> None:
    gateway.ask(FIRST)
    ada, bob = (person(name).new_page() for name in ("ada", "bob"))
    ada.goto(gateway.address)
    shows(ada, FIRST.read)
    bob.goto(gateway.address)
    expect(bob.locator("#state-text")).to_contain_text("1 line is in people's hands.")


def test_a_picture_that_cannot_be_had_is_said_and_the_line_can_be_skipped(
    gateway: Any, person: Callable[..., BrowserContext]
) -> None:
    gateway.ask(FIRST, SECOND)
    page = person().new_page()
    page.route("**/v1/tasks/*/surroundings", lambda route: route.abort())
    page.route("**/v1/tasks/*/image", lambda route: route.abort())
    page.goto(gateway.address)
    expect(page.locator("line-picture")).to_have_text("This picture can't be shown. Skip the line with Esc.")
    press(page, "Escape", "1")
    shows(page, SECOND.read)


@pytest.mark.parametrize("missing", ["surroundings", "surroundings/image*"])
def test_where_the_page_is_not_at_hand_the_line_alone_is_shown(
    gateway: Any, person: Callable[..., BrowserContext], missing: str
) -> None:
    gateway.ask(FIRST)
    page = person().new_page()
    page.route(f"**/v1/tasks/*/{missing}", lambda route: route.fulfill(status=404, body="{}"))
    page.goto(gateway.address)
    shows(page, FIRST.read)
    expect(page.locator("line-picture img")).to_have_attribute("src", re.compile(r"/v1/tasks/\w+/image$"))


def test_whoever_is_faster_than_the_server_gets_the_next_line_as_soon_as_it_is_there(
    gateway: Any, person: Callable[..., BrowserContext]
) -> None:
    lines = [DrawnLine(f"{number} of many", f"{number} of many") for number in range(1, 7)]
    gateway.ask(*lines)
    page = person().new_page()
    page.goto(gateway.address)
    shows(page, lines[0].read)
    held: list[Route] = []
    page.route("**/v1/leases", lambda route: held.append(route))  # noqa: PLW0108  Playwright wants a function
    for line in lines[:4]:
        shows(page, line.read)
        press(page, "Enter")
    expect(page.locator("#state-text")).to_have_text("Fetching the next line…")
    held.pop().continue_()
    shows(page, lines[4].read)

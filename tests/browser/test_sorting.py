"""Documents to sort in a real browser: what a person does with keys and mouse, and where the documents end up."""

from collections.abc import Callable

import pytest
from at_the_editor import press, until
from inboxes import BILL, LETTER, hand_in, make
from playwright.sync_api import BrowserContext, Page, expect
from running_gateway import RunningGateway

from schemas.topics import DOCUMENTS

LATER_MS = 11_000

Sort = Callable[..., Page]


@pytest.fixture
def inbox(gateway: RunningGateway) -> RunningGateway:
    make(gateway)
    return gateway


@pytest.fixture
def sort(inbox: RunningGateway, person: Callable[..., BrowserContext]) -> Sort:
    """Opens the page where documents are sorted, its clock in the test's hands."""

    def opened() -> Page:
        page = person().new_page()
        page.clock.install()
        page.goto(f"{inbox.address}/classify")
        return page

    return opened


def chosen(page: Page) -> str:
    return page.locator("[role=option][aria-selected=true] .called").inner_text()


def shows(page: Page, name: str) -> None:
    """Wait until the document is there with what it could go into."""
    expect(page.locator("#name")).to_have_text(name)
    page.wait_for_selector("collection-list .called")


def where(gateway: RunningGateway) -> dict[str, str]:
    return {event.document_id: event.into for event in gateway.said(DOCUMENTS)}


def sent(page: Page) -> None:
    page.clock.fast_forward(LATER_MS)
    expect(page.locator("unsent-sign")).to_have_text("○ all sent")


def test_enter_puts_each_document_where_it_most_probably_belongs(inbox: RunningGateway, sort: Sort) -> None:
    letter, bill = hand_in(inbox, LETTER), hand_in(inbox, BILL)
    page = sort()
    shows(page, "letter-1.png")
    assert chosen(page) == "letters-1905"
    option = page.get_by_role("option").first
    expect(option).to_contain_text("0 documents")
    expect(option.locator("q")).to_have_text("My dear Madam, it was so kind of you to write")
    press(page, "Enter")
    shows(page, "letter-2.png")
    assert chosen(page) == "account-books"
    press(page, "Enter")
    expect(page.locator("#state-text")).to_contain_text("No document waits for you to sort it.")
    assert where(inbox) == {}
    sent(page)
    assert where(inbox) == {letter: "letters-1905", bill: "account-books"}


def test_digits_arrows_and_typing_choose(inbox: RunningGateway, sort: Sort) -> None:
    document = hand_in(inbox, LETTER)
    page = sort()
    shows(page, "letter-1.png")
    names = page.locator("collection-list .called").all_inner_texts()
    press(page, "2")
    assert chosen(page) == names[1]
    press(page, "ArrowDown")
    assert chosen(page) == names[2]
    press(page, "ArrowUp", *"1905")
    assert chosen(page) == names[0], "digits choose, where nothing is typed: there is no ninth"
    press(page, "Escape", *"court")
    assert page.locator("collection-list .called").all_inner_texts() == ["court-files"]
    press(page, "Enter")
    sent(page)
    assert where(inbox) == {document: "court-files"}


def test_a_document_is_taken_back_while_it_is_unsent_and_not_afterwards(
    inbox: RunningGateway, sort: Sort
) -> None:
    document = hand_in(inbox, LETTER)
    page = sort()
    shows(page, "letter-1.png")
    press(page, "3", "Enter")
    expect(page.locator("unsent-sign")).to_have_text("◐ sending")
    press(page, "Control+z")
    shows(page, "letter-1.png")
    press(page, "Enter")
    sent(page)
    press(page, "Control+z")
    expect(page.locator("#told")).to_contain_text("can't be taken back once it was sent")
    assert where(inbox) == {document: "letters-1905"}


def test_arrows_page_through_the_document(inbox: RunningGateway, sort: Sort) -> None:
    hand_in(inbox, LETTER, pages=3)
    page = sort()
    shows(page, "letter-1.png")
    expect(page.locator("#page")).to_have_text("Page 1 of 3")
    press(page, "ArrowRight")
    expect(page.locator("#page")).to_have_text("Page 2 of 3")
    press(page, "ArrowRight")
    expect(page.locator("#page")).to_have_text("Page 3 of 3")
    press(page, "ArrowRight", "ArrowLeft")
    expect(page.locator("#page")).to_have_text("Page 2 of 3")


def test_what_is_skipped_with_a_reason_goes_to_somebody_else(
    inbox: RunningGateway, sort: Sort, person: Callable[..., BrowserContext]
) -> None:
    hand_in(inbox, LETTER)
    page = sort()
    shows(page, "letter-1.png")
    press(page, "Escape", "2")
    expect(page.locator("#state-text")).to_contain_text("No document waits for you")
    sent(page)
    until(page, lambda: [answer.reason for answer in inbox.answers()] == ["I can't tell"], "skipped")
    page.reload()
    expect(page.locator("#state-text")).to_contain_text("No document waits for you")
    other = person("bob").new_page()
    other.goto(f"{inbox.address}/classify")
    shows(other, "letter-1.png")


def test_without_the_network_sorting_goes_on_and_what_was_said_goes_out_later(
    inbox: RunningGateway, sort: Sort
) -> None:
    letter, bill = hand_in(inbox, LETTER), hand_in(inbox, BILL)
    page = sort()
    shows(page, "letter-1.png")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    press(page, "Enter")
    shows(page, "letter-2.png")
    press(page, "Enter")
    page.clock.fast_forward(LATER_MS)
    expect(page.locator("unsent-sign")).to_have_text("● 2 unsent")
    expect(page.locator("connection-note")).to_contain_text("No connection to Recto.")
    page.context.set_offline(False)
    sent(page)
    assert where(inbox) == {letter: "letters-1905", bill: "account-books"}


def test_what_the_gateway_refuses_is_told_with_the_collection(inbox: RunningGateway, sort: Sort) -> None:
    hand_in(inbox, LETTER)
    page = sort()
    shows(page, "letter-1.png")
    inbox.clock.move(hours=2)
    with inbox.http() as http:
        assert http.post("/v1/leases", json={"kinds": ["classify"]}).json()["leases"]
    press(page, "Enter")
    sent(page)
    expect(page.locator("refused-answers")).to_contain_text("went to somebody else")
    expect(page.locator("refused-answers q")).to_have_text("letters-1905")
    assert where(inbox) == {}


def test_an_unknown_collection_is_named_and_the_document_in_hand_goes_back(
    inbox: RunningGateway, sort: Sort, person: Callable[..., BrowserContext]
) -> None:
    hand_in(inbox, LETTER)
    page = sort()
    shows(page, "letter-1.png")
    page.goto(f"{inbox.address}/classify?collection=nosuch")
    expect(page.locator("#state-text")).to_contain_text("There is no collection nosuch.")
    expect(page.locator("#state-text")).not_to_contain_text("Your answers wait")
    expect(page.locator("#work")).to_be_hidden()
    other = person("bob").new_page()
    other.goto(f"{inbox.address}/classify?collection=unsorted")
    shows(other, "letter-1.png")
    other.reload()
    shows(other, "letter-1.png")


def test_without_an_inbox_the_page_says_so(
    gateway: RunningGateway, person: Callable[..., BrowserContext]
) -> None:
    page = person().new_page()
    page.goto(f"{gateway.address}/classify")
    expect(page.locator("#state-text")).to_contain_text("No collection is an inbox")


def test_the_mouse_can_do_it_too(inbox: RunningGateway, sort: Sort) -> None:
    document = hand_in(inbox, LETTER)
    page = sort()
    shows(page, "letter-1.png")
    page.locator("page-view").dblclick()
    page.mouse.wheel(0, -300)
    page.get_by_role("option", name="court-files").click()
    page.get_by_role("button", name="put it there").click()
    sent(page)
    assert where(inbox) == {document: "court-files"}
    page.goto(f"{inbox.address}/documents")
    expect(page.get_by_role("cell", name="put into court-files")).to_be_visible()
    page.goto(f"{inbox.address}/document?id={document}")
    expect(page.locator("#state")).to_have_text("unsorted, put into court-files")


def test_the_page_of_an_inbox_tells_what_waits_where_documents_went_and_who_sorts(
    inbox: RunningGateway, sort: Sort
) -> None:
    hand_in(inbox, LETTER)
    hand_in(inbox, BILL)
    page = sort()
    shows(page, "letter-1.png")
    press(page, "Enter")
    sent(page)
    page.goto(f"{inbox.address}/collection?name=unsorted")
    expect(page.locator("#content")).to_contain_text(
        "1 document to be sorted, 1 of them in somebody's hands."
    )
    expect(page.get_by_role("row", name="letters-1905 1")).to_be_visible()
    expect(page.get_by_role("row", name="ada 1 0")).to_be_visible()
    expect(page.locator("#content")).not_to_contain_text("target")
    page.get_by_role("link", name="Sort its documents").click()
    shows(page, "letter-2.png")
    page.goto(f"{inbox.address}/collections")
    inboxes = page.locator("section").filter(has=page.get_by_role("heading", name="unsorted"))
    expect(inboxes).to_contain_text("1 document to be sorted")
    expect(inboxes).not_to_contain_text("target")


def test_every_key_is_on_the_sheet(inbox: RunningGateway, sort: Sort) -> None:
    hand_in(inbox, LETTER)
    page = sort()
    shows(page, "letter-1.png")
    press(page, "?")
    expect(page.locator("key-help dialog")).to_be_visible()
    expect(page.locator("key-help")).to_contain_text("take back where the last document was put")

"""Documents that people put into a collection: they come in there as if they had been handed in there, once."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from recto.runtime.bus import Bus
from recto.runtime.failures import Poison, Transient
from schemas.documents import DocumentClassified, DocumentIngested
from schemas.envelope import Event
from schemas.ids import document_id, page_id
from schemas.pages import PageIngested
from schemas.topics import DOCUMENTS, LABELS, PAGES
from services.ingestion.handlers import HANDLERS

AnImage = Callable[..., bytes]
ALayout = Callable[..., bytes]
INBOX, INTO = "unsorted", "letters"


@pytest.fixture(autouse=True)
def inbox(desk: Any) -> None:
    desk.collections.add(INBOX, is_inbox=True)


def handed_in(desk: Any, *files: bytes, **fields: str) -> DocumentIngested:
    assert desk.post(*files, collection=INBOX, **fields).status_code == 201
    [document] = desk.published(DOCUMENTS)
    assert isinstance(document, DocumentIngested)
    return document


def classified(document: DocumentIngested) -> DocumentClassified:
    return DocumentClassified(
        document_id=document.document_id,
        collection=INBOX,
        into=INTO,
        becomes=document_id(INTO, document.sha256),
        by="ada",
        classified_at=document.ingested_at,
    )


def sort(desk: Any, document: DocumentIngested) -> None:
    event = classified(document)
    assert list(HANDLERS[DocumentClassified](event, desk.deps)) == []


def there(desk: Any) -> tuple[list[DocumentIngested], list[PageIngested]]:
    documents = [event for event in desk.published(DOCUMENTS) if event.collection == INTO]
    pages = [event for event in desk.published(PAGES) if event.collection == INTO]
    return documents, sorted(pages, key=lambda page: page.number)


def test_what_was_sorted_comes_in_with_all_its_pages_and_nothing_is_stored_again(
    desk: Any, an_image: AnImage
) -> None:
    document = handed_in(desk, an_image("TIFF", pages=3), file="scan.tiff", writer="Mary")
    before = [path for path in desk.everything_stored if "documents/" not in str(path)]
    sort(desk, document)
    [new], pages = there(desk)
    assert (new.document_id, new.name, new.pages) == (document_id(INTO, document.sha256), "scan.tiff", 3)
    assert [page.page_id for page in pages] == [page_id(new.document_id, number) for number in (1, 2, 3)]
    of_before = {page.number: page for page in desk.published(PAGES) if page.collection == INBOX}
    same = {"image", "width", "height", "layout", "writer"}
    for page in pages:
        assert page.model_dump(include=same) == of_before[page.number].model_dump(include=same)
    assert [path for path in desk.everything_stored if "documents/" not in str(path)] == before


def test_it_is_the_document_that_the_same_file_handed_in_there_would_have_been(
    desk: Any, an_image: AnImage
) -> None:
    sort(desk, handed_in(desk, an_image()))
    [new], [page] = there(desk)
    again = desk.post(an_image(), collection=INTO)
    assert (again.status_code, again.json()["document_id"]) == (200, new.document_id)
    assert again.json()["page_ids"] == [page.page_id]
    assert len(desk.published(PAGES)) == 2


def test_said_twice_it_comes_in_once(desk: Any, an_image: AnImage) -> None:
    document = handed_in(desk, an_image())
    sort(desk, document)
    before = desk.everything_published
    sort(desk, document)
    assert desk.everything_published == before


def test_a_document_that_somebody_has_handed_in_there_already_comes_in_no_second_time(
    desk: Any, an_image: AnImage
) -> None:
    document = handed_in(desk, an_image())
    desk.post(an_image(), collection=INTO)
    before = desk.everything_published
    sort(desk, document)
    assert desk.everything_published == before


def test_the_lines_that_came_along_are_its_lines_there_too_and_labels_may_follow(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    sort(desk, handed_in(desk, an_image(), a_layout("Dear Mrs.")))
    _, [page] = there(desk)
    assert page.layout is not None
    answer = desk.post(an_image(), a_layout("Dear Mrs."), collection=INTO, as_labels="true")
    assert (answer.json()["labels"], answer.json()["already"]) == (1, True)
    [label] = desk.published(LABELS)
    assert label.line_id == f"{page.page_id}/l1"


def test_labels_are_refused_by_an_inbox_in_a_sentence(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    answer = desk.post(an_image(), a_layout("Dear Mrs."), collection=INBOX, as_labels="true")
    assert answer.status_code == 422
    assert "unsorted is an inbox" in answer.json()["detail"]
    assert desk.everything_published == 0


def test_a_document_of_which_nothing_is_stored_can_never_be_taken_over(desk: Any, an_image: AnImage) -> None:
    document = handed_in(desk, an_image())
    with pytest.raises(Poison, match="hand it in there again"):
        sort(desk, document.model_copy(update={"document_id": "elsewhere"}))


def test_where_the_broker_is_away_it_comes_in_later(desk: Any, an_image: AnImage) -> None:
    document = handed_in(desk, an_image())
    working = desk.deps

    class Away:
        def publish(self, events: Iterable[Event]) -> None:
            raise Transient("Kafka is away", retry_after=2)

    away: Bus = Away()  # type: ignore[assignment]
    desk.deps = replace(working, bus=away)
    with pytest.raises(Transient):
        sort(desk, document)
    desk.deps = working
    sort(desk, document)
    assert len(there(desk)[1]) == 1

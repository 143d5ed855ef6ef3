"""Documents in an inbox: people are asked where each goes, and about nothing else."""

from itertools import permutations
from pathlib import Path

import pytest

from schemas.documents import DocumentClassified, DocumentCompleted, DocumentIngested, LinesAccepted
from schemas.envelope import Event
from schemas.ids import classify_task_id, document_id, page_id
from schemas.tasks import ClassificationRequested, TaskRequested
from tests.unit.scoring.conftest import COLLECTION, Events, Scoring

READ = {"a": 0.9, "b": 0.2}
INTO = "forms"


def classified(events: Events, name: str = "doc") -> DocumentClassified:
    return DocumentClassified(
        document_id=name,
        collection=COLLECTION,
        into=INTO,
        becomes=document_id(INTO, "a" * 64),
        by="ada",
        classified_at=events.clock(),
    )


@pytest.fixture
def inbox(scoring: Scoring, events: Events) -> Scoring:
    scoring.hear(events.configured(inbox=True, boxes_share=1.0))
    return scoring


def test_a_document_that_was_read_is_asked_about_once_and_none_of_its_lines(
    inbox: Scoring, events: Events
) -> None:
    inbox.hear(events.document(), events.page(READ))
    [asked] = inbox.settle()
    assert isinstance(asked, ClassificationRequested)
    assert (asked.task_id, asked.page_id) == (classify_task_id("doc"), page_id("doc", 1))
    assert asked.reason == "it was handed in without saying where it belongs"
    assert inbox.settle() == []


def test_a_document_waits_until_all_of_its_pages_were_read(inbox: Scoring, events: Events) -> None:
    inbox.hear(events.document(pages=2), events.page(READ))
    assert inbox.settle() == []
    inbox.hear(events.unreadable(2))
    assert len(inbox.settle()) == 1


def test_pages_that_never_come_hold_a_document_up_no_longer_than_patience_lasts(
    inbox: Scoring, events: Events
) -> None:
    inbox.hear(events.document(pages=2), events.page(READ))
    assert inbox.settle() == []
    [asked] = inbox.tick(after=301)
    assert asked.reason.endswith("1 of 2 pages were read")


def test_a_document_on_which_nothing_can_be_read_is_asked_about_and_neither_drawn_nor_complete(
    inbox: Scoring, events: Events
) -> None:
    inbox.hear(events.document(), events.unreadable())
    [asked] = inbox.settle()
    assert asked.reason.endswith("nothing could be read on it")


def test_what_came_first_comes_first(inbox: Scoring, events: Events) -> None:
    for name in ("z", "a"):
        inbox.hear(events.document(name=name), events.page(READ, name=name))
        inbox.clock.move(60)
    asked = inbox.settle()
    assert [event.document_id for event in asked] == ["z", "a"]
    assert asked[0].priority > asked[1].priority


def test_a_champion_accepts_nothing_in_an_inbox(inbox: Scoring, events: Events) -> None:
    inbox.hear(events.promoted(evidence=events.proof()), events.document())
    inbox.hear(events.page({"a": 0.999}, generation=1))
    inbox.settle()
    assert inbox.said(LinesAccepted) == inbox.said(TaskRequested) == inbox.said(DocumentCompleted) == []


def test_pages_that_come_before_the_settings_are_not_complete_until_these_say_what_they_are_in(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.document(), events.unreadable())
    assert scoring.settle() == []
    scoring.hear(events.configured())
    assert [type(event) for event in scoring.settle()] == [DocumentCompleted]


def test_a_document_that_was_sorted_is_gone_and_the_others_stay(inbox: Scoring, events: Events) -> None:
    for name in ("doc", "other"):
        inbox.hear(events.document(name=name), events.page(READ, name=name))
    inbox.settle()
    inbox.hear(classified(events), classified(events))
    assert inbox.settle() == []
    assert inbox.deps.pool.counts.lines(COLLECTION) == {"open": 2}


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_document_that_was_sorted_is_gone_in_whatever_order_that_is_heard(
    scoring: Scoring, events: Events, order: tuple[int, ...]
) -> None:
    said: list[Event] = [
        events.configured(inbox=True),
        events.document(),
        events.page(READ),
        classified(events),
    ]
    scoring.hear(*(said[at] for at in order))
    scoring.hear(*said[1:3])
    assert scoring.settle() == []
    assert scoring.deps.pool.counts.lines(COLLECTION) == {}


def test_a_pool_that_was_rebuilt_asks_for_nothing_twice(
    inbox: Scoring, events: Events, tmp_path: Path
) -> None:
    for name in ("doc", "other"):
        inbox.hear(events.document(name=name), events.page(READ, name=name))
    inbox.settle()
    inbox.clock.move(60)
    inbox.hear(classified(events))
    rebuilt = inbox.rebuilt()
    assert rebuilt.settle() == []
    assert len(rebuilt.said(ClassificationRequested)) == 2


def test_in_its_collection_it_is_a_document_like_any_other(inbox: Scoring, events: Events) -> None:
    inbox.hear(events.document(), events.page(READ), classified(events))
    there = Events(inbox.objects, inbox.clock, collection=INTO)
    inbox.hear(there.configured(), there.document(name="there"), there.page(READ, name="there"))
    asked = [event for event in inbox.settle() if not isinstance(event, DocumentIngested)]
    assert {type(event) for event in asked} == {TaskRequested}
    assert {event.collection for event in asked} == {INTO}

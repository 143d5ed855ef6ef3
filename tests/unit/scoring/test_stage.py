"""The pool and the broker change together, whatever breaks in between."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from prometheus_client import REGISTRY

from recto.runtime.bus import Delivery, Partition
from recto.runtime.failures import Poison, Transient
from recto.runtime.handling import Done, Later
from schemas.blobs import BlobRef
from schemas.dead_letters import EventFailed
from schemas.documents import DocumentIngested
from schemas.envelope import Event, encode
from schemas.ids import line_id, page_id
from schemas.rescoring import RescoreRequested
from schemas.tasks import TaskRequested
from services.scoring.deps import Deps
from tests.unit.scoring.conftest import COLLECTION, Events, Scoring

LINES = {"a": 0.1, "b": 0.2, "c": 0.3}
MISSING = BlobRef(key="readings/" + "f" * 64, sha256="f" * 64, size=1, media_type="application/json")


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, {"collection": COLLECTION, **labels}) or 0


def test_what_is_said_is_with_the_broker_before_the_pool_knows(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(), events.page(LINES))
    known: list[int] = []
    publish = scoring.broker.publish
    scoring.broker.publish = lambda said: (  # type: ignore[method-assign,func-returns-value,assignment]
        known.append(asked_in_another_connection(scoring)),
        publish(said),
    )
    scoring.tick(after=10)
    assert known == [0]
    assert asked_in_another_connection(scoring) == 3


def asked_in_another_connection(scoring: Scoring) -> int:
    """Lines that are asked for, as far as the pool has committed."""
    another = scoring.deps.pool._database.cursor()
    row = another.execute("select count(*) from lines where state = 'asked'").fetchone()
    assert row is not None
    return int(row[0])


def test_a_broker_that_is_away_leaves_the_pool_as_it_was_and_nothing_is_counted_twice(
    scoring: Scoring, events: Events
) -> None:
    before = counted("recto_lines_asked_total", purpose="training")
    selections = counted("recto_selections_total", strategy="uncertainty")
    scoring.hear(events.configured(), events.document(), events.page(LINES))
    scoring.broker.confirms = 0
    for _ in range(3):
        with pytest.raises(Transient):
            scoring.tick(after=10)
    scoring.broker.confirms = None
    assert [task.round for task in scoring.tick()] == [1, 1, 1]
    assert counted("recto_lines_asked_total", purpose="training") == before + 3
    assert counted("recto_selections_total", strategy="uncertainty") == selections + 1


def test_an_event_whose_outputs_cannot_be_published_is_as_if_never_taken(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(), events.document(), events.page(LINES))
    promoted = events.promoted()
    scoring.broker.confirms = 0
    with pytest.raises(Transient):
        scoring.deliver(promoted)
    scoring.broker.confirms = None
    assert len(scoring.tick(after=10)) == 3  # no new champion is being waited for
    scoring.hear(promoted)
    assert len(scoring.said(RescoreRequested)) == 1


def test_a_crash_after_some_events_were_published_repeats_them_under_the_same_ids(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(), events.document(), events.page(LINES))
    scoring.broker.confirms = 2
    with pytest.raises(Transient):
        scoring.tick(after=10)
    scoring.broker.confirms = None
    scoring.settle()
    tasks = scoring.said(TaskRequested)
    assert len(tasks) == 5
    assert len({task.id for task in tasks}) == 3


def test_an_answer_that_comes_before_the_repetition_is_not_asked_for_again(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(budget_lines=3), events.document(), events.page({**LINES, "d": 0.9}))
    scoring.broker.confirms = 2
    with pytest.raises(Transient):
        scoring.tick(after=10)
    scoring.broker.confirms = None
    a, b, c = (line_id(page_id("doc", 1), name) for name in "abc")
    scoring.hear(events.label(a))
    assert [task.line_id for task in scoring.settle()] == [b, c]  # and the one answered counts


def test_poison_changes_nothing_and_goes_to_the_dead_letters(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(2), events.page(LINES))
    broken = events.page(LINES, number=2).model_copy(update={"readings": MISSING})
    outcome = scoring.deliver(broken)
    assert isinstance(outcome, Done)
    assert outcome.is_poison
    [letter] = scoring.said(EventFailed)
    assert letter.reason == f"{MISSING.key} is not in the object store"
    assert scoring.tick(after=10) == []  # its page is still waited for
    scoring.hear(events.page(LINES, number=2))
    assert len(scoring.settle()) == 3


def test_a_store_that_is_away_changes_nothing_and_the_event_comes_later(
    scoring: Scoring, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_ref: BlobRef) -> bytes:
        raise Transient("the store is away", retry_after=7)

    page = events.page(LINES)
    scoring.hear(events.configured(), events.document())
    with monkeypatch.context() as patched:
        patched.setattr(type(scoring.objects), "get", lambda _store, ref: away(ref))
        assert scoring.deliver(page) == Later("the store is away", 7)
    assert scoring.tick(after=10) == []
    scoring.hear(page)
    assert len(scoring.settle()) == 3


def test_a_tick_with_nothing_to_do_says_and_changes_nothing(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(), events.page(LINES))
    scoring.settle()
    assert scoring.deps.pool.collections.touched() == []
    assert scoring.tick(after=1) == []


@pytest.mark.parametrize("signal", [Poison("it makes no sense"), Transient("the store is away")])
def test_what_a_handler_changed_before_it_gave_up_is_taken_back(
    scoring: Scoring, events: Events, signal: Exception
) -> None:
    def on_document(event: DocumentIngested, deps: Deps) -> Iterator[Event]:
        deps.pool.documents.add(event)
        raise signal
        yield

    giving_up = replace(scoring.stage, handling=scoring.handling({DocumentIngested: on_document}))
    scoring.hear(events.configured(), events.page(LINES))
    record = encode(events.document(pages=9), source="another", time=scoring.clock())
    giving_up.take(Delivery(record, Partition("recto.documents", 0), 0))
    assert len(scoring.tick(after=10)) >= 3, "the document's other pages are not waited for"

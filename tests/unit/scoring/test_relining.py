"""Pages whose lines were drawn anew: the newest lines count, in whatever order their readings come."""

from itertools import permutations
from typing import Any

import pytest

from schemas.documents import DocumentCompleted, LinesAccepted
from schemas.envelope import Event
from schemas.ids import line_id, page_id, task_id
from schemas.rescoring import RescoreRequested
from schemas.tasks import Purpose, TaskKind, TaskReprioritised, TaskRequested, TaskWithdrawn
from tests.unit.scoring.conftest import Events, Scoring

PAGE = page_id("doc", 1)
LINES = {"a": 0.1, "b": 0.5, "c": 0.9}
DRAWN = {"a": 0.2, "r1-2": 0.4}


def line(name: str) -> str:
    return line_id(PAGE, name)


def states(scoring: Scoring) -> dict[str, str]:
    """Of the lines that count, by their names within the page."""
    rows = scoring.deps.pool._database.execute(
        "select line_id, state from lines where not is_gone order by 1"
    ).fetchall()
    return {name.split("/")[1]: state for name, state in rows}


@pytest.fixture
def asked(scoring: Scoring, events: Events) -> Scoring:
    """A page of which all three lines were asked for."""
    scoring.hear(events.configured(), events.document(), events.page(LINES))
    assert len(scoring.settle()) == 3
    return scoring


def test_lines_that_are_gone_leave_the_pool_and_nobody_is_asked_for_them(
    asked: Scoring, events: Events
) -> None:
    asked.hear(events.page(DRAWN, revision=1))
    assert states(asked) == {"a": "asked", "r1-2": "open"}
    withdrawn = asked.said(TaskWithdrawn)
    assert [event.task_id for event in withdrawn] == [
        task_id(TaskKind.CORRECT, line(name)) for name in ("b", "c")
    ]
    assert {event.reason for event in withdrawn} == {"its line was drawn anew"}


def test_a_line_that_stays_keeps_its_label_and_one_that_waits_gets_its_new_reading(
    asked: Scoring, events: Events
) -> None:
    asked.hear(events.label(line("a")), events.page({"a": 0.2, "b": 0.3}, revision=1))
    assert states(asked) == {"a": "labelled", "b": "asked"}
    [moved] = asked.said(TaskReprioritised)
    assert moved.task_id == task_id(TaskKind.CORRECT, line("b"))


def test_new_lines_are_asked_for_as_any_other(asked: Scoring, events: Events) -> None:
    asked.hear(events.label(line("a")), events.page(DRAWN, revision=1), events.rejected())
    [task] = [event for event in asked.settle() if isinstance(event, TaskRequested)]
    assert task.line_id == line("r1-2")


def test_labels_of_lines_that_are_gone_teach_nothing_more_but_were_paid_for(
    asked: Scoring, events: Events
) -> None:
    asked.hear(*(events.label(line(name), text="Zoë") for name in LINES))
    assert asked.deps.pool.answers.characters(events.collection)["ë"] == 3
    asked.hear(events.page(DRAWN, revision=1))
    answers, counts = asked.deps.pool.answers, asked.deps.pool.counts
    assert answers.characters(events.collection)["ë"] == 1
    assert len(answers.latest(events.collection).lines) == 1
    assert counts.lines(events.collection) == {"labelled": 1, "open": 1}
    assert counts.spent(events.collection).lines == 3


def test_a_label_that_comes_after_its_line_has_gone_brings_nothing_back(
    asked: Scoring, events: Events
) -> None:
    asked.hear(events.page(DRAWN, revision=1), events.label(line("b")), events.declined(line("c")))
    asked.hear(events.withdrawn(line("b")))
    assert states(asked) == {"a": "asked", "r1-2": "open"}


def test_accepted_lines_that_are_gone_are_not_counted_as_accepted(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(), events.page({"a": 0.99, "b": 0.99}, generation=1))
    scoring.hear(events.promoted(1, evidence=events.proof()))
    scoring.settle()
    assert len(scoring.said(LinesAccepted)) == 1
    scoring.hear(events.page({"a": 0.99}, generation=1, revision=1))
    assert states(scoring) == {"a": "accepted"}


def test_readings_by_older_lines_change_nothing_whatever_model_made_them(
    asked: Scoring, events: Events
) -> None:
    asked.hear(events.page(DRAWN, revision=2))
    before, said = states(asked), len(asked.said())
    asked.hear(events.page({"a": 0.9, "r1-1": 0.9}, revision=1, generation=3))
    asked.hear(events.page(LINES, generation=4, again=True), events.unreadable(revision=1))
    assert states(asked) == before
    assert len(asked.said()) == said


def test_what_waits_on_a_drawn_page_is_read_again_by_its_newest_lines(asked: Scoring, events: Events) -> None:
    drawn = events.page(DRAWN, revision=2)
    asked.hear(drawn, events.promoted(1))
    [request] = asked.said(RescoreRequested)
    assert (request.revision, request.lines) == (2, ("a", "r1-2"))
    assert request.readings == drawn.readings


def test_a_page_that_was_unreadable_gets_its_lines_and_may_be_held_out(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(held_out_share=1), events.document(), events.unreadable())
    scoring.hear(events.page({"r1-1": 0.4}, revision=1))
    [task] = [event for event in scoring.settle() if isinstance(event, TaskRequested)]
    assert (task.line_id, task.purpose) == (line("r1-1"), Purpose.HELD_OUT)


def test_a_page_on_which_a_person_found_no_line_has_none(asked: Scoring, events: Events) -> None:
    asked.hear(events.unreadable(revision=1))
    assert states(asked) == {}
    assert len(asked.said(TaskWithdrawn)) == 3


def test_a_document_is_complete_anew_once_its_new_lines_are_settled(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(), events.unreadable())
    scoring.settle()
    scoring.hear(events.page({"r1-1": 0.4}, revision=1))
    scoring.settle()
    assert len(scoring.said(DocumentCompleted)) == 1
    scoring.hear(events.label(line("r1-1")))
    scoring.settle()
    first, second = scoring.said(DocumentCompleted)
    assert (first.revision, first.lines, second.revision, second.labelled) == (0, 0, 1, 1)
    assert first.id != second.id


def test_the_pool_is_the_same_in_whatever_order_readings_and_labels_come(
    scoring: Scoring, events: Events, tmp_path: Any
) -> None:
    told: list[Event] = [
        events.page(LINES),
        events.page({"a": 0.2, "r1-2": 0.4}, revision=1),
        events.page({"r1-2": 0.3, "r2-2": 0.6}, revision=2),
        events.label(line("b")),
        events.label(line("r1-2")),
    ]
    found = set()
    for at, order in enumerate(permutations(told)):
        other = Scoring(tmp_path / str(at))
        other.objects = scoring.objects
        other.start(other.deps.pool)
        other.hear(events.configured(), *order)
        found.add(tuple(states(other).items()))
        other.deps.pool.close()
    assert found == {(("r1-2", "labelled"), ("r2-2", "open"))}

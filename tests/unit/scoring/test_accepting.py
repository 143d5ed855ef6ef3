"""What is accepted without a person, what is audited, and when a document is complete."""

import pytest

from schemas.documents import DocumentCompleted, LinesAccepted
from schemas.ids import line_id, page_id
from schemas.models import ModelPromoted
from schemas.tasks import Purpose, TaskRequested
from tests.unit.scoring.conftest import Events, Scoring

SURE = {f"l{i:03}": 0.99 for i in range(100)}


def proven(events: Events) -> ModelPromoted:
    """A promotion whose held-out lines show that sure readings are right."""
    return events.promoted(evidence=events.proof())


def line(name: str, number: int = 1) -> str:
    return line_id(page_id("doc", number), name)


def accepted(said: list) -> list[str]:
    return [taken.line_id for event in said if isinstance(event, LinesAccepted) for taken in event.lines]


def audited(said: list) -> list[str]:
    return [e.line_id for e in said if isinstance(e, TaskRequested) and e.purpose is Purpose.AUDIT]


def test_the_base_model_accepts_nothing(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(), events.page(SURE))
    assert accepted(scoring.settle()) == []


def test_a_reading_of_the_base_model_is_not_accepted_by_the_champion_after_it(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(), events.document(), events.page(SURE), proven(events))
    scoring.clock.move(1000)
    assert accepted(scoring.settle()) == []
    scoring.hear(events.page(SURE, generation=1, again=True))
    assert accepted(scoring.settle())


def test_a_reading_of_a_champion_that_was_rolled_back_is_not_accepted(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(), events.document(), proven(events))
    scoring.hear(events.page(SURE, generation=1), events.rolled_back(generation=2))
    scoring.clock.move(1000)
    assert accepted(scoring.settle()) == []


def test_sure_lines_are_accepted_or_audited_and_doubtful_ones_are_neither(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(audit_share=0.2, batch_lines=1), events.document(), proven(events))
    scoring.hear(events.page({**SURE, "m": 0.97, "n": 0.98}, generation=1))
    said = scoring.settle()
    assert set(accepted(said)) | set(audited(said)) == {line(name) for name in (*SURE, "n")}
    assert not set(accepted(said)) & set(audited(said))
    assert 8 <= len(audited(said)) <= 36
    [event] = [event for event in said if isinstance(event, LinesAccepted)]
    assert (event.model_version, event.generation) == ("letters-1", 1)
    assert (event.lines[0].text, event.lines[0].confidence) == ("Dear Mrs.", 0.99)


def test_an_audit_says_what_it_is_and_comes_before_training_lines(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(audit_share=1), events.document(), proven(events))
    scoring.hear(events.page({"a": 0.99, "b": 0.5}, generation=1))
    scoring.settle()
    tasks = {task.purpose: task for task in scoring.said(TaskRequested)}
    assert tasks[Purpose.AUDIT].reason == "audit: would have been accepted as it is"
    assert tasks[Purpose.AUDIT].priority > tasks[Purpose.TRAINING].priority


def test_lines_read_as_empty_are_not_accepted_however_sure(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(), proven(events))
    scoring.hear(events.page({"a": 1.0}, generation=1, text=""))
    assert accepted(scoring.settle()) == []


def test_a_full_page_is_accepted_in_events_that_kafka_takes(scoring: Scoring, events: Events) -> None:
    full = {f"l{i:04}": 0.99 for i in range(1500)}
    scoring.hear(events.configured(audit_share=0), events.document(), proven(events))
    scoring.hear(events.page(full, generation=1, text="m" * 200))
    said = scoring.settle()
    assert len(accepted(said)) == len(set(accepted(said))) == 1500


@pytest.mark.parametrize("late", ["document", "page", "label"])
def test_a_document_is_complete_once_every_line_is_settled_and_that_is_said_once(
    scoring: Scoring, events: Events, late: str
) -> None:
    steps = {
        "document": [events.document(pages=3)],
        "page": [events.page({"a": 0.99, "b": 0.5, "c": 0.4}, generation=1), events.unreadable(3)],
        "label": [events.page({"z": 0.5}, number=2, generation=1), events.declined(line("c"))]
        + [events.label(name, imported=True) for name in (line("b"), line("z", number=2))],
    }
    scoring.hear(events.configured(audit_share=0, budget_lines=0), proven(events))
    for name in sorted(steps, key=lambda name: name == late):
        assert scoring.said(DocumentCompleted) == []
        scoring.hear(*steps[name])
        scoring.settle()
    scoring.hear(*(event for step in steps.values() for event in step))
    scoring.settle()
    [done] = scoring.said(DocumentCompleted)
    assert (done.document_id, done.pages, done.lines) == ("doc", 3, 4)
    assert (done.accepted, done.labelled, done.declined) == (1, 2, 1)


def test_a_document_without_any_line_is_complete_when_its_pages_are_read(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(), events.document(2), events.unreadable(1))
    assert scoring.tick() == []
    scoring.hear(events.unreadable(2))
    assert [(done.pages, done.lines) for done in scoring.tick()] == [(2, 0)]


def test_a_document_with_a_withdrawn_label_is_not_complete(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.page({"a": 0.5}), events.label(line("a"), imported=True))
    scoring.hear(events.withdrawn(line("a")), events.document())
    scoring.settle()
    assert scoring.said(DocumentCompleted) == []
    scoring.hear(events.label(line("a"), imported=True, label_id="another"))
    scoring.settle()
    assert len(scoring.said(DocumentCompleted)) == 1

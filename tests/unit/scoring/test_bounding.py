"""What may be accepted: supported by answers, said to everybody, and tightened when it must be."""

from collections.abc import Iterator

import pytest
from prometheus_client import REGISTRY

from schemas.documents import LinesAccepted
from schemas.ids import line_id, page_id
from schemas.progress import AcceptanceBounded
from schemas.tasks import Purpose, TaskRequested
from services.scoring.metrics import ACCEPTANCE_UPPER_CER
from tests.unit.scoring.conftest import COLLECTION, Events, Scoring

PAGE = {f"l{i:03}": 0.99 for i in range(60)}


def accepted(scoring: Scoring) -> int:
    return sum(len(event.lines) for event in scoring.said(LinesAccepted))


def audits(scoring: Scoring) -> list[TaskRequested]:
    return [task for task in scoring.said(TaskRequested) if task.purpose is Purpose.AUDIT]


def latest(scoring: Scoring) -> AcceptanceBounded:
    bound = scoring.said(AcceptanceBounded)[-1]
    assert isinstance(bound, AcceptanceBounded)
    return bound


@pytest.fixture
def started(scoring: Scoring, events: Events) -> Iterator[Scoring]:
    scoring.hear(events.configured(audit_share=0.5, accept_confidence=0.5), events.document())
    yield scoring


def test_the_bound_is_said_with_what_it_rests_on(started: Scoring, events: Events) -> None:
    started.hear(events.promoted(evidence=events.proof()), events.page(PAGE, generation=1))
    started.settle()
    [bound] = started.said(AcceptanceBounded)
    assert (bound.generation, bound.asked_cer, bound.confidence, bound.missing) == (1, 0.01, 0.95, 0)
    assert bound.supported_by >= 150
    assert bound.upper_cer <= 0.01
    assert bound.answered == 300 or bound.answered >= bound.supported_by
    assert accepted(started) > 0


def test_without_evidence_nothing_is_accepted_and_it_is_said_how_much_is_missing(
    started: Scoring, events: Events
) -> None:
    started.hear(events.promoted(), events.page(PAGE, generation=1))
    started.settle()
    bound = latest(started)
    assert (bound.threshold, bound.upper_cer, bound.answered) == (None, None, 0)
    assert bound.missing
    assert accepted(started) == len(audits(started)) == 0


def test_evidence_that_is_lost_is_as_none(started: Scoring, events: Events) -> None:
    lost = events.proof().model_copy(update={"key": "evidence/" + "e" * 64, "sha256": "e" * 64})
    started.hear(events.promoted(evidence=lost), events.page(PAGE, generation=1))
    started.settle()
    assert latest(started).threshold is None


def test_held_out_lines_with_errors_among_the_surest_accept_nothing(started: Scoring, events: Events) -> None:
    started.hear(events.promoted(evidence=events.proof(wrong=60)), events.page(PAGE, generation=1))
    started.settle()
    assert latest(started).missing is None
    assert accepted(started) == 0


def test_it_is_derived_anew_at_each_promotion(started: Scoring, events: Events) -> None:
    started.hear(events.promoted(evidence=events.proof(wrong=60)), events.page(PAGE, generation=1))
    started.settle()
    started.hear(events.promoted(2, 2, evidence=events.proof()))
    started.hear(events.page(PAGE, generation=2, again=True))
    started.settle()
    assert [bound.generation for bound in started.said(AcceptanceBounded)] == [1, 2]
    assert accepted(started) > 0


def test_a_rejection_with_more_held_out_lines_derives_it_anew(started: Scoring, events: Events) -> None:
    started.hear(events.promoted(evidence=events.proof(sure=20, doubtful=5)), events.page(PAGE, generation=1))
    started.settle()
    assert accepted(started) == 0
    started.hear(events.rejected(2, evidence=events.proof()))
    started.settle()
    assert accepted(started) > 0


def test_settings_that_ask_for_more_derive_it_anew(started: Scoring, events: Events) -> None:
    started.hear(events.promoted(evidence=events.proof(wrong=5)), events.page(PAGE, generation=1))
    started.settle()
    before = accepted(started)
    started.hear(events.configured(version=2, accept_cer=0.2, accept_confidence=0.5))
    started.settle()
    assert latest(started).asked_cer == 0.2
    assert accepted(started) >= before
    assert latest(started).share >= started.said(AcceptanceBounded)[0].share


def test_audits_that_find_errors_end_it_and_audits_that_find_none_do_not(
    started: Scoring, events: Events
) -> None:
    started.hear(events.promoted(evidence=events.proof()), events.page(PAGE, generation=1))
    started.settle()
    first, *rest = audits(started)
    started.hear(events.label(first.line_id, purpose=Purpose.AUDIT, text="Dear Mrs."))
    started.settle()
    assert latest(started).audits == 1
    assert latest(started).threshold == started.said(AcceptanceBounded)[0].threshold
    started.hear(*(events.label(task.line_id, purpose=Purpose.AUDIT, text="Lieber Herr") for task in rest))
    started.settle()
    assert latest(started).threshold is None
    before = accepted(started)
    started.hear(events.page(PAGE, name="another", generation=1))
    started.settle()
    assert accepted(started) == before


def test_pages_of_another_kind_end_it(started: Scoring, events: Events) -> None:
    started.hear(events.promoted(evidence=events.proof()), events.page(PAGE, generation=1))
    started.settle()
    before = accepted(started)
    others = {f"l{i:03}": 0.8 for i in range(200)}
    started.hear(*(events.page(others, number=number, generation=1, text="x" * 60) for number in (2, 3)))
    started.settle()
    bound = latest(started)
    assert bound.drift > 0.25
    assert bound.drift_column
    assert bound.threshold is None
    assert accepted(started) == before


def test_lines_that_are_not_sure_enough_are_looked_at_once_and_left(started: Scoring, events: Events) -> None:
    started.hear(events.promoted(evidence=events.proof()))
    started.hear(events.page({"a": 0.6, "b": 0.99}, generation=1))
    started.settle()
    assert started.deps.pool.collections.get(COLLECTION).weighed
    started.hear(events.page({"c": 0.99}, number=2, generation=1))
    started.settle()
    settled = {line.line_id for event in started.said(LinesAccepted) for line in event.lines}
    settled |= {task.line_id for task in audits(started)}
    assert settled == {line_id(page_id("doc", 1), "b"), line_id(page_id("doc", 2), "c")}


def test_the_state_of_the_bound_is_measured(started: Scoring, events: Events) -> None:
    started.hear(events.promoted(evidence=events.proof()), events.page(PAGE, generation=1))
    started.settle()
    measured = {
        name: REGISTRY.get_sample_value(f"recto_acceptance_{name}", {"collection": COLLECTION})
        for name in ("upper_cer", "supporting_lines", "missing_lines", "drift")
    }
    bound = latest(started)
    assert measured == {
        "upper_cer": bound.upper_cer,
        "supporting_lines": bound.supported_by,
        "missing_lines": 0,
        "drift": 0,
    }


def test_what_audits_have_shown_is_measured_beside_what_was_asked(started: Scoring, events: Events) -> None:
    def measured(name: str) -> float:
        return REGISTRY.get_sample_value(f"recto_{name}", {"collection": COLLECTION}) or 0

    started.hear(events.promoted(evidence=events.proof()), events.page(PAGE, generation=1))
    started.settle()
    first, *rest = audits(started)
    started.hear(events.label(first.line_id, purpose=Purpose.AUDIT, text="Dear Mrs."))
    started.settle()
    assert (measured("audited_lines"), measured("audited_cer"), measured("acceptance_asked_cer")) == (
        1,
        0,
        0.01,
    )
    started.hear(*(events.label(task.line_id, purpose=Purpose.AUDIT, text="Lieber Herr") for task in rest))
    started.settle()
    assert measured("audited_lines") == 1 + len(rest)
    assert measured("audited_cer") > 0.5
    assert measured("audited_low_cer") <= measured("audited_cer")


def test_after_a_restart_the_bound_is_measured_again(started: Scoring, events: Events) -> None:
    started.hear(events.promoted(evidence=events.proof()), events.page(PAGE, generation=1))
    started.settle()
    ACCEPTANCE_UPPER_CER.clear()
    started.deps.pool.collections.touch_all()
    started.settle()
    measured = REGISTRY.get_sample_value("recto_acceptance_upper_cer", {"collection": COLLECTION})
    assert measured == latest(started).upper_cer

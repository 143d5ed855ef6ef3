"""Rounds: ordered, watched, judged and published once; failures put off; many collections in turn."""

import time
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from recto.runtime.failures import Poison, Transient
from schemas.models import ModelPromoted, ModelRejected
from schemas.tasks import Purpose


def due(desk: Any, make: Any, collection: str = "letters", first: int = 1) -> None:
    desk.tell(*(make.label(number, collection=collection) for number in range(first, first + 4)))


def test_a_training_is_ordered_with_all_that_it_needs(desk: Any, make: Any) -> None:
    desk.tell(make.configured(version=2, train_seconds=77))
    desk.tell(make.label(9, page=9, purpose=Purpose.HELD_OUT))
    due(desk, make)
    assert desk.tick() == []
    order = desk.jobs[0].order
    assert (order.collection, order.version, order.base) == ("letters", "letters-1", "latin")
    assert (order.champion, order.champion_weights, order.seconds) == ("base-latin", None, 77)
    snapshot = desk.snapshot(desk.jobs[0])
    assert {line.label_id for line in snapshot.training} == {f"label-{number}" for number in range(1, 5)}
    assert {line.label_id for line in snapshot.held_out} == {"label-9"}


def test_a_better_candidate_is_promoted_with_its_verdict(desk: Any) -> None:
    said = desk.round(candidate="text", champion="tent")
    assert isinstance(said, ModelPromoted)
    assert (said.version, said.generation, said.round) == ("letters-1", 1, 1)
    assert (said.previous, said.by) == ("base-latin", "gate")
    verdict = said.verdict
    assert (verdict.candidate_cer, verdict.champion_cer) == (0, 0.25)
    assert (verdict.labels, verdict.characters_keyed, verdict.edits) == (4, 40, 8)
    assert (verdict.held_out_lines, verdict.held_out_pages, verdict.train_seconds) == (4, 1, 12)
    assert verdict.probability > 0.95
    assert verdict.interval.high < 0
    assert verdict.slices == ()


def test_a_candidate_that_is_no_better_is_rejected_and_the_champion_stays(desk: Any) -> None:
    said = desk.round(candidate="tent", champion="tent")
    assert isinstance(said, ModelRejected)
    assert (said.version, said.champion) == ("letters-1", "base-latin")
    assert desk.deps.ledger.book("letters").champion == "base-latin"


def test_the_next_round_counts_on_and_is_held_against_the_new_champion(desk: Any) -> None:
    first = desk.round(range(1, 5))
    second = desk.round(range(5, 9))
    assert (second.version, second.generation, second.previous) == ("letters-2", 2, "letters-1")
    assert desk.jobs[1].order.champion_weights == first.weights


def test_a_verdict_is_published_once_and_nothing_starts_before_it_came_back(desk: Any, make: Any) -> None:
    due(desk, make)
    desk.tick()
    desk.end(desk.jobs[0])
    [verdict] = desk.tick()
    due(desk, make, first=5)
    for _ in range(3):
        assert desk.tick() == []
        assert len(desk.jobs) == 1
    desk.tell(verdict)
    assert desk.tick() == []
    assert [job.order.version for job in desk.jobs] == ["letters-1", "letters-2"]
    desk.tell(verdict)  # redelivered
    assert desk.tick() == []
    assert len(desk.jobs) == 2


def test_no_training_starts_during_another(desk: Any, make: Any) -> None:
    desk.tell(make.configured("forms"))
    due(desk, make)
    desk.tick()
    due(desk, make, first=5)
    due(desk, make, "forms", first=20)
    for _ in range(3):
        assert desk.tick() == []
    assert len(desk.jobs) == 1


def test_collections_take_turns_however_busy_one_is(desk: Any, make: Any) -> None:
    for collection in ("alpha", "omega"):
        desk.tell(make.configured(collection))
    turns = []
    for turn in range(4):
        due(desk, make, "alpha", first=100 + 10 * turn)
        due(desk, make, "omega", first=200 + 10 * turn)
        desk.tick()
        desk.end(desk.jobs[-1])
        desk.after(minutes=1)
        [verdict] = desk.tick()
        desk.tell(verdict)
        turns.append(verdict.version)
    assert sorted(turns) == ["alpha-1", "alpha-2", "omega-1", "omega-2"]
    assert turns[0].split("-")[0] != turns[1].split("-")[0]


def test_a_failed_training_is_tried_again_later_each_time(desk: Any, make: Any) -> None:
    due(desk, make)
    waits = []
    for attempt in range(1, 12):
        failed_at = desk.now
        assert desk.tick() == []
        assert len(desk.jobs) == attempt
        desk.jobs[-1].exit_code = 1
        assert desk.tick() == []
        while len(desk.jobs) == attempt and desk.now - failed_at < timedelta(days=1):
            desk.after(seconds=30)
            desk.tick()
        waits.append((desk.now - failed_at).total_seconds())
        desk.jobs[-1].exit_code = None
        desk.deps.job = None
        desk.jobs.pop()
    assert waits[:4] == [60, 120, 240, 480]
    assert waits[-1] == 6 * 3600
    assert desk.jobs[0].ordered == desk.jobs[-1].ordered


def test_after_a_success_waits_start_over(desk: Any, make: Any) -> None:
    due(desk, make)
    desk.tick()
    desk.jobs[0].exit_code = 1
    desk.tick()
    desk.after(seconds=60)
    desk.tick()
    desk.end(desk.jobs[1])
    desk.tell(*desk.tick())
    due(desk, make, first=5)
    desk.tick()
    desk.jobs[2].exit_code = 1
    desk.tick()
    desk.after(seconds=60)
    desk.tick()
    assert len(desk.jobs) == 4


def test_one_collections_failure_does_not_hold_up_another(desk: Any, make: Any) -> None:
    desk.tell(make.configured("forms"))
    due(desk, make)
    desk.tick()
    desk.jobs[0].exit_code = -9
    desk.tick()
    due(desk, make, "forms", first=20)
    desk.tick()
    assert desk.jobs[-1].order.collection == "forms"


@pytest.mark.parametrize("lost", ["weights", "evidence"])
def test_a_job_that_ends_well_without_a_result_counts_as_failed(desk: Any, make: Any, lost: str) -> None:
    due(desk, make)
    desk.tick()
    desk.end(desk.jobs[0])
    desk.jobs[0].last_report = desk.jobs[0].last_report.model_copy(update={lost: None})
    assert desk.tick() == []
    assert desk.tick() == []
    assert len(desk.jobs) == 1
    desk.after(seconds=60)
    desk.tick()
    assert len(desk.jobs) == 2


def test_a_store_that_is_away_for_a_moment_does_not_lose_a_training(
    desk: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    due(desk, make)
    desk.tick()
    desk.end(desk.jobs[0])
    get = desk.objects.get
    monkeypatch.setattr(desk.objects, "get", lambda ref: raise_(Transient("timed out")))
    with pytest.raises(Transient):
        desk.tick()
    monkeypatch.setattr(desk.objects, "get", get)
    [verdict] = desk.tick()
    assert verdict.version == "letters-1"
    assert len(desk.jobs) == 1


def raise_(error: Exception) -> None:
    raise error


def test_nothing_is_left_of_a_training_that_failed(desk: Any, make: Any) -> None:
    due(desk, make)
    desk.tick()
    desk.jobs[0].exit_code = 1
    desk.tick()
    assert desk.jobs[0].is_stopped


def test_a_lost_snapshot_stops_its_collection_and_no_other(desk: Any, make: Any) -> None:
    desk.tell(make.configured("forms"))
    verdict = desk.round(range(1, 5))
    desk.deps = desk.fresh()
    desk.tell(make.configured(), make.configured("forms"), verdict)
    (desk.root / verdict.snapshot.key).unlink()
    due(desk, make, first=5)
    due(desk, make, "forms", first=20)
    assert desk.tick() == []
    assert [job.order.collection for job in desk.jobs[1:]] == ["forms"]
    with pytest.raises(Poison):
        desk.objects.get(verdict.snapshot)


def test_labels_on_pages_that_judge_alone_order_no_training(desk: Any, make: Any) -> None:
    desk.tell(make.label(9, page=1, purpose=Purpose.HELD_OUT))
    due(desk, make)
    assert desk.tick() == []
    assert desk.jobs == []


def test_a_person_who_decides_during_a_training_is_not_overruled_by_its_candidate(
    desk: Any, make: Any
) -> None:
    desk.round(range(1, 5))
    due(desk, make, first=5)
    desk.tick()
    assert desk.client().post("/v1/models/letters/rollback", json={"by": "anna"}).status_code == 200
    desk.end(desk.jobs[-1])
    [verdict] = desk.tick()
    assert isinstance(verdict, ModelRejected)
    assert verdict.champion == "base-latin"
    assert "base-latin took over from letters-1" in verdict.verdict.reason


def test_a_restart_during_a_training_starts_it_again_under_the_same_version(desk: Any, make: Any) -> None:
    due(desk, make)
    desk.tick()
    desk.deps = desk.fresh()
    desk.tell(make.configured())
    due(desk, make)
    desk.tick()
    assert desk.jobs[0].ordered == desk.jobs[1].ordered


def test_a_restart_after_a_verdict_does_not_start_the_round_again(desk: Any, make: Any) -> None:
    verdict = desk.round(range(1, 5))
    desk.deps = desk.fresh()
    desk.tell(make.configured(), verdict)
    due(desk, make)
    assert desk.tick() == []
    assert len(desk.jobs) == 1


def test_a_second_costs_next_to_nothing_while_nothing_changes_among_very_many_labels(
    desk: Any, make: Any
) -> None:
    desk.tell(make.configured(version=2, retrain_after_labels=100_000))
    one = make.label(0)
    for number in range(30_000):
        desk.deps.ledger.book("letters").accept(one.model_copy(update={"label_id": f"label-{number}"}))
    desk.tick()
    started = time.process_time()
    for _ in range(100):
        desk.tick()
    assert time.process_time() - started < 0.2  # counting anew each time takes over 2 s


def measured(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, {"collection": "letters", **labels}) or 0


def test_labels_rounds_progress_and_error_rate_are_measured(desk: Any, make: Any) -> None:
    def rounds() -> dict[str, float]:
        names = ("promoted", "rejected", "failed")
        return {name: measured("recto_training_rounds_total", verdict=name) for name in names}

    before, trainings = rounds(), measured("recto_training_seconds_count")
    desk.tell(make.label(9, page=9, purpose=Purpose.HELD_OUT))
    due(desk, make)
    desk.tick()
    assert measured("recto_labels", purpose="training") == 4
    assert measured("recto_labels", purpose="held-out") == 1
    assert measured("recto_new_labels") == 4
    desk.jobs[0].last_report = desk.jobs[0].last_report.model_copy(update={"done": 0.25})
    desk.tick()
    assert measured("recto_training_progress") == 0.25
    desk.jobs[0].exit_code = 1
    desk.tick()
    desk.after(minutes=1)
    desk.tick()
    desk.end(desk.jobs[1], candidate="test", champion="best")
    desk.tell(*desk.tick())
    assert measured("recto_training_progress") == 0
    assert measured("recto_held_out_cer", version="letters-1") == 0.25
    assert measured("recto_calibration_error", version="letters-1") == 0.03
    assert measured("recto_training_seconds_count") - trainings == 1
    desk.tick()
    assert measured("recto_new_labels") == 0
    desk.round(range(21, 25), candidate="", champion="text")
    grown = {name: count - before[name] for name, count in rounds().items()}
    assert grown == {"promoted": 1, "rejected": 1, "failed": 1}


def test_a_training_that_is_due_is_measured_until_its_verdict(desk: Any, make: Any) -> None:
    judged = measured("recto_retraining_seconds_count")
    desk.tell(make.configured("forms"))
    due(desk, make, "forms", first=20)
    desk.tick()  # another collection is training
    due(desk, make)
    desk.tick()
    desk.after(seconds=90)
    desk.tick()
    assert measured("recto_retraining_due_seconds") == 90
    desk.end(desk.jobs[0])
    [verdict] = desk.tick()
    desk.tell(verdict)
    desk.tick()
    desk.end(desk.jobs[1])
    desk.after(seconds=10)
    desk.tick()
    assert measured("recto_retraining_due_seconds") == 0
    assert measured("recto_retraining_seconds_count") == judged + 1


def test_a_failed_training_is_still_due(desk: Any, make: Any) -> None:
    due(desk, make)
    desk.tick()
    desk.jobs[0].exit_code = 1
    desk.after(seconds=30)
    desk.tick()
    desk.after(seconds=30)
    desk.tick()
    assert measured("recto_retraining_due_seconds") == 60


def test_what_is_due_no_longer_is_measured_so(desk: Any, make: Any) -> None:
    due(desk, make)
    desk.tick()
    desk.after(seconds=30)
    desk.tell(make.withdrawal(1))
    desk.tick()
    assert measured("recto_retraining_due_seconds") == 0


def test_the_generation_that_every_replica_should_read_with_is_measured(desk: Any) -> None:
    desk.round(range(1, 5))
    assert measured("recto_decided_generation") == desk.deps.ledger.book("letters").generation == 1

"""What is measured of the human stage."""

from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest

from schemas.tasks import Purpose
from services.labeling_gateway import failures
from services.labeling_gateway.api import problems
from services.labeling_gateway.metrics import QueueGauges

LABELS = {"collection": "letters-1905", "kind": "correct"}


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def gauges(gateway: Any) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(QueueGauges(gateway.service.deps.database, gateway.clock))
    return registry


def test_the_queue_is_measured_by_collection_and_kind(gateway: Any) -> None:
    gateway.tell(*(gateway.events.task(f"l{n}") for n in range(3)))
    gateway.clock.move(seconds=90)
    gateway.lease()
    registry = gauges(gateway)
    assert registry.get_sample_value("recto_queue_depth", LABELS) == 2
    assert registry.get_sample_value("recto_queue_leased", LABELS) == 1


def test_the_oldest_wait_is_told_by_purpose(gateway: Any) -> None:
    gateway.tell(gateway.events.task("l1", purpose=Purpose.HELD_OUT))
    gateway.clock.move(seconds=60)
    gateway.tell(gateway.events.task("l2"))
    gateway.clock.move(seconds=30)
    registry = gauges(gateway)
    waits = {
        purpose: registry.get_sample_value("recto_queue_oldest_wait_seconds", {**LABELS, "purpose": purpose})
        for purpose in ("held-out", "training", "audit")
    }
    assert waits == {"held-out": 90, "training": 30, "audit": None}


def test_the_time_from_an_answer_to_its_event_is_measured(gateway: Any) -> None:
    def waited() -> list[float]:
        name = "recto_answer_published_seconds"
        return [counted(f"{name}_{part}", collection="letters-1905") for part in ("count", "sum")]

    before = waited()
    gateway.tell(gateway.events.task())
    gateway.answer(gateway.lease()[0], outcome="accept")
    gateway.clock.move(seconds=40)
    gateway.said()
    count, seconds = waited()
    assert (count - before[0], seconds - before[1]) == (1, 40)


def test_the_outbox_is_measured_until_it_is_empty(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    gateway.answer(gateway.lease()[0], outcome="accept")
    gateway.clock.move(seconds=30)
    registry = gauges(gateway)
    assert registry.get_sample_value("recto_outbox_waiting") == 1
    assert registry.get_sample_value("recto_outbox_oldest_seconds") == 30
    gateway.said()
    assert registry.get_sample_value("recto_outbox_waiting") == 0


def test_leases_and_answers_are_counted(gateway: Any) -> None:
    names = ("recto_leases_given_total", "recto_leases_expired_total", "recto_answers_stale_total")
    before = [counted(name) for name in names]
    answers = counted("recto_answers_total", collection="letters-1905", outcome="correct")
    published = counted("recto_labels_published_total")
    gateway.tell(gateway.events.task())
    [stale] = gateway.lease("ada")
    gateway.clock.move(seconds=301)
    [fresh] = gateway.lease("bob")
    gateway.answer(stale, "ada", outcome="correct", text="late")
    gateway.answer(fresh, "bob", outcome="correct", text="right", seconds=5)
    gateway.said()
    assert [counted(name) - was for name, was in zip(names, before, strict=True)] == [2, 1, 1]
    assert counted("recto_answers_total", collection="letters-1905", outcome="correct") == answers + 1
    assert counted("recto_labels_published_total") == published + 1


def test_lines_that_wait_for_another_person_are_measured(gateway: Any) -> None:
    gateway.tell(gateway.events.task("l1", keyings=2, priority=2), gateway.events.task("l2", keyings=2))
    for person, text in (("ada", "one"), ("bob", "other")):
        gateway.keyed(person, text)
    gateway.keyed("ada", "a second line", flag="is it one?")
    registry = gauges(gateway)
    waits = {
        stage: registry.get_sample_value(
            "recto_keyings_waiting", {"collection": "letters-1905", "stage": stage}
        )
        for stage in ("second", "adjudication")
    }
    assert waits == {"second": 1, "adjudication": 1}
    stuck = {"collection": "letters-1905"}
    assert registry.get_sample_value("recto_keyings_stuck", stuck) == 0
    assert registry.get_sample_value("recto_flags_waiting", stuck) == 1
    gateway.clock.move(days=2)
    assert registry.get_sample_value("recto_keyings_stuck", stuck) == 2


def test_what_keyings_lead_to_is_counted(gateway: Any) -> None:
    labels = [{"collection": "letters-1905", "follows": name} for name in ("wait", "differ", "settle")]
    before = [counted("recto_keyings_total", **each) for each in labels]
    gateway.tell(gateway.events.task(keyings=2))
    gateway.keyed("ada", "one")
    gateway.keyed("bob", "other")
    [lease] = gateway.lease("admin", work="adjudicate")
    gateway.answer(lease, "admin", outcome="correct", text="one")
    after = [counted("recto_keyings_total", **each) for each in labels]
    assert [now - was for now, was in zip(after, before, strict=True)] == [1, 1, 1]


def test_every_metric_says_what_it_means_and_what_to_do(gateway: Any) -> None:
    text = generate_latest(gauges(gateway)).decode()
    helps = [line for line in text.splitlines() if line.startswith("# HELP")]
    assert len(helps) == 9
    assert all(": " in line for line in helps)


def test_gauges_are_scraped_while_the_service_runs_and_no_longer(gateway: Any) -> None:
    [collector] = [worker for worker in gateway.service.workers if isinstance(worker, QueueGauges)]
    collector.start()
    try:
        assert counted("recto_outbox_waiting") == 0
        assert REGISTRY.get_sample_value("recto_outbox_waiting") is not None
    finally:
        collector.stop()
    assert REGISTRY.get_sample_value("recto_outbox_waiting") is None


def test_every_refusal_has_its_status() -> None:
    refusals = {kind for kind in vars(failures).values() if isinstance(kind, type)} - {failures.Refusal}
    assert refusals == set(problems.KINDS)

"""The loop end to end, with each service ended by SIGKILL in the middle: what a user must be able to rely on."""

import time

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sabotage import COLLECTION, MOMENTS, PAGES, Aftermath

from schemas.labels import LabelAccepted, LabelDeclined
from schemas.models import ModelPromoted, ModelRejected
from schemas.pages import PageIngested
from schemas.rescoring import RescoreRequested
from schemas.tasks import Purpose, TaskRequested
from schemas.topics import DEAD_LETTERS
from schemas.transcripts import PageTranscribed

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(600), pytest.mark.xdist_group("loop")]
DEADLINE = 60


def of(aftermath: Aftermath, kind: type) -> list:  # type: ignore[type-arg]
    """The events of a kind, each once."""
    return list({event.id: event for event in aftermath.events if isinstance(event, kind)}.values())


def api(aftermath: Aftermath, path: str) -> dict:  # type: ignore[type-arg]
    headers = {"Authorization": f"Bearer {aftermath.stack.token}"}
    return (
        httpx.get(f"{aftermath.stack.gateway_url}{path}", headers=headers, timeout=30)
        .raise_for_status()
        .json()
    )


def test_every_service_was_ended_once_and_the_demo_ended_well(aftermath: Aftermath) -> None:
    assert set(aftermath.saboteur.ended) == set(MOMENTS)
    assert len(aftermath.played.tally.decisions) == 2


def test_no_page_is_lost_and_every_line_was_read(aftermath: Aftermath) -> None:
    pages = {event.page_id for event in of(aftermath, PageIngested)}
    first = [event for event in of(aftermath, PageTranscribed) if not event.again]
    assert len(pages) == PAGES
    assert {event.page_id for event in first} == pages
    assert sum(event.lines for event in first) == len(aftermath.played.plan.truth)


def test_every_answer_given_is_a_label_exactly_once(aftermath: Aftermath) -> None:
    answered = api(aftermath, f"/v1/collections/{COLLECTION}/progress")["answered"]
    labels, declined = of(aftermath, LabelAccepted), of(aftermath, LabelDeclined)
    assert answered == len(labels) + len(declined) > 0
    assert len({label.line_id for label in labels}) == len(labels)


def test_repetitions_carry_the_id_of_what_they_repeat(aftermath: Aftermath) -> None:
    by_line: dict[str, set[str]] = {}
    for event in aftermath.events:
        if isinstance(event, LabelAccepted):
            by_line.setdefault(event.line_id, set()).add(event.id)
    assert all(len(ids) == 1 for ids in by_line.values())


def test_nothing_was_given_up_on(aftermath: Aftermath) -> None:
    assert [event for event in aftermath.events if event.topic is DEAD_LETTERS] == []


def test_held_out_pages_never_trained_a_model(aftermath: Aftermath) -> None:
    purposes: dict[str, set[Purpose]] = {}
    for label in of(aftermath, LabelAccepted):
        purposes.setdefault(label.page_id, set()).add(label.purpose)
    held_out = [page for page, found in purposes.items() if Purpose.HELD_OUT in found]
    assert held_out
    assert all(purposes[page] == {Purpose.HELD_OUT} for page in held_out)


def test_a_verdict_says_what_it_rests_on(aftermath: Aftermath) -> None:
    verdicts = [*of(aftermath, ModelPromoted), *of(aftermath, ModelRejected)]
    assert [verdict.round for verdict in sorted(verdicts, key=lambda verdict: verdict.round)] == [1, 2]
    assert all(verdict.verdict.held_out_lines > 0 for verdict in verdicts)
    assert all(verdict.verdict.labels > 0 for verdict in verdicts)
    assert all(verdict.verdict.labels + verdict.verdict.held_out_lines >= 16 for verdict in verdicts)


def test_a_better_model_takes_over_and_what_still_waits_is_read_again(aftermath: Aftermath) -> None:
    promoted = of(aftermath, ModelPromoted)
    assert promoted, "no candidate was better on worn typescript, which the base has never seen"
    assert all(event.verdict.candidate_cer < event.verdict.champion_cer for event in promoted)
    wanted = {(event.page_id, event.generation) for event in of(aftermath, RescoreRequested)}
    again = {(event.page_id, event.generation) for event in of(aftermath, PageTranscribed) if event.again}
    assert wanted
    assert {page for page, _ in wanted} <= {page for page, _ in again}


def test_nobody_was_asked_twice_for_one_line(aftermath: Aftermath) -> None:
    tasks = of(aftermath, TaskRequested)
    assert len({task.line_id for task in tasks}) == len(tasks)


def test_people_learn_that_a_service_died_and_came_back(aftermath: Aftermath) -> None:
    for service in MOMENTS:
        assert any(service in sentence for sentence in aftermath.saboteur.said), aftermath.saboteur.said


def metrics(aftermath: Aftermath, service: str) -> dict[str, float]:
    """The sum of each metric's samples, as the service exposes them now."""
    text = httpx.get(f"{aftermath.stack.addresses.urls[service]}/metrics", timeout=10).raise_for_status().text
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0) + sample.value
    return found


def until(aftermath: Aftermath, service: str, name: str, at_least: float) -> float:
    """Waits until a metric has come to `at_least`."""
    deadline = time.monotonic() + DEADLINE
    while (value := metrics(aftermath, service).get(name, -1.0)) < at_least:
        assert time.monotonic() < deadline, f"{service} exposes {name} = {value}, not {at_least}"
    return value


SHARED = {
    "recto_ready",
    "recto_events",
    "recto_event_seconds",
    "recto_oldest_event_seconds",
    "recto_consumer_lag",
    "recto_held_back_partitions",
}
OWN = {
    "ingestion": {"recto_documents", "recto_pages", "recto_documents_refused", "recto_ingestion_seconds"},
    "inference": {
        "recto_pages_read",
        "recto_lines_read",
        "recto_reading_seconds",
        "recto_champion_generation",
    },
    "scoring": {"recto_pool_lines", "recto_lines_asked", "recto_lines_accepted", "recto_accepted_share"},
    "labeling-gateway": {
        "recto_queue_depth",
        "recto_queue_oldest_wait_seconds",
        "recto_leases_expired",
        "recto_answers",
        "recto_labels_published",
    },
    "trainer": {"recto_labels", "recto_training_rounds", "recto_training_seconds", "recto_held_out_cer"},
}


@pytest.mark.parametrize("service", OWN)
def test_every_service_measures_its_stage(aftermath: Aftermath, service: str) -> None:
    text = httpx.get(f"{aftermath.stack.addresses.urls[service]}/metrics", timeout=10).raise_for_status().text
    declared = {family.name for family in text_string_to_metric_families(text)}
    assert declared >= SHARED | OWN[service]


MEASURED_AFTER_A_RESTART = [
    ("scoring", "recto_pool_lines", 1),
    ("labeling-gateway", "recto_queue_depth", 0),
    ("trainer", "recto_labels", 16),
    ("trainer", "recto_held_out_cer", 0),
]


@pytest.mark.parametrize("service", MOMENTS)
def test_every_service_says_that_it_is_ready(aftermath: Aftermath, service: str) -> None:
    assert until(aftermath, service, "recto_ready", 1) == 1


@pytest.mark.parametrize(("service", "name", "at_least"), MEASURED_AFTER_A_RESTART)
def test_a_restarted_service_measures_what_it_found_again(
    aftermath: Aftermath, service: str, name: str, at_least: float
) -> None:
    until(aftermath, service, name, at_least)

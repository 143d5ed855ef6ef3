"""What a person decides over HTTP: seen by every service as events, one generation after another."""

from collections.abc import Iterable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from recto.runtime.failures import Transient
from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack
from services.trainer.__main__ import build
from services.trainer.settings import Settings

PROMOTE, ROLL_BACK = "/v1/models/letters/letters-1/promote", "/v1/models/letters/rollback"


def versions(desk: Any) -> list[tuple[str, int, str]]:
    return [(event.version, event.generation, event.previous) for event in desk.decided()]


def test_models_are_listed_newest_first_with_their_verdicts(desk: Any) -> None:
    desk.round(range(1, 5))
    desk.round(range(5, 9), candidate="tent")
    said = desk.client().get("/v1/models/letters").json()
    assert (said["champion"], said["generation"]) == ("letters-1", 1)
    listed = [(model["version"], model["state"], model["is_champion"]) for model in said["models"]]
    assert listed == [("letters-2", "rejected", False), ("letters-1", "promoted", True)]
    assert said["models"][1]["verdict"]["candidate_cer"] == 0


def test_a_rejected_model_can_be_put_in_use(desk: Any) -> None:
    rejected = desk.round(candidate="tent")
    answer = desk.client().post(PROMOTE, json={"by": "anna"})
    assert (answer.status_code, answer.json()["champion"]) == (200, "letters-1")
    [event] = desk.decided()
    assert isinstance(event, ModelPromoted)
    assert (event.by, event.generation, event.previous) == ("anna", 1, "base-latin")
    assert (event.weights, event.verdict) == (rejected.weights, rejected.verdict)
    desk.tell(event)
    [model] = desk.client().get("/v1/models/letters").json()["models"]
    assert (model["state"], model["is_champion"]) == ("rejected", True)


def test_rolling_back_goes_one_champion_back_each_time_and_ends_at_the_base(desk: Any) -> None:
    desk.round(range(1, 5))
    desk.round(range(5, 9))
    client = desk.client()
    assert client.post(ROLL_BACK, json={"reason": "worse"}).json()["champion"] == "letters-1"
    assert client.post(ROLL_BACK, json={}).json()["champion"] == "base-latin"
    refused = client.post(ROLL_BACK, json={})
    assert refused.status_code == 409
    assert "nothing to roll back" in refused.json()["detail"]
    assert versions(desk) == [("letters-1", 3, "letters-2"), ("base-latin", 4, "letters-1")]
    first, second = desk.decided()
    assert isinstance(first, ModelRolledBack)
    assert first.reason == "worse"
    assert first.weights is not None
    assert second.weights is None


def test_decisions_one_after_another_count_generations_up_before_they_come_back(desk: Any) -> None:
    desk.round(range(1, 5), candidate="tent")
    desk.round(range(5, 9), candidate="tent")
    client = desk.client()
    for version in ("letters-1", "letters-2"):
        client.post(f"/v1/models/letters/{version}/promote", json={})
    client.post(ROLL_BACK, json={})
    assert [generation for _, generation, _ in versions(desk)] == [1, 2, 3]
    desk.tell(*desk.decided())
    assert desk.client().get("/v1/models/letters").json()["champion"] == "letters-1"


def test_a_decision_waits_until_a_verdict_has_come_back(desk: Any, make: Any) -> None:
    desk.round(range(1, 5), candidate="tent")
    desk.tell(*(make.label(number) for number in range(5, 9)))
    desk.tick()
    desk.end(desk.jobs[-1])
    [verdict] = desk.tick()
    refused = desk.client().post(PROMOTE, json={})
    assert refused.status_code == 409
    assert "letters-2" in refused.json()["detail"]
    desk.tell(verdict)
    assert desk.client().post(PROMOTE, json={}).status_code == 200
    assert verdict.generation == 1
    assert versions(desk) == [("letters-1", 2, "letters-2")]


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/v1/models/forms", 404, "forms"),
        ("POST", "/v1/models/forms/forms-1/promote", 404, "forms"),
        ("POST", "/v1/models/forms/rollback", 404, "forms"),
        ("POST", "/v1/models/letters/letters-9/promote", 409, "letters-1"),
        ("POST", PROMOTE, 409, "already"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    desk: Any, method: str, path: str, status: int, words: str
) -> None:
    desk.round()
    answer = desk.client().request(method, path, json={} if method == "POST" else None)
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert desk.decided() == []


def test_a_collection_that_reads_with_its_base_has_nothing_to_roll_back(desk: Any) -> None:
    assert isinstance(desk.round(candidate="tent"), ModelRejected)
    assert desk.client().post(ROLL_BACK, json={}).status_code == 409


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic secret", "secret", "Bearer sécret"])
def test_without_the_token_nothing_is_told_or_done(desk: Any, header: str) -> None:
    desk.round()
    client = desk.client("secret")
    sent = {"Authorization": header.encode()}
    for method, path in (("GET", "/v1/models/letters"), ("GET", "/v1/training"), ("POST", ROLL_BACK)):
        answer = client.request(method, path, headers=sent, json={})
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert desk.decided() == []


def test_with_the_token_it_is(desk: Any) -> None:
    desk.round()
    sent = {"Authorization": "Bearer secret"}
    assert desk.client("secret").post(ROLL_BACK, json={}, headers=sent).status_code == 200


def test_a_broker_that_is_away_leaves_the_champion_as_it_is_known(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(events: Iterable[Any]) -> None:
        raise Transient("Kafka did not confirm")

    desk.round()
    monkeypatch.setattr(desk.bus, "publish", away)
    client = desk.client()
    answer = client.post(ROLL_BACK, json={})
    assert answer.status_code == 503
    assert "Kafka" in answer.json()["detail"]
    assert client.get("/v1/models/letters").json()["champion"] == "letters-1"


def test_the_training_under_way_is_shown(desk: Any, make: Any) -> None:
    client: TestClient = desk.client()
    assert client.get("/v1/training").json() is None
    desk.tell(*(make.label(number) for number in range(4)))
    desk.tick()
    desk.jobs[0].last_report = desk.jobs[0].last_report.model_copy(update={"done": 0.25})
    said = client.get("/v1/training").json()
    assert (said["collection"], said["version"], said["done"]) == ("letters", "letters-1", 0.25)


def test_the_service_follows_all_its_topics_and_ends_a_training_when_it_stops(
    desk: Any, make: Any, tmp_path: Any
) -> None:
    service = build(Settings(objects={"url": str(tmp_path)}, state_dir=tmp_path))
    followed = {"recto.collections", "recto.labels", "recto.models", "recto.transcripts"}
    assert {topic.name for topic in service.follows} == followed
    assert service.works == ()
    desk.tell(*(make.label(number) for number in range(4)))
    desk.tick()
    [worker] = service.workers
    worker.start()
    worker.stop()
    service.deps.job = desk.jobs[0]
    worker.stop()
    assert desk.jobs[0].is_stopped

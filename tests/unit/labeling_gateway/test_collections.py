"""Collections: versioned settings that every service is told of, and how far a collection is."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from recto.querying.strategies import STRATEGIES
from schemas.topics import COLLECTIONS


def test_a_new_collection_is_told_to_every_service(gateway: Any) -> None:
    made = gateway.http.post("/v1/collections", json={"name": "deeds", "settings": {"target_cer": 0.05}})
    assert made.status_code == 201
    assert made.headers["etag"] == '"1"'
    [event] = gateway.said(COLLECTIONS)
    assert (event.collection, event.version, event.settings.target_cer) == ("deeds", 1, 0.05)


def test_each_change_is_a_new_version(gateway: Any) -> None:
    gateway.collection("deeds")
    changed = gateway.http.put("/v1/collections/deeds", json={"batch_lines": 10})
    assert changed.json()["version"] == 2
    assert [event.version for event in gateway.said(COLLECTIONS)] == [1, 2]


def test_versions_leave_in_order_whoever_sets_them_at_the_same_moment(gateway: Any) -> None:
    gateway.collection("deeds")
    with ThreadPoolExecutor(4) as people:
        changes = [{"batch_lines": lines} for lines in range(1, 13)]
        done = list(
            people.map(lambda change: gateway.http.put("/v1/collections/deeds", json=change), changes)
        )
    assert {response.status_code for response in done} == {200}
    assert [event.version for event in gateway.said(COLLECTIONS)] == list(range(1, 14))


def test_the_same_settings_again_change_nothing(gateway: Any) -> None:
    gateway.collection("deeds")
    gateway.collection("deeds")
    assert len(gateway.said(COLLECTIONS)) == 1


def test_a_change_of_settings_that_somebody_else_changed_is_refused(gateway: Any) -> None:
    gateway.collection("deeds")
    gateway.http.put("/v1/collections/deeds", json={"batch_lines": 10})
    refused = gateway.http.put("/v1/collections/deeds", json={"batch_lines": 20}, headers={"If-Match": '"1"'})
    assert refused.status_code == 412
    assert "version 2, not 1" in refused.json()["detail"]
    kept = gateway.http.put("/v1/collections/deeds", json={"batch_lines": 20}, headers={"If-Match": '"2"'})
    assert kept.json()["version"] == 3


def test_a_name_in_use_is_refused(gateway: Any) -> None:
    gateway.collection("deeds")
    assert gateway.http.post("/v1/collections", json={"name": "deeds"}).status_code == 409


def test_wrong_settings_are_refused_naming_the_setting(gateway: Any) -> None:
    for settings, field in (
        ({"target_cer": 3}, "target_cer"),
        ({"stratgy": "x"}, "stratgy"),
        ({"strategy": "guessing"}, "strategy"),
        ({"retrain_cron": "whenever"}, "retrain_cron"),
    ):
        refused = gateway.http.put("/v1/collections/deeds", json=settings)
        assert (refused.status_code, refused.json()["field"]) == (422, field), refused.text
    assert gateway.http.post("/v1/collections", json={"name": "No Good"}).json()["field"] == "name"
    assert gateway.said(COLLECTIONS) == []


def test_progress_counts_queue_labels_and_rounds(gateway: Any) -> None:
    events = gateway.events
    gateway.collection()
    gateway.tell(events.document(), events.page(), events.transcribed({f"l{n}": "Daer" for n in range(6)}))
    gateway.tell(*(events.task(f"l{n}", "Daer") for n in range(4)), events.accepted("l5", "Dear"))
    gateway.tell(events.promoted(round=1), events.promoted(round=2, before=0.2, after=0.1))
    first, second, _ = gateway.lease(count=3)
    gateway.answer(first, outcome="correct", text="Dear", seconds=4)
    gateway.answer(second, outcome="unreadable")
    gateway.clock.move(seconds=60)
    progress = gateway.http.get("/v1/collections/letters-1905/progress").json()
    assert {name: progress[name] for name in ("open", "leased", "answered", "oldest_wait_seconds")} == {
        "open": 1, "leased": 1, "answered": 2, "oldest_wait_seconds": 60
    }  # fmt: skip
    assert (progress["labels"], progress["characters_keyed"], progress["edits"]) == (1, 4, 2)
    assert progress["lines"] == {"read": 1, "asked": 2, "accepted": 1, "declined": 1, "labelled": 1}
    assert [made["verdict"]["candidate_cer"] for made in progress["rounds"]] == [0.2, 0.1]


def test_progress_of_an_empty_collection_is_all_zero(gateway: Any) -> None:
    gateway.collection("deeds")
    progress = gateway.http.get("/v1/collections/deeds/progress").json()
    assert (progress["open"], progress["labels"], progress["oldest_wait_seconds"]) == (0, 0, None)


def test_each_strategy_is_listed_with_what_it_asks_for(gateway: Any) -> None:
    listed = gateway.http.get("/v1/strategies").json()["strategies"]
    assert {each["name"] for each in listed} == set(STRATEGIES)
    assert all(each["about"].endswith(".") for each in listed)

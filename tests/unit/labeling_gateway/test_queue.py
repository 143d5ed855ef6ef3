"""Leases: who gets which line, for how long, and who may answer it."""

from typing import Any

import pytest


def test_the_most_urgent_line_is_leased_first(gateway: Any) -> None:
    gateway.tell(gateway.events.task("l1", priority=1), gateway.events.task("l2", priority=5))
    assert [lease["line_id"][-2:] for lease in gateway.lease(count=2)] == ["l2", "l1"]


def test_a_leased_line_is_given_to_nobody_else(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    assert len(gateway.lease("ada")) == 1
    assert gateway.lease("bob") == []


def test_only_lines_of_the_collection_asked_for_are_leased(gateway: Any) -> None:
    gateway.collection("letters-1905")
    gateway.collection("deeds")
    gateway.tell(gateway.events.task("l1"), gateway.events.task("l2", collection="deeds", priority=9))
    assert [lease["line_id"][-2:] for lease in gateway.lease(count=5, collection="letters-1905")] == ["l1"]


def test_a_lease_of_an_unknown_collection_is_refused_with_a_sentence(gateway: Any) -> None:
    response = gateway.http.post("/v1/leases", json={"collection": "nowhere"})
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert "no collection nowhere" in response.json()["detail"]


def test_an_expired_lease_is_free_again_under_a_new_epoch(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    [first] = gateway.lease("ada")
    gateway.clock.move(seconds=301)
    [second] = gateway.lease("bob")
    assert (first["epoch"], second["epoch"]) == (1, 2)


def test_a_heartbeat_keeps_a_lease_alive(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    [lease] = gateway.lease("ada")
    for _ in range(3):
        gateway.clock.move(seconds=200)
        assert gateway.heartbeat("ada", lease)["lost"] == []
    assert gateway.lease("bob") == []


def test_one_heartbeat_holds_all_leases_and_names_the_lost(gateway: Any) -> None:
    gateway.tell(gateway.events.task("l1", priority=2))
    [lost] = gateway.lease("ada")
    gateway.clock.move(seconds=301)
    gateway.lease("bob")
    gateway.tell(gateway.events.task("l2", priority=1))
    [held] = gateway.lease("ada")
    beat = gateway.heartbeat("ada", lost, held)
    gone = {"task_id": lost["task_id"], "epoch": 1}
    assert beat["lost"] == [gone | {"why": "Your time with this line was up, and it went to somebody else."}]
    gateway.clock.move(seconds=299)
    assert gateway.heartbeat("ada", held)["lost"] == []


def test_a_heartbeat_for_what_was_never_held_says_why_not(gateway: Any) -> None:
    gateway.tell(gateway.events.task("l1"), gateway.events.task("l2"))
    bobs, free = gateway.lease("bob", count=2)
    gateway.answer(free, person="bob", outcome="accept")
    unknown = {"task_id": "none", "epoch": 1}
    assert [one["why"] for one in gateway.heartbeat("ada", bobs, unknown)["lost"]] == [
        "This line is in another person's hands: take a new one.",
        "There is no task none.",
    ]
    assert [one["why"] for one in gateway.heartbeat("bob", free)["lost"]] == ["You do not hold this line."]


def test_a_released_line_is_free_at_once(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    [lease] = gateway.lease("ada")
    released = gateway.http.post(
        f"/v1/tasks/{lease['task_id']}/release", json={"epoch": 1}, headers={"X-Recto-Person": "ada"}
    )
    assert released.status_code == 204
    assert len(gateway.lease("bob")) == 1


def test_a_late_answer_counts_if_nobody_took_the_line_over(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    [lease] = gateway.lease("ada")
    gateway.clock.move(hours=2)
    assert gateway.answer(lease, outcome="accept").status_code == 200


def test_another_persons_lease_cannot_be_answered(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    [lease] = gateway.lease("ada")
    assert gateway.answer(lease, person="bob", outcome="accept").status_code == 403


def test_a_newer_reading_does_not_change_the_line_under_the_person_who_holds_it(gateway: Any) -> None:
    task = gateway.events.task(text="My dcar")
    gateway.tell(task)
    [lease] = gateway.lease("ada")
    gateway.tell(gateway.events.moved(task, "My dear", generation=1))
    assert gateway.lease("bob") == []
    assert "".join(grapheme["text"] for grapheme in lease["graphemes"]) == "My dcar"
    assert gateway.answer(lease, outcome="accept").json()["text"] == "My dcar"


def test_whoever_leases_next_starts_from_the_newest_reading(gateway: Any) -> None:
    task = gateway.events.task(text="My dcar")
    gateway.tell(task)
    gateway.lease("ada")
    gateway.tell(gateway.events.moved(task, "My dear", generation=1))
    gateway.clock.move(seconds=301)
    [lease] = gateway.lease("bob")
    assert (lease["text"], lease["model_version"]) == ("My dear", "letters-1")


def test_a_line_image_is_served_once_and_for_all(gateway: Any) -> None:
    gateway.tell(gateway.events.task("l1"))
    [lease] = gateway.lease()
    response = gateway.http.get(lease["image"])
    assert response.content == b"l1"
    assert "immutable" in response.headers["cache-control"]
    again = gateway.http.get(lease["image"], headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


def test_doubtful_characters_come_with_their_alternatives(gateway: Any) -> None:
    gateway.tell(gateway.events.task(text="Mrs, S"))
    [lease] = gateway.lease()
    doubtful = [
        (g["text"], [a["text"] for a in g["alternatives"]])
        for g in lease["graphemes"]
        if g["confidence"] < 0.9
    ]
    assert doubtful == [(",", ["."])]


@pytest.mark.parametrize("count", [0, 101, "many"])
def test_a_senseless_number_of_leases_is_refused_and_named(gateway: Any, count: object) -> None:
    response = gateway.http.post("/v1/leases", json={"count": count})
    assert response.status_code == 422
    assert response.json()["field"] == "count"

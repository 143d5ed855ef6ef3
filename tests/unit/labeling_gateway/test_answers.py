"""Answers: one label or one decline each, and no text lost."""

from typing import Any

import pytest

from schemas.labels import LabelAccepted, LabelDeclined, Origin
from schemas.tasks import Purpose
from schemas.topics import COLLECTIONS


def test_a_correction_becomes_a_label_with_its_cost(gateway: Any) -> None:
    gateway.tell(gateway.events.task(text="My dcar Mrs,", purpose=Purpose.HELD_OUT))
    [lease] = gateway.lease("ada")
    answer = gateway.answer(lease, outcome="correct", text=" My dear Mrs. ", seconds=6.5, keystrokes=3)
    assert answer.json()["edits"] == 2
    [label] = gateway.said()
    assert isinstance(label, LabelAccepted)
    assert (label.text, label.prefill, label.by) == ("My dear Mrs.", "My dcar Mrs,", "ada")
    assert (label.edits, label.characters_keyed, label.seconds) == (2, 12, 6.5)
    assert (label.purpose, label.origin) == (Purpose.HELD_OUT, Origin.HUMAN)
    assert label.model_version == "letters-0"


@pytest.mark.parametrize("writer", ["Mary Stanford", None])
def test_a_label_names_the_writer_of_its_page(gateway: Any, writer: str | None) -> None:
    gateway.tell(gateway.events.page(1, writer), gateway.events.page(2, "another"), gateway.events.task())
    [lease] = gateway.lease()
    gateway.answer(lease, outcome="accept")
    assert [label.writer for label in gateway.said()] == [writer]


def test_a_line_of_a_page_that_was_not_heard_of_yet_is_labelled_without_a_writer(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    [lease] = gateway.lease()
    gateway.answer(lease, outcome="accept")
    assert [label.writer for label in gateway.said()] == [None]


def test_an_accepted_line_is_labelled_with_its_pre_fill(gateway: Any) -> None:
    gateway.tell(gateway.events.task(text="My dear"))
    [lease] = gateway.lease()
    assert gateway.answer(lease, outcome="accept").status_code == 200
    assert [(label.text, label.edits) for label in gateway.said()] == [("My dear", 0)]


@pytest.mark.parametrize(
    ("outcome", "reason", "stated"),
    [
        ("unreadable", None, "unreadable"),
        ("not-text", None, "not-text"),
        ("skip", "cut wrongly", "cut wrongly"),
    ],
)
def test_a_line_without_text_is_declined_with_the_reason(
    gateway: Any, outcome: str, reason: str | None, stated: str
) -> None:
    gateway.tell(gateway.events.task())
    [lease] = gateway.lease()
    assert gateway.answer(lease, outcome=outcome, reason=reason).status_code == 200
    [declined] = gateway.said()
    assert isinstance(declined, LabelDeclined)
    assert declined.reason == stated


def test_the_same_answer_sent_again_counts_once(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    [lease] = gateway.lease()
    first = gateway.answer(lease, outcome="correct", text="My dear", seconds=3)
    again = gateway.answer(lease, outcome="correct", text="My  dear"[:3] + "dear", seconds=9)
    assert again.status_code == 200
    assert again.json() == first.json()
    assert len(gateway.said()) == 1


def test_the_same_idempotency_key_gives_the_same_result(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    [lease] = gateway.lease()
    headers = {"Idempotency-Key": "k1", "X-Recto-Person": "ada"}
    address, given = f"/v1/tasks/{lease['task_id']}/answers", {"epoch": 1, "outcome": "correct", "text": "a"}
    first = gateway.http.post(address, json=given, headers=headers)
    assert gateway.http.post(address, json=given, headers=headers).json() == first.json()
    assert len(gateway.said()) == 1


def test_answer_under_a_stale_lease_is_refused_and_the_text_is_kept(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    [stale] = gateway.lease("ada")
    gateway.clock.move(seconds=301)
    [fresh] = gateway.lease("bob")
    refused = gateway.answer(stale, person="ada", outcome="correct", text="what Ada typed")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:recto:problem:lease-over"
    assert refused.json()["text"] == "what Ada typed"
    kept = gateway.http.get("/v1/kept-answers", headers={"X-Recto-Person": "ada"}).json()["kept_answers"]
    assert [answer["text"] for answer in kept] == ["what Ada typed"]
    assert gateway.answer(fresh, person="bob", outcome="correct", text="what Bob typed").status_code == 200
    assert [label.text for label in gateway.said()] == ["what Bob typed"]


def test_a_stale_answer_sent_twice_is_kept_once(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    [stale] = gateway.lease("ada")
    gateway.clock.move(seconds=301)
    gateway.lease("bob")
    for _ in range(2):
        gateway.answer(stale, person="ada", outcome="correct", text="what Ada typed")
    kept = gateway.http.get("/v1/kept-answers", headers={"X-Recto-Person": "ada"}).json()["kept_answers"]
    assert len(kept) == 1


def test_a_second_different_answer_is_refused_and_kept(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    [lease] = gateway.lease()
    gateway.answer(lease, outcome="correct", text="first")
    refused = gateway.answer(lease, outcome="correct", text="second")
    assert (refused.status_code, refused.json()["text"]) == (409, "second")
    assert [label.text for label in gateway.said()] == ["first"]


def test_a_withdrawn_line_can_still_be_answered_by_whoever_holds_it(gateway: Any) -> None:
    task = gateway.events.task()
    gateway.tell(task)
    [lease] = gateway.lease()
    gateway.tell(gateway.events.withdrawn(task))
    assert gateway.answer(lease, outcome="correct", text="My dear").status_code == 200


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"outcome": "correct", "text": ""}, "text"),
        ({"outcome": "correct"}, "text"),
        ({"outcome": "correct", "text": "two\nlines"}, "text"),
        ({"outcome": "correct", "text": "bell\u0007"}, "text"),
        ({"outcome": "correct", "text": "x" * 2001}, "text"),
        ({"outcome": "accept", "text": "something else"}, "text"),
        ({"outcome": "skip"}, "reason"),
        ({"outcome": "skip", "reason": "  "}, "reason"),
        ({"outcome": "guess"}, "outcome"),
        ({"outcome": "correct", "text": "a", "txet": "b"}, "txet"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_naming_the_field(
    gateway: Any, answer: dict[str, str], field: str
) -> None:
    gateway.tell(gateway.events.task())
    [lease] = gateway.lease()
    refused = gateway.answer(lease, **answer)
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert gateway.said() == []


def test_an_answer_to_an_unknown_task_is_refused(gateway: Any) -> None:
    refused = gateway.answer({"task_id": "none", "epoch": 1}, outcome="accept")
    assert refused.status_code == 404


def test_answers_are_taken_in_the_text_form_that_models_learn(gateway: Any) -> None:
    gateway.tell(gateway.events.task(text="cafe"))
    [lease] = gateway.lease()
    gateway.answer(lease, outcome="correct", text="cafe\N{COMBINING ACUTE ACCENT}")
    assert [label.text for label in gateway.said()] == ["caf\N{LATIN SMALL LETTER E WITH ACUTE}"]


def test_nothing_of_an_answer_is_left_if_it_cannot_be_written_whole(
    gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.tell(gateway.events.task())
    [lease] = gateway.lease()
    with monkeypatch.context() as broken:
        broken.setattr("services.labeling_gateway.store.outbox.write", _fail)
        assert gateway.answer(lease, outcome="correct", text="My dear").status_code == 500
    assert gateway.http.get(f"/v1/tasks/{lease['task_id']}").json()["state"] == "open"
    assert gateway.answer(lease, outcome="correct", text="My dear").status_code == 200
    assert len(gateway.said()) == 1
    assert gateway.said(COLLECTIONS) == []


def _fail(*_: object) -> None:
    raise RuntimeError("the disk is gone")

"""Lines that two people key: neither knows of the other, and what they differ in a third one settles."""

from typing import Any

import pytest

from schemas.labels import LabelAccepted, LabelDeclined, Origin


def doubled(gateway: Any, line: str = "l1", text: str = "My dcar Mrs,", **task: Any) -> Any:
    task = gateway.events.task(line, text, keyings=2, **task)
    gateway.tell(task)
    return task


def test_two_who_say_the_same_make_one_label_by_both(gateway: Any) -> None:
    doubled(gateway)
    gateway.keyed("ada", "My dear Mrs.", seconds=4)
    assert gateway.said() == []
    gateway.keyed("bob", "My dear Mrs.", seconds=3)
    [label] = gateway.said()
    assert isinstance(label, LabelAccepted)
    assert (label.text, label.by, label.origin, label.seconds) == (
        "My dear Mrs.",
        "ada, bob",
        Origin.HUMAN,
        7,
    )
    assert gateway.lease("cleo") == []


def test_texts_are_the_same_in_whatever_form_they_were_typed(gateway: Any) -> None:
    doubled(gateway)
    gateway.keyed("ada", "caf\N{LATIN SMALL LETTER E WITH ACUTE}")
    gateway.keyed("bob", " cafe\N{COMBINING ACUTE ACCENT} ")
    assert [label.text for label in gateway.said()] == ["caf\N{LATIN SMALL LETTER E WITH ACUTE}"]


def test_nobody_keys_a_line_twice(gateway: Any) -> None:
    doubled(gateway)
    gateway.keyed("ada", "My dear")
    assert gateway.lease("ada") == []
    assert len(gateway.lease("bob")) == 1


def test_the_second_person_sees_what_the_first_saw_and_nothing_of_the_answer(gateway: Any) -> None:
    task = doubled(gateway)
    plain = gateway.events.task("l2", priority=-1)
    gateway.tell(plain)
    first = gateway.keyed("ada", "My dear Mrs.")
    gateway.tell(gateway.events.moved(task, "another reading", generation=1))
    second, other = gateway.lease("bob", count=2)
    differs = {name for name in first if first[name] != second[name]}
    assert differs == {"epoch", "reason"}, "the reason is scoring's newest"
    assert second.keys() == other.keys()
    assert "My dear Mrs." not in gateway.http.get(f"/v1/tasks/{task.task_id}").text
    assert "keyings" not in gateway.http.get(f"/v1/tasks/{task.task_id}").text


def test_the_first_who_answers_cannot_tell_that_a_second_will_be_asked(gateway: Any) -> None:
    doubled(gateway, "l1", "same", priority=2)
    gateway.tell(gateway.events.task("l2", "same"))
    one, other = gateway.lease("ada", count=2)
    answers = [gateway.answer(lease, outcome="accept", text="same").json() for lease in (one, other)]
    known = [{key: answer[key] for key in answer if key not in ("task_id", "label_id")} for answer in answers]
    assert known[0] == known[1]
    assert all(answer["label_id"] for answer in answers)


@pytest.mark.parametrize(("outcome", "reason"), [("unreadable", None), ("skip", "cut wrongly")])
def test_two_who_decline_alike_decline_once(gateway: Any, outcome: str, reason: str | None) -> None:
    doubled(gateway)
    for person in ("ada", "bob"):
        gateway.keyed(person, outcome=outcome, reason=reason)
    [declined] = gateway.said()
    assert isinstance(declined, LabelDeclined)
    assert (declined.by, declined.reason) == ("ada, bob", reason or outcome)


def test_who_declines_otherwise_or_reads_what_another_could_not_differs(gateway: Any) -> None:
    doubled(gateway, "l1", priority=2)
    doubled(gateway, "l2", priority=1)
    gateway.keyed("ada", outcome="unreadable")
    gateway.keyed("ada", outcome="skip", reason="cut wrongly")
    gateway.keyed("bob", "My dear")
    gateway.keyed("bob", outcome="skip", reason="not my hand")
    assert gateway.said() == []
    assert len(gateway.lease("admin", count=5, work="adjudicate")) == 2


def test_what_two_read_differently_is_settled_by_a_third(gateway: Any) -> None:
    task = doubled(gateway)
    gateway.keyed("ada", "My dear Mrs.", seconds=2)
    gateway.keyed("bob", "My dear Mr.", seconds=3)
    assert gateway.lease("cleo") == []
    [lease] = gateway.lease("admin", work="adjudicate")
    assert (lease["work"], lease["text"]) == ("adjudicate", "My dcar Mrs,")
    shown = gateway.get(f"/v1/tasks/{task.task_id}/adjudication")
    assert shown["prefill"] == "My dcar Mrs,"
    assert {reading["text"] for reading in shown["readings"]} == {"My dear Mrs.", "My dear Mr."}
    assert [reading["by"] for reading in shown["readings"]] == [None, None]
    for side, reading in zip(("left", "right"), shown["readings"], strict=True):
        assert "".join(run[side] for run in shown["diff"]) == reading["text"]
    assert [run["kind"] for run in shown["diff"] if run["kind"] != "equal"] in (["delete"], ["insert"])
    assert gateway.answer(lease, "admin", outcome="correct", text="My dear Mr.", seconds=5).status_code == 200
    [label] = gateway.said()
    assert (label.text, label.origin, label.by, label.seconds) == (
        "My dear Mr.", Origin.ADJUDICATED, "admin", 10,
    )  # fmt: skip
    settled = gateway.get(f"/v1/tasks/{task.task_id}/adjudication")
    assert {(reading["by"], reading["text"]) for reading in settled["readings"]} == {
        ("ada", "My dear Mrs."), ("bob", "My dear Mr."),
    }  # fmt: skip


def test_readings_are_shown_only_to_who_holds_the_line_to_settle_it(gateway: Any) -> None:
    task = doubled(gateway)
    gateway.keyed("ada", "one")
    gateway.keyed("bob", "other")
    address = f"/v1/tasks/{task.task_id}/adjudication"
    assert gateway.get(address, "ada", 403)["type"] == "urn:recto:problem:not-permitted"
    gateway.get(address, "admin", 409)
    gateway.post("/v1/leases", "ada", 403, work="adjudicate")


def test_sides_are_drawn_by_lot_and_do_not_tell_who_was_first(gateway: Any) -> None:
    firsts = []
    for number in range(12):
        task = doubled(gateway, f"l{number}")
        gateway.keyed("ada", "first")
        gateway.keyed("bob", "second")
        gateway.lease("admin", work="adjudicate")
        firsts.append(gateway.get(f"/v1/tasks/{task.task_id}/adjudication")["readings"][0]["text"])
    assert set(firsts) == {"first", "second"}


def test_an_import_that_settles_the_line_sets_the_keyings_aside(gateway: Any) -> None:
    doubled(gateway)
    gateway.keyed("ada", "My dear")
    gateway.tell(gateway.events.imported("l1", "My dear Mrs."))
    assert gateway.lease("bob") == []
    assert gateway.said() == []


def test_who_holds_a_line_that_an_import_settles_may_still_answer_and_counts_alone(gateway: Any) -> None:
    doubled(gateway)
    gateway.keyed("ada", "My dear")
    [lease] = gateway.lease("bob")
    gateway.tell(gateway.events.imported("l1", "imported"))
    gateway.clock.move(seconds=1)
    assert gateway.answer(lease, "bob", outcome="correct", text="by bob").status_code == 200
    assert [(label.by, label.text) for label in gateway.said()] == [("bob", "by bob")]


def test_lines_wait_for_a_second_person_and_progress_says_when_there_is_none(gateway: Any) -> None:
    gateway.collection(second_person_hours=8)
    doubled(gateway)
    gateway.keyed("ada", "My dear")
    progress = gateway.get("/v1/collections/letters-1905/progress")
    assert (progress["second_person"], progress["without_anybody"]) == (1, 0)
    gateway.clock.move(hours=8, seconds=1)
    progress = gateway.get("/v1/collections/letters-1905/progress")
    assert (progress["second_person"], progress["without_anybody"]) == (1, 1)


def test_an_admin_settles_alone_what_has_nobody_else(gateway: Any) -> None:
    gateway.collection(second_person_hours=8)
    doubled(gateway)
    gateway.keyed("admin", "My dear")
    assert gateway.lease("admin", work="adjudicate") == []
    gateway.clock.move(hours=9)
    [lease] = gateway.lease("admin", work="adjudicate")
    shown = gateway.get(f"/v1/tasks/{lease['task_id']}/adjudication")
    assert ([reading["text"] for reading in shown["readings"]], shown["diff"]) == (["My dear"], [])
    gateway.answer(lease, "admin", outcome="correct", text="My dear")
    assert [label.origin for label in gateway.said()] == [Origin.ADJUDICATED]


def test_lines_that_others_work_on_are_not_said_to_have_nobody(gateway: Any) -> None:
    gateway.collection(second_person_hours=8)
    doubled(gateway)
    gateway.keyed("ada", "My dear")
    gateway.clock.move(hours=8, seconds=1)
    gateway.tell(gateway.events.task("l2", priority=9), gateway.events.task("l3", priority=8))
    gateway.keyed("bob", "busy elsewhere")
    gateway.keyed("cleo", "so am I")
    progress = gateway.get("/v1/collections/letters-1905/progress")
    assert (progress["second_person"], progress["without_anybody"]) == (1, 0)

"""Answers that are taken back: while nothing can have been built on them, and never by halves."""

from typing import Any

import pytest

from schemas.labels import DeclineWithdrawn, LabelAccepted, LabelDeclined, LabelWithdrawn


def undo(gateway: Any, lease: Any, person: str = "ada", status: int = 200) -> Any:
    wanted = {"task_id": lease["task_id"], "epoch": lease["epoch"]}
    return gateway.post("/v1/answers/undo", person, status, **wanted)


def asked(gateway: Any, lines: int = 1, **task: Any) -> None:
    gateway.tell(*(gateway.events.task(f"l{n}", f"line {n}", priority=-n, **task) for n in range(lines)))


def kinds(gateway: Any) -> list[type]:
    return [type(event) for event in gateway.said()]


def test_a_label_taken_back_is_withdrawn_and_the_line_is_in_the_same_hands_with_the_text(
    gateway: Any,
) -> None:
    asked(gateway)
    lease = gateway.keyed("ada", "Dear Sir")
    [again] = undo(gateway, lease)["leases"]
    assert (again["task_id"], again["epoch"], again["text"], again["draft"]) == (
        lease["task_id"], 2, "line 0", "Dear Sir",
    )  # fmt: skip
    accepted, withdrawn = gateway.said()
    assert isinstance(accepted, LabelAccepted)
    assert isinstance(withdrawn, LabelWithdrawn)
    assert withdrawn.label_id == accepted.label_id
    assert gateway.lease("bob") == []
    assert gateway.answer(again, "ada", outcome="correct", text="Dear Sirs").status_code == 200
    assert gateway.said()[-1].text == "Dear Sirs"
    assert gateway.said()[-1].label_id != accepted.label_id


def test_its_own_news_coming_back_late_does_not_close_the_line_again(gateway: Any) -> None:
    asked(gateway)
    [again] = undo(gateway, gateway.keyed("ada", "Dear Sir"))["leases"]
    gateway.tell(*gateway.said())
    assert gateway.get(f"/v1/tasks/{again['task_id']}")["state"] == "open"
    gateway.tell(gateway.said()[0])
    assert gateway.answer(again, "ada", outcome="correct", text="Dear Sirs").status_code == 200
    gateway.tell(*gateway.said())
    assert gateway.get(f"/v1/tasks/{again['task_id']}")["state"] == "answered"


def test_a_decline_taken_back_opens_the_line_however_often(gateway: Any) -> None:
    asked(gateway)
    lease = gateway.keyed("ada", outcome="unreadable")
    for _ in range(2):
        [lease] = undo(gateway, lease)["leases"]
        gateway.tell(*gateway.said())
        assert gateway.get(f"/v1/tasks/{lease['task_id']}")["state"] == "open"
        assert gateway.answer(lease, "ada", outcome="unreadable").status_code == 200
    assert kinds(gateway) == [LabelDeclined, DeclineWithdrawn, LabelDeclined, DeclineWithdrawn, LabelDeclined]
    assert len({event.id for event in gateway.said()}) == 5


def test_all_that_was_answered_since_is_taken_back_newest_first(gateway: Any) -> None:
    asked(gateway, 3)
    given = []
    for text in ("one", "two", "three"):
        given.append(gateway.keyed("ada", text))
        gateway.clock.move(seconds=5)
    back = undo(gateway, given[1])["leases"]
    assert [lease["draft"] for lease in back] == ["three", "two"]
    assert kinds(gateway) == [LabelAccepted] * 3 + [LabelWithdrawn] * 2


def test_taking_back_again_gives_the_same_leases(gateway: Any) -> None:
    asked(gateway, 2)
    lease = gateway.keyed("ada", "one")
    first = undo(gateway, lease)
    assert undo(gateway, lease) == first
    assert kinds(gateway) == [LabelAccepted, LabelWithdrawn]


def test_all_of_what_was_taken_back_is_given_again_but_for_what_was_answered_since(gateway: Any) -> None:
    asked(gateway, 3)
    given = []
    for text in ("one", "two", "three"):
        given.append(gateway.keyed("ada", text))
        gateway.clock.move(seconds=5)
    first = undo(gateway, given[0])["leases"]
    assert undo(gateway, given[0])["leases"] == first
    assert gateway.answer(first[1], "ada", outcome="accept").status_code == 200
    gateway.tell(*gateway.said())
    assert undo(gateway, given[0])["leases"] == [first[0], first[2]]
    assert "taken back" in undo(gateway, given[1], status=409)["detail"]


def test_where_an_import_stands_a_keying_taken_back_leaves_no_other_waiting(gateway: Any) -> None:
    asked(gateway, keyings=2)
    gateway.keyed("ada", "same")
    second = gateway.keyed("bob", "same")
    gateway.clock.move(seconds=1)
    gateway.tell(gateway.events.imported("l0", "imported"))
    [again] = undo(gateway, second, "bob")["leases"]
    assert gateway.get("/v1/me/answers", "ada")["answers"] == []
    assert gateway.answer(again, "bob", outcome="correct", text="by bob").status_code == 200
    assert (gateway.said()[-1].by, gateway.said()[-1].seconds) == ("bob", 0)


def test_at_most_twenty_are_taken_back(gateway: Any) -> None:
    asked(gateway, 21)
    given = []
    for n in range(21):
        given.append(gateway.keyed("ada", f"text {n}"))
        gateway.clock.move(seconds=1)
    assert "more than 20" in undo(gateway, given[0], status=409)["detail"]
    assert len(undo(gateway, given[1])["leases"]) == 20


def test_an_answer_of_somebody_else_is_unknown(gateway: Any) -> None:
    asked(gateway)
    lease = gateway.keyed("ada", "one")
    undo(gateway, lease, "bob", 404)


def test_a_first_keying_is_taken_back_while_nobody_else_has_the_line(gateway: Any) -> None:
    asked(gateway, keyings=2)
    lease = gateway.keyed("ada", "one")
    [again] = undo(gateway, lease)["leases"]
    assert gateway.answer(again, "ada", outcome="correct", text="other").status_code == 200
    gateway.lease("bob")
    assert undo(gateway, again, status=409)["type"] == "urn:recto:problem:built-on"
    assert gateway.said() == []


def test_a_second_keying_taken_back_leaves_the_first(gateway: Any) -> None:
    asked(gateway, keyings=2)
    gateway.keyed("ada", "same")
    second = gateway.keyed("bob", "same")
    [again] = undo(gateway, second, "bob")["leases"]
    assert kinds(gateway) == [LabelAccepted, LabelWithdrawn]
    assert gateway.answer(again, "bob", outcome="correct", text="other").status_code == 200
    assert len(gateway.lease("admin", work="adjudicate")) == 1


def test_an_adjudication_taken_back_is_in_the_adjudicators_hands_with_both_readings(gateway: Any) -> None:
    asked(gateway, keyings=2)
    gateway.keyed("ada", "one")
    gateway.keyed("bob", "other")
    [lease] = gateway.lease("admin", work="adjudicate")
    gateway.answer(lease, "admin", outcome="correct", text="one")
    [again] = undo(gateway, lease, "admin")["leases"]
    assert (again["work"], again["draft"]) == ("adjudicate", "one")
    shown = gateway.get(f"/v1/tasks/{again['task_id']}/adjudication")
    assert ({reading["text"] for reading in shown["readings"]}, shown["is_settled"]) == (
        {"one", "other"},
        False,
    )


def test_nothing_is_taken_back_once_a_model_was_judged(gateway: Any) -> None:
    gateway.collection()
    asked(gateway, 2)
    before = gateway.keyed("ada", "one")
    gateway.tell(gateway.events.promoted())
    after = gateway.keyed("ada", "two")
    assert "judged" in undo(gateway, before, status=409)["detail"]
    assert len(undo(gateway, after)["leases"]) == 1


@pytest.mark.parametrize(
    ("settings", "can"),
    [
        ({"retrain_after_labels": 3}, True),
        ({"retrain_after_labels": 2}, False),
        ({"retrain_after_labels": None}, True),
        ({"retrain_after_labels": None, "retrain_cron": "0 3 * * *"}, False),
    ],
)
def test_nothing_is_taken_back_that_a_training_may_hold(
    gateway: Any, settings: dict[str, Any], can: bool
) -> None:
    gateway.collection(**settings)
    asked(gateway, 2)
    gateway.tell(gateway.events.imported("l9", "imported"))
    lease = gateway.keyed("ada", "one")
    [mine] = gateway.get("/v1/me/answers", "ada")["answers"]
    assert mine["can_be_taken_back"] is can
    undo(gateway, lease, status=200 if can else 409)


def test_what_makes_no_label_is_taken_back_whatever_was_trained(gateway: Any) -> None:
    gateway.collection(retrain_after_labels=1)
    asked(gateway)
    lease = gateway.keyed("ada", outcome="unreadable")
    gateway.tell(gateway.events.promoted())
    assert len(undo(gateway, lease)["leases"]) == 1


def test_labels_that_a_verdict_was_made_from_count_no_longer_as_new(gateway: Any) -> None:
    gateway.collection(retrain_after_labels=3)
    gateway.tell(*(gateway.events.imported(f"i{n}", "imported") for n in range(60)))
    gateway.tell(gateway.events.promoted())
    asked(gateway)
    assert len(undo(gateway, gateway.keyed("ada", "one"))["leases"]) == 1


def test_a_flag_goes_with_the_answer_that_is_taken_back(gateway: Any) -> None:
    asked(gateway)
    lease = gateway.keyed("ada", "one", flag="look")
    undo(gateway, lease)
    with gateway.service.deps.database.reading() as session:
        assert session.connection().exec_driver_sql("select count(*) from flags").scalar() == 0


def test_where_another_label_stands_the_line_is_asked_of_nobody_else(gateway: Any) -> None:
    asked(gateway)
    gateway.tell(gateway.events.imported("l0", "imported"))
    other = gateway.events.task("l1")
    gateway.tell(other)
    lease = gateway.keyed("ada", "mine")
    gateway.tell(gateway.events.imported("l1", "imported"))
    [again] = undo(gateway, lease)["leases"]
    gateway.clock.move(hours=1)
    assert gateway.lease("bob") == []
    assert gateway.answer(again, "ada", outcome="accept").status_code == 200

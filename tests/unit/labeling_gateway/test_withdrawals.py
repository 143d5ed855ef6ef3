"""Withdrawals: what somebody answered goes, everywhere, once, and its lines come back."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from schemas.collections import CollectionSettings
from schemas.labels import DeclineWithdrawn, LabelAccepted, LabelWithdrawn
from services.labeling_gateway import withdrawing
from services.trainer.ledger import Ledger
from services.trainer.snapshots import NO_PAST, take_snapshot
from tests.unit.labeling_gateway.conftest import START


def asked(gateway: Any, lines: int, first: int = 0, **task: Any) -> None:
    some = range(first, first + lines)
    gateway.tell(*(gateway.events.task(f"l{n}", f"line {n}", priority=-n, **task) for n in some))


def withdraw(gateway: Any, status: int = 200, **span: Any) -> Any:
    return gateway.post("/v1/withdrawals", "admin", status, reason="long s keyed as f", **span)


def withdrawn(gateway: Any) -> list[str]:
    return [event.line_id[-2:] for event in gateway.said() if isinstance(event, LabelWithdrawn)]


def test_a_dry_run_counts_and_changes_nothing(gateway: Any) -> None:
    asked(gateway, 3)
    gateway.keyed("ada", "one")
    gateway.keyed("bob", "two")
    gateway.keyed("ada", outcome="unreadable")
    found = withdraw(gateway, person="ada", dry_run=True)
    assert (found["labels"], found["declines"], found["is_dry_run"]) == (
        {"letters-1905": 1}, {"letters-1905": 1}, True,
    )  # fmt: skip
    assert withdrawn(gateway) == []


def test_the_lines_of_one_person_are_open_again_and_those_of_others_stand(gateway: Any) -> None:
    asked(gateway, 3)
    gateway.keyed("ada", "one")
    gateway.keyed("bob", "two")
    gateway.keyed("ada", outcome="unreadable")
    found = withdraw(gateway, person="ada")
    assert (found["labels"], found["declines"]) == ({"letters-1905": 1}, {"letters-1905": 1})
    assert withdrawn(gateway) == ["l0"]
    assert [event.line_id[-2:] for event in gateway.said() if isinstance(event, DeclineWithdrawn)] == ["l2"]
    assert {lease["line_id"][-2:] for lease in gateway.lease("cleo", count=5)} == {"l0", "l2"}


def test_withdrawing_again_withdraws_nothing_more(gateway: Any) -> None:
    asked(gateway, 2)
    gateway.keyed("ada", "one")
    withdraw(gateway, person="ada")
    assert withdraw(gateway, person="ada")["labels"] == {}
    assert withdrawn(gateway) == ["l0"]


def test_a_span_of_time_is_taken_out(gateway: Any) -> None:
    asked(gateway, 3)
    for text in ("one", "two", "three"):
        gateway.keyed("ada", text)
        gateway.clock.move(hours=1)
    since, until = "2026-03-02T09:30:00Z", "2026-03-02T10:30:00Z"
    assert withdraw(gateway, since=since, until=until)["labels"] == {"letters-1905": 1}
    assert withdrawn(gateway) == ["l1"]
    assert withdraw(gateway, 422, since=until, until=since)["field"] == "since"


def test_more_than_a_batch_is_withdrawn_whole(gateway: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(withdrawing, "BATCH", 2)
    asked(gateway, 7)
    for n in range(7):
        gateway.keyed("ada", f"text {n}")
    withdraw(gateway, collection="letters-1905")
    assert sorted(withdrawn(gateway)) == [f"l{n}" for n in range(7)]


def test_what_two_keyed_goes_with_either_and_what_a_third_settled_stays(gateway: Any) -> None:
    asked(gateway, 2, keyings=2)
    for person, texts in (("ada", ("same", "one")), ("bob", ("same", "other"))):
        for text in texts:
            gateway.keyed(person, text)
    [lease] = gateway.lease("admin", work="adjudicate")
    gateway.answer(lease, "admin", outcome="correct", text="one")
    withdraw(gateway, person="bob")
    assert withdrawn(gateway) == ["l0"]
    assert len(gateway.lease("ada", count=5)) == 1, "her own keying of it was set aside too"


def test_a_keying_that_waits_goes_and_so_does_one_that_is_being_settled(gateway: Any) -> None:
    asked(gateway, 2, keyings=2)
    gateway.keyed("ada", "one")
    gateway.keyed("ada", "waits")
    gateway.keyed("bob", "other")
    [lease] = gateway.lease("admin", work="adjudicate")
    assert withdraw(gateway, person="ada")["waiting"] == {"letters-1905": 2}
    refused = gateway.answer(lease, "admin", outcome="correct", text="settled too late")
    assert (refused.status_code, refused.json()["text"]) == (409, "settled too late")
    assert gateway.lease("admin", work="adjudicate") == []
    assert {each["line_id"][-2:] for each in gateway.lease("cleo", count=5)} == {"l0", "l1"}
    assert [each["line_id"][-2:] for each in gateway.lease("bob", count=5)] == []


def test_a_decline_that_a_third_settled_stays_and_one_of_both_goes_with_the_first(gateway: Any) -> None:
    asked(gateway, 2, keyings=2)
    gateway.keyed("ada", "one")
    gateway.keyed("ada", outcome="unreadable")
    gateway.keyed("bob", "other")
    gateway.keyed("bob", outcome="unreadable")
    [lease] = gateway.lease("admin", work="adjudicate")
    gateway.answer(lease, "admin", outcome="not-text")
    withdraw(gateway, person="ada")
    [gone] = [event for event in gateway.said() if isinstance(event, DeclineWithdrawn)]
    assert gone.line_id[-2:] == "l1"
    assert [each["line_id"][-2:] for each in gateway.lease("cleo", count=5)] == ["l1"]


@pytest.mark.parametrize("given", [{"outcome": "correct", "text": "same"}, {"outcome": "unreadable"}])
def test_where_an_import_stands_what_two_said_counts_no_longer_either(
    gateway: Any, given: dict[str, str]
) -> None:
    asked(gateway, 1, keyings=2)
    for person in ("ada", "bob"):
        gateway.keyed(person, **given)
    gateway.clock.move(seconds=1)
    gateway.tell(gateway.events.imported("l0", "imported"))
    withdraw(gateway, person="ada", until=START.isoformat())
    gateway.tell(*gateway.said())
    for person in ("ada", "bob"):
        assert gateway.get("/v1/me/answers", person)["answers"] == []
    assert gateway.lease("cleo") == []
    withdraw(gateway, person="letter.xml")
    assert len(gateway.lease("ada")) == 1


def test_a_withdrawal_needs_a_lead_and_says_what_it_is_about(gateway: Any) -> None:
    assert withdraw(gateway, 422)["field"] == "person"
    gateway.post("/v1/withdrawals", "ada", 403, person="bob", reason="x")
    gateway.post("/v1/withdrawals", "admin", 422, person="bob", reason=" ")


def test_a_withdrawal_from_elsewhere_opens_the_line_again_whenever_it_comes(gateway: Any) -> None:
    imported = gateway.events.imported("l0", "imported")
    gone = LabelWithdrawn(
        label_id=imported.label_id,
        collection=imported.collection,
        line_id=imported.line_id,
        reason="wrong file",
        withdrawn_at=gateway.clock(),
    )
    asked(gateway, 1)
    gateway.tell(imported)
    assert gateway.lease() == []
    gateway.tell(gone)
    [lease] = gateway.lease()
    gateway.tell(imported, gone)
    assert gateway.answer(lease, outcome="accept").status_code == 200


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_in_whatever_order_news_of_a_withdrawn_label_comes_its_line_is_asked_for(
    gateway: Any, order: tuple[int, ...]
) -> None:
    imported = gateway.events.imported("l0", "imported")
    gone = LabelWithdrawn(
        label_id=imported.label_id,
        collection=imported.collection,
        line_id=imported.line_id,
        reason="wrong file",
        withdrawn_at=gateway.clock(),
    )
    news = [gateway.events.task("l0"), imported, gone]
    gateway.tell(*(news[n] for n in order + order))
    assert len(gateway.lease()) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_in_whatever_order_its_own_news_of_a_decline_comes_back_the_line_is_asked_for(
    gateway: Any, make_gateway: Any, tmp_path: Path, order: tuple[int, ...]
) -> None:
    asked(gateway, 1)
    lease = gateway.keyed("ada", outcome="unreadable")
    gateway.post("/v1/answers/undo", "ada", task_id=lease["task_id"], epoch=1)
    news = [gateway.events.task("l0"), *gateway.said()]
    rebuilt = make_gateway(tmp_path / "rebuilt")
    for each in (gateway, rebuilt):
        each.tell(*(news[n] for n in order + order))
    assert len(rebuilt.lease("bob")) == 1
    gateway.clock.move(hours=1)
    assert len(gateway.lease("bob")) == 1


def test_a_task_that_comes_after_the_label_waits_until_the_label_is_withdrawn(gateway: Any) -> None:
    imported = gateway.events.imported("l0", "imported")
    gateway.tell(imported)
    asked(gateway, 1)
    assert gateway.lease() == []
    withdraw(gateway, person="letter.xml")
    assert len(gateway.lease()) == 1


def test_the_trainer_leaves_withdrawn_labels_out_of_its_next_snapshot(gateway: Any) -> None:
    asked(gateway, 4)
    for person, text in (("ada", "one"), ("bob", "two"), ("ada", "three"), ("bob", "four")):
        gateway.keyed(person, text)
    withdraw(gateway, person="ada")
    book = Ledger().book("letters-1905")
    for event in gateway.said():
        if isinstance(event, LabelAccepted):
            book.accept(event)
        elif isinstance(event, LabelWithdrawn):
            book.withdraw(event.label_id)
    share = CollectionSettings(held_out_share=0).held_out_share
    snapshot = take_snapshot(book.name, book.standing_labels, NO_PAST, share)
    assert [line.text for line in snapshot.training] == ["two", "four"]
    assert snapshot.held_out == ()


def test_lineage_tells_who_keyed_what_from_which_reading_and_who_settled_it(gateway: Any) -> None:
    asked(gateway, 1, keyings=2)
    gateway.keyed("ada", "one", seconds=4, keystrokes=3)
    gateway.keyed("bob", "other", seconds=5, keystrokes=8)
    [lease] = gateway.lease("admin", work="adjudicate")
    gateway.answer(lease, "admin", outcome="correct", text="one", seconds=2, keystrokes=1)
    [label] = gateway.said()
    told = gateway.get(f"/v1/labels/{label.label_id}")
    assert (told["text"], told["origin"], told["by"], told["withdrawn_at"]) == (
        "one",
        "adjudicated",
        "admin",
        None,
    )
    parts = [(part["person"], part["work"], part["text"], part["keystrokes"]) for part in told["parts"]]
    assert parts == [("ada", "key", "one", 3), ("bob", "key", "other", 8), ("admin", "adjudicate", "one", 1)]
    assert {(part["prefill"], part["model_version"]) for part in told["parts"]} == {("line 0", "letters-0")}
    withdraw(gateway, person="admin")
    told = gateway.get(f"/v1/labels/{label.label_id}")
    assert told["withdrawn_reason"] == "long s keyed as f"
    assert len(told["parts"]) == 3


def test_lineage_is_for_leads(gateway: Any) -> None:
    gateway.get("/v1/labels/none", "ada", 403)
    gateway.get("/v1/labels/none", "admin", 404)


def test_a_label_without_part_of_its_text_trains_and_judges_nothing(gateway: Any) -> None:
    asked(gateway, 2)
    gateway.keyed("ada", "Dear ⟨…⟩ Stanford", outcome="partly-unreadable")
    gateway.keyed("ada", "whole")
    snapshot = take_snapshot("letters-1905", gateway.said(), NO_PAST, 0)
    assert [line.text for line in snapshot.training] == ["whole"]

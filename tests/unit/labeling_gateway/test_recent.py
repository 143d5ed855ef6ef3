"""Who came in moments ago: let in without a question to the database, but never by what somebody was before."""

from datetime import UTC, datetime, timedelta
from typing import Any

from test_statements import statements

from services.labeling_gateway.people import MACHINE
from services.labeling_gateway.recent import WITHIN, Recent

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_somebody_is_remembered_for_a_few_seconds() -> None:
    recent = Recent()
    recent.keep("ada's key", MACHINE, START, recent.changes())
    assert recent.who("ada's key", START + WITHIN - timedelta(microseconds=1)) is MACHINE
    assert recent.who("ada's key", START + WITHIN) is None
    assert recent.who("another key", START) is None


def test_what_was_looked_up_before_a_change_is_not_kept_after_it() -> None:
    recent = Recent()
    before = recent.changes()
    recent.forget()
    recent.keep("ada's key", MACHINE, START, before)
    assert recent.who("ada's key", START) is None


def test_no_more_than_so_many_are_remembered_and_the_newest_are() -> None:
    recent = Recent(remembered=2)
    for key in ("first", "second", "first", "third"):
        recent.keep(key, MACHINE, START, recent.changes())
    assert [key for key in ("first", "second", "third") if recent.who(key, START)] == ["first", "third"]


def test_the_requests_of_one_moment_look_a_person_up_once(gateway: Any) -> None:
    gateway.get("/v1/me", "ada")
    with statements(gateway) as executed:
        gateway.get("/v1/me", "ada")
    assert not [statement for statement in executed if "FROM people" in statement]


def test_a_change_of_a_person_holds_from_their_next_request_on(gateway: Any) -> None:
    assert gateway.get("/v1/me", "ada")["role"] == "annotator"
    gateway.http.patch("/v1/people/ada", json={"role": "lead"}).raise_for_status()
    assert gateway.get("/v1/me", "ada")["role"] == "lead"

"""How often the database is asked: as often for many lines as for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event


@contextmanager
def statements(gateway: Any) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    engine, seen = gateway.service.deps.database.engine, []

    def note(*executed: Any) -> None:
        seen.append(executed[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("keyings", [1, 2])
def test_many_lines_are_leased_with_as_few_statements_as_one(gateway: Any, keyings: int) -> None:
    gateway.collection(gold_share=0.0001)
    gateway.tell(*(gateway.events.task(f"l{n}", keyings=keyings) for n in range(22)))
    for lease in gateway.lease("ada", count=22):
        if keyings == 2:
            gateway.answer(lease, "ada", outcome="accept")
    gateway.clock.move(hours=1)
    gateway.lease("bob", count=1)
    with statements(gateway) as for_one:
        assert len(gateway.lease("bob", count=1)) == 1
    with statements(gateway) as for_many:
        assert len(gateway.lease("bob", count=20)) == 20
    assert len(for_many) == len(for_one) <= 10


def test_an_answer_takes_as_many_statements_in_a_long_history_as_in_a_short_one(gateway: Any) -> None:
    gateway.tell(*(gateway.events.task(f"l{n}") for n in range(12)))
    took = []
    for lease in gateway.lease("ada", count=12):
        with statements(gateway) as executed:
            gateway.answer(lease, "ada", outcome="accept")
        took.append(len(executed))
    assert len(set(took[1:])) == 1
    assert took[-1] <= 14


def test_whether_answers_can_be_taken_back_is_looked_up_once_for_all(gateway: Any) -> None:
    gateway.tell(*(gateway.events.task(f"l{n}") for n in range(12)))
    gateway.keyed("ada", "one")
    with statements(gateway) as for_one:
        assert len(gateway.get("/v1/me/answers", "ada")["answers"]) == 1
    for n in range(11):
        gateway.keyed("ada", f"text {n}")
    with statements(gateway) as for_many:
        assert len(gateway.get("/v1/me/answers", "ada")["answers"]) == 12
    assert len(for_many) == len(for_one)

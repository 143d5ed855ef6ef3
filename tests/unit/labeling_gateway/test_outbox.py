"""The outbox: what was committed is published, in order, at least once, whatever the broker does."""

import threading
from collections.abc import Iterable
from typing import Any

import pytest

from recto.runtime.failures import Transient
from recto.runtime.tracing import Traced, traced
from schemas.envelope import Event
from schemas.topics import LABELS
from services.labeling_gateway.relay import Relay


class FailingBus:
    """A bus whose broker is away until it is back."""

    def __init__(self) -> None:
        self.published: list[Event] = []
        self.is_away = True
        self.tried = threading.Event()
        self.arrived = threading.Event()

    def publish(self, events: Iterable[Event | Traced]) -> None:
        self.tried.set()
        if self.is_away:
            raise Transient("the broker is away", retry_after=0.01)
        self.published.extend(traced(event).event for event in events)
        self.arrived.set()


def answered(gateway: Any, lines: int) -> None:
    gateway.tell(*(gateway.events.task(f"l{n}", f"line {n}", priority=-n) for n in range(lines)))
    for lease in gateway.lease(count=lines):
        assert gateway.answer(lease, outcome="accept").status_code == 200


def test_events_leave_in_the_order_in_which_they_became_true(gateway: Any) -> None:
    bus = FailingBus()
    bus.is_away = False
    answered(gateway, 7)
    Relay(gateway.service.deps.database, bus, batch=3).drain()
    assert [event.text for event in bus.published] == [f"line {n}" for n in range(7)]


def test_answers_go_on_while_the_broker_is_away_and_leave_when_it_is_back(gateway: Any) -> None:
    bus = FailingBus()
    relay = Relay(gateway.service.deps.database, bus)
    relay.start()
    answered(gateway, 3)
    relay.wake()
    assert bus.tried.wait(10)
    answered_meanwhile = gateway.events.task("l9", "line 9")
    gateway.tell(answered_meanwhile)
    [lease] = gateway.lease()
    assert gateway.answer(lease, outcome="accept").status_code == 200
    bus.is_away = False
    assert bus.arrived.wait(10)
    relay.stop()
    assert [event.text for event in bus.published] == ["line 0", "line 1", "line 2", "line 9"]
    assert relay.failure is None


def test_a_crash_before_the_row_is_deleted_publishes_again_under_the_same_id(
    gateway: Any, make_gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(gateway, 1)
    with monkeypatch.context() as broken, pytest.raises(SystemError):
        broken.setattr("services.labeling_gateway.store.outbox.done", _crash)
        gateway.relay.drain()
    restarted = make_gateway()
    restarted.relay.drain()
    assert len(_ids(gateway)) == 1
    assert _ids(restarted) == _ids(gateway)


def test_stopping_publishes_what_waits(gateway: Any) -> None:
    gateway.relay.start()
    answered(gateway, 2)
    gateway.relay.stop()
    assert len(_ids(gateway)) == 2


def test_a_bug_in_the_relay_ends_the_process_instead_of_piling_up_answers(gateway: Any) -> None:
    relay = gateway.relay
    relay._bus = None
    relay.start()
    answered(gateway, 1)
    relay.stop()
    with pytest.raises(RuntimeError, match="relay has ended"):
        gateway.service.on_tick(gateway.service.deps)


def _ids(gateway: Any) -> list[str]:
    return [record.headers["ce_id"] for record in gateway.log.of(LABELS)]


def _crash(*_: object) -> None:
    raise SystemError("killed")

"""What every bus must do, real Kafka and the one in memory alike."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from recto.runtime.bus import Bus, Delivery, Subscription
from schemas.envelope import decode
from schemas.registry import EVENTS
from schemas.tasks import TaskWithdrawn
from schemas.topics import MODELS, TASKS

OpenBus = Callable[[str], Bus]
DEADLINE = 20


def withdrawn(collection: str, number: int) -> TaskWithdrawn:
    return TaskWithdrawn(task_id=f"{collection}-{number}", collection=collection, reason="test")


def taken(subscription: Subscription, collection: str, count: int) -> list[Delivery]:
    """The first `count` deliveries about a collection, or as many as come before the deadline."""
    found: list[Delivery] = []
    deadline = time.monotonic() + DEADLINE
    while len(found) < count and time.monotonic() < deadline:
        found += [d for d in subscription.poll(0.2) if d.record.key == collection.encode()]
    return found


@pytest.fixture
def collection() -> str:
    return f"c-{uuid4().hex[:8]}"


def numbers(deliveries: list[Delivery]) -> list[str]:
    events = [decode(delivery.record, EVENTS) for delivery in deliveries]
    return [event.task_id.rsplit("-", 1)[1] for event in events if isinstance(event, TaskWithdrawn)]


def test_events_of_one_key_arrive_whole_and_in_order(open_bus: OpenBus, collection: str) -> None:
    bus = open_bus("service")
    bus.publish(withdrawn(collection, n) for n in range(50))
    subscription = bus.join([TASKS])
    assert numbers(taken(subscription, collection, 50)) == [str(n) for n in range(50)]
    subscription.close()


def test_what_was_not_committed_comes_again_after_a_restart(open_bus: OpenBus, collection: str) -> None:
    bus = open_bus("service")
    bus.publish(withdrawn(collection, n) for n in range(4))
    first = bus.join([TASKS])
    deliveries = taken(first, collection, 4)
    first.commit({deliveries[1].partition: deliveries[1].offset + 1})
    first.close()
    second = bus.join([TASKS])
    assert numbers(taken(second, collection, 2)) == ["2", "3"]
    second.close()


def test_a_follower_reads_from_the_start_every_time(open_bus: OpenBus, collection: str) -> None:
    bus = open_bus("service")
    bus.publish(withdrawn(collection, n) for n in range(3))
    for _ in range(2):
        follower = bus.follow([TASKS])
        assert numbers(taken(follower, collection, 3)) == ["0", "1", "2"]
        follower.close()


def test_lag_counts_what_waits_and_falls_to_nothing(open_bus: OpenBus, collection: str) -> None:
    bus = open_bus("service")
    bus.publish(withdrawn(collection, n) for n in range(3))
    subscription = bus.join([TASKS])
    taken(subscription, collection, 3)
    deadline = time.monotonic() + DEADLINE
    while sum(subscription.lag().values()) and time.monotonic() < deadline:
        subscription.poll(0.2)
    assert set(subscription.lag().values()) == {0}
    subscription.close()


def test_headers_carry_the_cloudevents_attributes(open_bus: OpenBus, collection: str) -> None:
    bus = open_bus("service")
    event = withdrawn(collection, 1)
    bus.publish([event])
    subscription = bus.join([TASKS])
    [delivery] = taken(subscription, collection, 1)
    headers = delivery.record.headers
    assert headers["ce_id"] == event.id
    assert headers["ce_type"] == "recto.task.withdrawn.v1"
    assert headers["ce_specversion"] == "1.0"
    assert headers["ce_source"].startswith("/recto/service")
    assert datetime.fromisoformat(headers["ce_time"]).tzinfo == UTC
    assert len(headers["traceparent"].split("-")) == 4
    subscription.close()


def test_a_topic_without_events_can_be_followed(open_bus: OpenBus) -> None:
    follower = open_bus("service").follow([MODELS])
    assert follower.poll(0.5) is not None
    follower.close()

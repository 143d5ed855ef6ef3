"""What was published in several topics, merged into the order in which it was published."""

import heapq
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from recto.runtime.bus import Delivery, Partition, Subscription
from schemas.envelope import time_of
from schemas.topics import Topic

_AHEAD = 1000
"""Deliveries of one partition that are held while others catch up."""
_POLLS = 10

Queues = dict[Partition, deque[Delivery]]


def in_order_of_publication(
    subscription: Subscription, topics: Sequence[Topic], quiet_seconds: float
) -> Iterator[Delivery]:
    """Everything there is, earliest first; of the same instant, by the order of `topics`.

    Ends when nothing has come for `quiet_seconds`: a partition that no answer was had about yet shows no lag.
    """
    ranks = {topic.name: rank for rank, topic in enumerate(topics)}
    queues: Queues = {}
    quiet = 0
    while quiet < _POLLS:
        arrived = subscription.poll(quiet_seconds / _POLLS)
        for delivery in arrived:
            queues.setdefault(delivery.partition, deque()).append(delivery)
        lag = subscription.lag()
        quiet = 0 if arrived or any(lag.values()) else quiet + 1
        _hold(subscription, queues)
        yield from _merged(queues, lag, ranks)
        _release(subscription, queues)


def _merged(queues: Queues, lag: Mapping[Partition, int], ranks: Mapping[str, int]) -> Iterator[Delivery]:
    """The earliest, as long as no partition that has more to come might hold an earlier one."""
    behind = [partition for partition, waiting in lag.items() if waiting]
    if any(not queues.get(partition) for partition in behind):
        return
    heads = [(*_place(queue[0], ranks), partition) for partition, queue in queues.items() if queue]
    heapq.heapify(heads)
    while heads:
        *_, partition = heapq.heappop(heads)
        queue = queues[partition]
        yield queue.popleft()
        if queue:
            heapq.heappush(heads, (*_place(queue[0], ranks), partition))
        elif lag.get(partition):
            return


def _place(delivery: Delivery, ranks: Mapping[str, int]) -> tuple[datetime, int]:
    published = time_of(delivery.record) or datetime.min.replace(tzinfo=UTC)
    return published, ranks[delivery.partition.topic]


def _hold(subscription: Subscription, queues: Queues) -> None:
    for partition, queue in queues.items():
        if len(queue) >= _AHEAD:
            subscription.pause(partition)


def _release(subscription: Subscription, queues: Queues) -> None:
    for partition, queue in queues.items():
        if not queue:
            subscription.resume(partition)

"""What was published in several topics, merged into the order in which it was published."""

import heapq
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from recto.runtime.bus import Delivery, Partition, Subscription
from schemas.envelope import time_of
from schemas.topics import Topic

_POLL_SECONDS = 0.2

Queues = dict[Partition, deque[Delivery]]


def in_order_of_publication(subscription: Subscription, topics: Sequence[Topic]) -> Iterator[Delivery]:
    """Everything there is, earliest first; of the same instant, by the order of `topics`.

    What a partition gives while others catch up is held in memory: a consumer that is paused may lose its way.
    """
    ranks = {topic.name: rank for rank, topic in enumerate(topics)}
    queues: Queues = {}
    while any(subscription.lag().values()):
        for delivery in subscription.poll(_POLL_SECONDS):
            queues.setdefault(delivery.partition, deque()).append(delivery)
        yield from _merged(queues, subscription.lag(), ranks)


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

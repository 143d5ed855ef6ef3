"""A bus in memory, for tests of host loops and services without a broker. Passes the same suite as Kafka."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

from recto.runtime.bus import Delivery, Partition
from recto.runtime.clock import Clock, system_clock
from recto.runtime.tracing import Traced, publishing
from schemas.envelope import Event, Record, encode
from schemas.topics import TOPICS, Topic


class MemoryLog:
    """What a broker keeps: records by partition, committed offsets by group."""

    def __init__(self, partitions: int = 3) -> None:
        self.partitions = {
            Partition(topic.name, number): list[Record]()
            for topic in TOPICS
            for number in range(min(partitions, topic.partitions))
        }
        self.committed: dict[str, dict[Partition, int]] = defaultdict(dict)
        self.arrived = threading.Condition()

    def append(self, record: Record) -> None:
        """Keep a record in the partition that its key belongs to."""
        numbers = [partition for partition in self.partitions if partition.topic == record.topic]
        with self.arrived:
            self.partitions[numbers[crc32(record.key or b"") % len(numbers)]].append(record)
            self.arrived.notify_all()

    def of(self, topic: Topic) -> list[Record]:
        """All records of a topic, partition by partition."""
        return [
            record for p, records in self.partitions.items() if p.topic == topic.name for record in records
        ]


class MemoryBus:
    """Publishes to, and subscribes to, a MemoryLog. One member per group."""

    def __init__(self, kept: MemoryLog, service: str, clock: Clock = system_clock) -> None:
        self._log = kept
        self._service = service
        self._clock = clock

    def publish(self, events: Iterable[Event | Traced]) -> None:
        """See Bus.publish."""
        with publishing(events) as outgoing:
            for event, traceparent in outgoing:
                record = encode(event, source=self._service, time=self._clock(), traceparent=traceparent)
                self._log.append(record)

    def join(self, topics: Sequence[Topic]) -> "MemorySubscription":
        """See Bus.join."""
        return MemorySubscription(self._log, topics, self._log.committed[self._service])

    def follow(self, topics: Sequence[Topic]) -> "MemorySubscription":
        """See Bus.follow."""
        return MemorySubscription(self._log, topics, {})

    def close(self) -> None:
        """See Bus.close."""


class MemorySubscription:
    """Reads a MemoryLog from the committed offsets on."""

    def __init__(self, kept: MemoryLog, topics: Sequence[Topic], committed: dict[Partition, int]) -> None:
        names = {topic.name for topic in topics}
        self._log = kept
        self._committed = committed
        self._positions = {p: committed.get(p, 0) for p in kept.partitions if p.topic in names}

    def poll(self, seconds: float) -> list[Delivery]:
        """See Subscription.poll."""
        with self._log.arrived:
            self._log.arrived.wait_for(self._has_more, timeout=seconds)
            return [delivery for partition in self._positions for delivery in self._take(partition)]

    def commit(self, offsets: Mapping[Partition, int]) -> None:
        """See Subscription.commit."""
        self._committed.update(offsets)

    def lag(self) -> dict[Partition, int]:
        """See Subscription.lag."""
        return {p: len(self._log.partitions[p]) - position for p, position in self._positions.items()}

    def close(self) -> None:
        """See Subscription.close."""

    def _has_more(self) -> bool:
        return any(len(self._log.partitions[p]) > position for p, position in self._positions.items())

    def _take(self, partition: Partition) -> list[Delivery]:
        start = self._positions[partition]
        records = self._log.partitions[partition][start:]
        self._positions[partition] = start + len(records)
        return [Delivery(record, partition, start + i) for i, record in enumerate(records)]

"""A consumer of kafka-python, seen as a Subscription."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from recto.runtime.bus import Delivery, Partition
from recto.runtime.failures import Transient
from schemas.envelope import Record

log = logging.getLogger(__name__)


class KafkaSubscription:
    """A consumer, seen as a Subscription."""

    def __init__(self, consumer: KafkaConsumer, max_records: int) -> None:
        self._consumer = consumer
        self._max_records = max_records

    def poll(self, seconds: float) -> list[Delivery]:
        """See Subscription.poll."""
        try:
            batches = self._consumer.poll(timeout_ms=int(seconds * 1000), max_records=self._max_records)
        except KafkaError as error:
            raise Transient(f"Kafka does not answer: {error}") from error
        return [_delivery(message) for messages in batches.values() for message in messages]

    def commit(self, offsets: Mapping[Partition, int]) -> None:
        """See Subscription.commit. A failure is logged: what was not committed is delivered again."""
        assigned = self._consumer.assignment()
        kept = {
            TopicPartition(*partition): OffsetAndMetadata(offset, "", -1)
            for partition, offset in offsets.items()
            if TopicPartition(*partition) in assigned
        }
        try:
            if kept:
                self._consumer.commit(kept, timeout_ms=10_000)
        except KafkaError as error:
            log.warning("offsets not committed, events will come again: %s", error)

    def lag(self) -> dict[Partition, int]:
        """See Subscription.lag. Asks nobody: from the positions and ends that the last fetches told.

        A partition of which nothing was fetched yet counts as 1: something may wait there.
        """
        waiting = {}
        for partition in self._consumer.assignment():
            end = self._consumer.highwater(partition)
            position = self._consumer.position(partition, timeout_ms=1000) if end is not None else None
            waiting[Partition(*partition)] = 1 if end is None or position is None else max(0, end - position)
        return waiting

    def close(self) -> None:
        """See Subscription.close."""
        self._consumer.close(autocommit=False)


class LoggedRebalance(ConsumerRebalanceListener):  # type: ignore[misc]
    """Nothing is left to finish here: the host commits each batch before it polls, and polls before it yields."""

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Others take these over."""
        log.info("partitions revoked: %s", [f"{p.topic}-{p.partition}" for p in revoked])

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """These are ours now."""
        log.info("partitions assigned: %s", [f"{p.topic}-{p.partition}" for p in assigned])

    def on_partitions_lost(self, lost: Iterable[TopicPartition]) -> None:
        """The group went on without us; what we did not commit is done again elsewhere."""
        log.warning("partitions lost: %s", [f"{p.topic}-{p.partition}" for p in lost])


def _delivery(message: Any) -> Delivery:
    headers = {
        name: value.decode(errors="replace") for name, value in message.headers or () if value is not None
    }
    record = Record(message.topic, message.key, message.value or b"", headers)
    return Delivery(record, Partition(message.topic, message.partition), message.offset)

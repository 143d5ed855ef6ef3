"""The bus on Apache Kafka."""

import threading
from collections.abc import Iterable, Sequence
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import KafkaError

from recto.runtime.clock import Clock, system_clock
from recto.runtime.failures import Transient
from recto.runtime.kafka.connection import connection, consumer
from recto.runtime.kafka.subscription import KafkaSubscription, LoggedRebalance
from recto.runtime.settings import BusSettings
from recto.runtime.tracing import Traced, publishing
from schemas.envelope import Event, Record, encode
from schemas.topics import Topic


class KafkaBus:
    """Publishes with an idempotent producer and acks from all replicas."""

    def __init__(self, settings: BusSettings, service: str, clock: Clock = system_clock) -> None:
        self._settings = settings
        self._service = service
        self._clock = clock
        self._producer: KafkaProducer | None = None
        self._connecting = threading.Lock()

    def publish(self, events: Iterable[Event | Traced]) -> None:
        """See Bus.publish."""
        with publishing(events) as outgoing:
            self._publish([self._encoded(*each) for each in outgoing])

    def _encoded(self, event: Event, traceparent: str | None) -> Record:
        return encode(event, source=self._service, time=self._clock(), traceparent=traceparent)

    def _publish(self, records: Sequence[Record]) -> None:
        if not records:
            return
        try:
            producer = self._connected()
            sent = [self._send(producer, record) for record in records]
            producer.flush(timeout=self._settings.publish_seconds)
            for future in sent:
                future.get(timeout=self._settings.publish_seconds)
        except KafkaError as error:
            raise Transient(f"Kafka did not confirm {len(records)} events: {error}") from error

    def join(self, topics: Sequence[Topic]) -> KafkaSubscription:
        """See Bus.join. Rebalances cooperatively: only partitions that move stop.

        Raises Transient while a topic does not exist: a member that joins without knowing its topics is assigned
        nothing, and may not notice for long.
        """
        member = consumer(
            self._settings,
            group_id=f"recto-{self._service}",
            partition_assignment_strategy=[CooperativeStickyAssignor],
            max_poll_interval_ms=int(self._settings.max_poll_seconds * 1000),
        )
        _require(topics, member.topics(), member)
        member.subscribe([topic.name for topic in topics], listener=LoggedRebalance())
        return KafkaSubscription(member, self._settings.max_poll_records)

    def follow(self, topics: Sequence[Topic]) -> KafkaSubscription:
        """See Bus.follow. Raises Transient while a topic does not exist."""
        reader = consumer(self._settings, group_id=None)
        partitions = [
            TopicPartition(topic.name, number)
            for topic in topics
            for number in sorted(reader.partitions_for_topic(topic.name) or ())
        ]
        _require(topics, {partition.topic for partition in partitions}, reader)
        reader.assign(partitions)
        reader.seek_to_beginning(*partitions)
        return KafkaSubscription(reader, max_records=500)

    def close(self) -> None:
        """See Bus.close."""
        if self._producer is not None:
            self._producer.close(timeout=self._settings.publish_seconds)
            self._producer = None

    def _connected(self) -> KafkaProducer:
        with self._connecting:  # services publish from request threads too
            if self._producer is None:
                self._producer = KafkaProducer(
                    **connection(self._settings),
                    acks="all",
                    enable_idempotence=True,
                    linger_ms=2,
                    compression_type="gzip",
                    delivery_timeout_ms=int(self._settings.publish_seconds * 1000),
                    request_timeout_ms=int(self._settings.publish_seconds * 500),
                )
            return self._producer

    @staticmethod
    def _send(producer: KafkaProducer, record: Record) -> Any:
        headers = [(name, value.encode()) for name, value in record.headers.items()]
        return producer.send(record.topic, key=record.key, value=record.value, headers=headers)


def _require(topics: Sequence[Topic], known: Iterable[str], client: KafkaConsumer) -> None:
    missing = {topic.name for topic in topics} - set(known)
    if missing:
        client.close()
        raise Transient(f"Kafka has no topic {', '.join(sorted(missing))} yet")

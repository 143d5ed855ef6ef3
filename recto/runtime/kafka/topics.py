"""Makes the topics of the table exist."""

import time
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from recto.runtime.failures import UserError
from recto.runtime.kafka.connection import connection
from recto.runtime.settings import BusSettings
from schemas.topics import TOPICS, Topic


def apply_topics(settings: BusSettings, partitions: int | None = None, wait_seconds: float = 30) -> list[str]:
    """Create the topics of the table that do not exist, and say which. `partitions` overrides the table.

    Raises UserError if Kafka does not answer within `wait_seconds`.
    """
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            return _create_missing(settings, partitions)
        except KafkaError as error:
            if time.monotonic() > deadline:
                raise UserError(f"Kafka at {settings.bootstrap_servers} does not answer: {error}.") from error


def _create_missing(settings: BusSettings, partitions: int | None) -> list[str]:
    admin = KafkaAdminClient(**connection(settings))
    try:
        existing = set(admin.list_topics())
        missing = {
            topic.name: _topic_options(topic, settings, partitions)
            for topic in TOPICS
            if topic.name not in existing
        }
        if missing:
            admin.create_topics(missing, wait_for_metadata=True)
        return list(missing)
    except TopicAlreadyExistsError:
        return []
    finally:
        admin.close()


def _topic_options(topic: Topic, settings: BusSettings, partitions: int | None) -> dict[str, Any]:
    return {
        "num_partitions": min(topic.partitions, partitions or topic.partitions),
        "replication_factor": settings.replication_factor,
        "configs": topic.configuration,
    }

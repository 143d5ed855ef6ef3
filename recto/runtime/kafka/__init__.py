"""The bus on Apache Kafka. The one folder that imports kafka-python."""

from recto.runtime.kafka.bus import KafkaBus
from recto.runtime.kafka.topics import apply_topics

__all__ = ["KafkaBus", "apply_topics"]

"""The bus port: what services and host loops need of Kafka, and how to open it.

Working offset: the next event this process takes. Committed offset: where the group goes on after a crash.
Everything between the two is delivered again, which handlers bear because ids are derived.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from recto.runtime.tracing import Traced
from schemas.envelope import Event, Record
from schemas.topics import Topic


class Partition(NamedTuple):
    """A partition of a topic."""

    topic: str
    number: int


@dataclass(frozen=True)
class Delivery:
    """A record and where it came from."""

    record: Record
    partition: Partition
    offset: int


class Subscription(Protocol):
    """A stream of deliveries, each partition in order."""

    def poll(self, seconds: float) -> Sequence[Delivery]:
        """What has come, waiting up to `seconds` for something. Raises Transient if the broker is away."""
        ...

    def commit(self, offsets: Mapping[Partition, int]) -> None:
        """Go on from these offsets after a crash. Loses nothing if it fails: events are delivered again."""
        ...

    def lag(self) -> Mapping[Partition, int]:
        """Events that wait to be polled, by partition; every assigned partition is in it."""
        ...

    def close(self) -> None:
        """Leave, so that others take over at once."""
        ...


class Bus(Protocol):
    """A way to publish events and to subscribe to topics."""

    def publish(self, events: Iterable[Event | Traced]) -> None:
        """Send events and return when the broker has every one.

        Raises Transient if it has not confirmed all; those that it has will then be sent twice.
        """
        ...

    def join(self, topics: Sequence[Topic]) -> Subscription:
        """Share the topics with the other processes of this service; offsets are committed."""
        ...

    def follow(self, topics: Sequence[Topic]) -> Subscription:
        """Read all of the topics from their start, in every process; nothing is committed."""
        ...

    def close(self) -> None:
        """Send what is under way and disconnect."""
        ...

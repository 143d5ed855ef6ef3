"""CloudEvents 1.0 in Kafka's binary mode: attributes in headers, data as JSON in the value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError

from schemas.ids import derived_id
from schemas.topics import Topic

MAX_BYTES = 256 * 1024
"""No event may be larger: what is larger belongs in the object store, with a reference in the event."""


class Event(BaseModel):
    """Something that happened. Subclasses say where it goes and what makes two of them the same."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str]
    topic: ClassVar[Topic]
    identity: ClassVar[tuple[str, ...]]
    """Names of the fields from which the id is derived."""
    key: ClassVar[str]
    """Name of the field that becomes the Kafka key: events of one key keep their order."""
    max_bytes: ClassVar[int] = MAX_BYTES

    @property
    def id(self) -> str:
        """Derived from type and identity, so that publishing twice is publishing once."""
        return derived_id(self.type, *(getattr(self, name) for name in self.identity))

    @property
    def key_value(self) -> str:
        """The Kafka key."""
        return str(getattr(self, self.key))


@dataclass(frozen=True)
class Record:
    """An event as Kafka carries it."""

    topic: str
    key: bytes | None
    value: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Malformed(ValueError):
    """A record that is not one of our events; the message says what is wrong with it."""


def encode(event: Event, *, source: str, time: datetime, traceparent: str | None = None) -> Record:
    """The record for `event`. Raises ValueError if it is larger than its kind may be."""
    value = event.model_dump_json().encode()
    if len(value) > event.max_bytes:
        raise ValueError(f"{event.type} of {len(value)} bytes is over the limit of {event.max_bytes}")
    headers = {
        "ce_specversion": "1.0",
        "ce_id": event.id,
        "ce_source": f"/recto/{source}",
        "ce_type": event.type,
        "ce_time": time.astimezone(UTC).isoformat(),
        "ce_subject": event.key_value,
        "content-type": "application/json",
    }
    if traceparent:
        headers["traceparent"] = traceparent
    return Record(event.topic.name, event.key_value.encode(), value, headers)


def decode(record: Record, events: Mapping[str, type[Event]]) -> Event | None:
    """The event in `record`, or None if its type is none of `events`.

    Raises Malformed if the record has no type or its data do not fit the type's model.
    """
    name = record.headers.get("ce_type")
    if not name:
        raise Malformed("has no ce_type header")
    model = events.get(name)
    if model is None:
        return None
    try:
        return model.model_validate_json(record.value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the data"
        raise Malformed(f"is no {name}: {where}: {first['msg']}") from error


def time_of(record: Record) -> datetime | None:
    """When the event was published, or None if the record does not say."""
    try:
        return datetime.fromisoformat(record.headers.get("ce_time", ""))
    except ValueError:
        return None

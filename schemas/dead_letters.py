"""recto.dead-letters: events that can never work."""

from datetime import datetime

from pydantic import Base64Bytes, Field

from schemas.envelope import Event
from schemas.topics import DEAD_LETTERS


class EventFailed(Event):
    """A service gave up on an event. Holds the record as it was, so that it can be replayed."""

    type = "recto.event.failed.v1"
    topic = DEAD_LETTERS
    identity = ("service", "origin_topic", "origin_partition", "origin_offset")
    key = "origin_key"

    service: str
    reason: str
    stack: str
    origin_topic: str
    origin_partition: int = Field(ge=0)
    origin_offset: int = Field(ge=0)
    origin_key: str
    origin_headers: dict[str, str]
    origin_value: Base64Bytes
    failed_at: datetime

"""recto.dead-letters: events that can never work."""

from datetime import datetime

from pydantic import ConfigDict, Field

from schemas.envelope import MAX_BYTES, Event
from schemas.topics import DEAD_LETTERS


class EventFailed(Event):
    """A service gave up on an event. Holds the record as it was, so that it can be replayed."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    type = "recto.event.failed.v1"
    topic = DEAD_LETTERS
    max_bytes = 3 * MAX_BYTES  # it holds another event whole, in base64
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
    origin_value: bytes
    failed_at: datetime

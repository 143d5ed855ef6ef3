"""Which events are told over webhooks, and as what: CloudEvents in one JSON object (structured mode)."""

import json
from datetime import datetime
from typing import NamedTuple

from schemas.documents import DocumentClassified, DocumentCompleted, LinesAccepted
from schemas.envelope import Event
from schemas.labels import DeclineWithdrawn, LabelAccepted, LabelDeclined, LabelWithdrawn
from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack

TOLD: dict[str, type[Event]] = {
    event.type: event
    for event in (
        LabelAccepted,
        LabelDeclined,
        LabelWithdrawn,
        DeclineWithdrawn,
        LinesAccepted,
        DocumentClassified,
        DocumentCompleted,
        ModelPromoted,
        ModelRejected,
        ModelRolledBack,
    )
}
"""By type. All of them belong to a collection."""
PING = "recto.webhook.ping.v1"
"""Sent when somebody asks whether a webhook works."""
CONTENT_TYPE = "application/cloudevents+json"


class Told(NamedTuple):
    """A message as a receiver gets it."""

    event_id: str
    type: str
    body: str


def told(event: Event, at: datetime) -> Told:
    """The message about an event."""
    data = event.model_dump(mode="json")
    return _cloud_event(event.id, event.type, event.key_value, data, at)


def ping(webhook_id: str, event_id: str, at: datetime) -> Told:
    """A message that says nothing, to see whether it arrives."""
    return _cloud_event(event_id, PING, webhook_id, {"webhook_id": webhook_id}, at)


def _cloud_event(event_id: str, kind: str, subject: str, data: dict[str, object], at: datetime) -> Told:
    whole = {
        "specversion": "1.0",
        "id": event_id,
        "source": "/recto/labeling-gateway",
        "type": kind,
        "subject": subject,
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        "data": data,
    }
    return Told(event_id, kind, json.dumps(whole, ensure_ascii=False))

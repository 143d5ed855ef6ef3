"""The outbox: events that became true in a transaction and are to be published after it, in order.

Ids rise with insertion. Two transactions on PostgreSQL may commit in the other order, so the order holds for
what one row lock puts in sequence: the versions of a collection, and all that is said of a line. Such a transaction
takes its id when it has the lock, and so after the one before it has committed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from recto.runtime.tracing import Traced, at_hand
from schemas.envelope import Event
from schemas.registry import EVENTS
from services.labeling_gateway.store.queue_tables import OutboxRow


@dataclass(frozen=True)
class Waiting:
    """What has not been published: how many events, and since when the oldest waits."""

    events: int
    since: datetime | None


def write(session: Session, event: Event, now: datetime) -> None:
    """Publish `event` once this transaction is committed."""
    body = event.model_dump_json()
    session.add(
        OutboxRow(event_id=event.id, type=event.type, body=body, written_at=now, traceparent=at_hand())
    )


def next_events(session: Session, limit: int) -> list[tuple[int, Traced]]:
    """The oldest events that wait, with their ids, and what they follow from."""
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id).limit(limit))
    return [(row.id, Traced(EVENTS[row.type].model_validate_json(row.body), row.traceparent)) for row in rows]


def done(session: Session, ids: Sequence[int]) -> None:
    """The broker has these."""
    session.execute(delete(OutboxRow).where(OutboxRow.id.in_(ids)))


def waiting(session: Session) -> Waiting:
    """What has not been published yet."""
    events, since = session.execute(select(func.count(), func.min(OutboxRow.written_at))).one()
    return Waiting(events, since)

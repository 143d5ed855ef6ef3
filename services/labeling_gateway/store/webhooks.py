"""Webhooks: who is told of what, and which messages are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from schemas.envelope import Event
from services.labeling_gateway.failures import Unknown
from services.labeling_gateway.store.webhook_tables import DeliveryRow, DeliveryState, WebhookRow
from services.labeling_gateway.webhooks.telling import Told, told

_KEPT = timedelta(days=30)
"""What became of a message can be looked up for so long."""


@dataclass(frozen=True)
class Message:
    """What has to be sent, where, and the how-manieth attempt this is."""

    id: int
    url: str
    secret: str
    event_id: str
    body: bytes
    attempt: int


@dataclass(frozen=True)
class Sent:
    """What came of an attempt. No status: the receiver could not be reached."""

    state: DeliveryState
    due_at: datetime
    status: int | None = None
    error: str | None = None
    is_gone: bool = False
    """The receiver wants to hear no more."""


def every(session: Session) -> Sequence[WebhookRow]:
    """All webhooks, oldest first."""
    return session.scalars(select(WebhookRow).order_by(WebhookRow.made_at, WebhookRow.id)).all()


def one(session: Session, webhook_id: str) -> WebhookRow:
    """A webhook. Raises Unknown."""
    row = session.get(WebhookRow, webhook_id)
    if row is None:
        raise Unknown(f"There is no webhook {webhook_id}.")
    return row


def remove(session: Session, webhook_id: str) -> None:
    """Tell it nothing more, what waits included. Raises Unknown."""
    row = one(session, webhook_id)
    session.execute(delete(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id))
    session.delete(row)


def tell(session: Session, event: Event, now: datetime) -> None:
    """Have an event told to all who want it, once this transaction is committed. Twice is once."""
    collection: str = getattr(event, "collection")  # noqa: B009  every event that is told has one
    wanting = session.execute(
        select(WebhookRow.id, WebhookRow.types).where(
            WebhookRow.is_active, or_(WebhookRow.collection.is_(None), WebhookRow.collection == collection)
        )
    )
    for webhook_id, types in wanting.all():
        if event.type in types.split() and not _was_told(session, webhook_id, event.id):
            put(session, webhook_id, told(event, now), now)


def put(session: Session, webhook_id: str, message: Told, now: datetime) -> None:
    """A message that is due now."""
    session.add(
        DeliveryRow(
            webhook_id=webhook_id,
            **message._asdict(),
            state=DeliveryState.WAITING,
            due_at=now,
            made_at=now,
        )
    )


def claim(session: Session, now: datetime, limit: int, within: timedelta) -> list[Message]:
    """The oldest messages that are due. Nobody else gets them before `within` is over, so a crash only delays."""
    due = (
        select(DeliveryRow, WebhookRow)
        .join(WebhookRow, WebhookRow.id == DeliveryRow.webhook_id)
        .where(DeliveryRow.state == DeliveryState.WAITING, DeliveryRow.due_at <= now, WebhookRow.is_active)
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
        .limit(limit)
        .with_for_update(of=DeliveryRow, skip_locked=True)
    )
    claimed = []
    for row, webhook in session.execute(due).tuples().all():
        row.attempts, row.due_at = row.attempts + 1, now + within
        body = row.body.encode()
        claimed.append(Message(row.id, webhook.url, webhook.secret, row.event_id, body, row.attempts))
    return claimed


def sent(session: Session, message: Message, result: Sent) -> None:
    """Keep what came of an attempt. The webhook may be gone meanwhile."""
    row = session.get(DeliveryRow, message.id)
    if row is None:
        return
    row.state, row.due_at = result.state, result.due_at
    row.status, row.error = result.status, result.error
    if result.is_gone:
        webhook = one(session, row.webhook_id)
        webhook.is_active, webhook.stopped_why = False, "The receiver answered 410 Gone."


def deliveries(session: Session, webhook_id: str, limit: int, before: int | None) -> Sequence[DeliveryRow]:
    """Messages of a webhook, newest first, from before one of them on."""
    query = select(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id)
    if before is not None:
        query = query.where(DeliveryRow.id < before)
    return session.scalars(query.order_by(DeliveryRow.id.desc()).limit(limit)).all()


def again(session: Session, webhook_id: str, delivery_id: int, now: datetime) -> DeliveryRow:
    """Send a message once more, from the first attempt on. Raises Unknown."""
    row = session.get(DeliveryRow, delivery_id)
    if row is None or row.webhook_id != webhook_id:
        raise Unknown(f"Webhook {webhook_id} has no message {delivery_id}.")
    row.state, row.attempts, row.due_at = DeliveryState.WAITING, 0, now
    return row


def oldest_due(session: Session) -> datetime | None:
    """Since when the oldest message waits."""
    oldest: datetime | None = session.scalar(
        select(func.min(DeliveryRow.made_at)).where(DeliveryRow.state == DeliveryState.WAITING)
    )
    return oldest


def forget_old(session: Session, now: datetime) -> None:
    """Forget messages that are done with for long."""
    session.execute(
        delete(DeliveryRow).where(
            DeliveryRow.state != DeliveryState.WAITING, DeliveryRow.made_at < now - _KEPT
        )
    )


def _was_told(session: Session, webhook_id: str, event_id: str) -> bool:
    query = select(DeliveryRow.id).where(
        DeliveryRow.webhook_id == webhook_id, DeliveryRow.event_id == event_id
    )
    return session.scalars(query).first() is not None

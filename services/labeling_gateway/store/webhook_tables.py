"""Webhooks, and the messages that are due to them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.labeling_gateway.store.base import Base


class DeliveryState(StrEnum):
    """How a message stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given-up"


class WebhookRow(Base):
    """A receiver. Its secret is kept as it is: signing needs it."""

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    secret: Mapped[str]
    types: Mapped[str]
    collection: Mapped[str | None]
    is_active: Mapped[bool]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    stopped_why: Mapped[str | None]

    @property
    def wants(self) -> list[str]:
        """Types of events, of which there is at least one."""
        return self.types.split()


class DeliveryRow(Base):
    """One message to one webhook, and what became of it."""

    __tablename__ = "webhook_deliveries"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    event_id: Mapped[str]
    type: Mapped[str]
    body: Mapped[str]
    state: Mapped[DeliveryState]
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    status: Mapped[int | None]
    error: Mapped[str | None]
    made_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id"),
        Index("ix_webhook_deliveries_due", "state", "due_at"),
        {"sqlite_autoincrement": True},
    )

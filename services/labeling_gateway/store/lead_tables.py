"""What leads keep of people's work: lines whose text is known, and answers that somebody should look at."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.labeling_gateway.store.base import Base


class GoldRow(Base):
    """A line whose text is known: people get it among the others, and are measured by it.

    `script` is that of the reading that it was marked with: the line goes to people who know it.
    """

    __tablename__ = "gold"

    line_id: Mapped[str] = mapped_column(primary_key=True)
    collection: Mapped[str] = mapped_column(index=True)
    label_id: Mapped[str]
    text: Mapped[str]
    script: Mapped[str | None] = mapped_column(String(20))
    marked_by: Mapped[str]
    marked_at: Mapped[datetime]


class FlagRow(Base):
    """An answer that a person wants the lead to look at. It counts all the same."""

    __tablename__ = "flags"

    task_id: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    collection: Mapped[str]
    person: Mapped[str]
    note: Mapped[str]
    raised_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]
    resolution: Mapped[str | None]

    __table_args__ = (Index("ix_flags_of_collection", "collection", "resolved_at"),)

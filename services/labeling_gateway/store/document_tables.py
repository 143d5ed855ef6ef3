"""Documents, pages and lines as they stand, with their labels and the verdicts on their models.

Events of different topics come in any order, so a row may begin with what a later stage says of it; that is
why nothing here is bound by foreign keys, and why most columns may be empty.
"""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from schemas.blobs import BlobRef
from schemas.collections import CollectionSettings
from schemas.labels import Origin
from schemas.layout import Line
from schemas.models import Verdict
from schemas.tasks import Purpose
from services.labeling_gateway.states import LineState
from services.labeling_gateway.store.base import Base

UNREAD = -1
"""The generation of a line that no model has read."""


class CollectionRow(Base):
    """A collection with its newest settings; the older ones are in recto.collections."""

    __tablename__ = "collections"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    settings: Mapped[CollectionSettings]
    configured_at: Mapped[datetime]
    configured_by: Mapped[str]


class DocumentRow(Base):
    """A document. Name, number of pages and the hash of its file are unknown until document.ingested has come.

    `moved_into` is the collection that a person has put it into, out of an inbox, and `moved_to` its id there.
    """

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(primary_key=True)
    collection: Mapped[str]
    name: Mapped[str | None]
    pages: Mapped[int | None]
    sha256: Mapped[str | None]
    ingested_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    moved_into: Mapped[str | None]
    moved_to: Mapped[str | None]

    __table_args__ = (Index("ix_documents_newest", "collection", "ingested_at", "id"),)


class PageRow(Base):
    """A page: its image, whose hand it is in where that is known, and who read it last."""

    __tablename__ = "pages"

    id: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str]
    collection: Mapped[str]
    number: Mapped[int]
    image: Mapped[BlobRef | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    writer: Mapped[str | None]
    generation: Mapped[int] = mapped_column(default=UNREAD)
    model_version: Mapped[str | None]
    unreadable: Mapped[str | None]
    revision: Mapped[int] = mapped_column(default=0)
    """Of its lines: how often they were drawn anew."""

    __table_args__ = (Index("ix_pages_of_document", "document_id", "number"),)


class LineRow(Base):
    """A line: its newest reading, and what was decided about it.

    `personal` says whether anything that was ever read or written there seemed to be personal data.
    """

    __tablename__ = "lines"

    id: Mapped[str] = mapped_column(primary_key=True)
    page_id: Mapped[str]
    document_id: Mapped[str]
    collection: Mapped[str]
    position: Mapped[int | None]
    line: Mapped[Line | None]
    image: Mapped[BlobRef | None]
    state: Mapped[LineState]
    is_gone: Mapped[bool] = mapped_column(default=False)
    """Whether its page's lines were drawn anew and it is not among them. Such a line is never shown or counted."""

    generation: Mapped[int] = mapped_column(default=UNREAD)
    model_version: Mapped[str | None]
    reading: Mapped[str | None]
    confidence: Mapped[float | None]
    readings: Mapped[BlobRef | None]

    asked_task: Mapped[str | None]
    accepted: Mapped[str | None]
    accepted_confidence: Mapped[float | None]
    accepted_generation: Mapped[int | None]
    declined: Mapped[str | None]
    label_id: Mapped[str | None]
    label: Mapped[str | None]
    personal: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index("ix_lines_of_page", "page_id", "position"),
        Index("ix_lines_of_document", "document_id", "is_gone", "state"),
        Index("ix_lines_of_collection", "collection", "is_gone", "state"),
    )

    @property
    def is_answered(self) -> bool:
        """Whether a person, or an import, has settled the line."""
        return self.label_id is not None or self.declined is not None

    @property
    def text(self) -> str | None:
        """The line as it stands: its label, or what was accepted, or what was read. None if declined."""
        if self.label is not None:
            return self.label
        if self.declined is not None:
            return None
        return self.accepted if self.accepted is not None else self.reading


class LabelRow(Base):
    """A label as recto.labels has it."""

    __tablename__ = "labels"

    id: Mapped[str] = mapped_column(primary_key=True)
    line_id: Mapped[str]
    collection: Mapped[str]
    task_id: Mapped[str | None]
    origin: Mapped[Origin]
    purpose: Mapped[Purpose]
    text: Mapped[str]
    by: Mapped[str]
    model_version: Mapped[str | None]
    characters_keyed: Mapped[int]
    edits: Mapped[int]
    seconds: Mapped[float]
    accepted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
    prefill: Mapped[str | None]
    is_partial: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index("ix_labels_of_line", "line_id"),
        Index("ix_labels_of_collection", "collection", "withdrawn_at"),
    )


class DeclineRow(Base):
    """A decline as recto.labels has it: no text is to be had from the line. Under epoch 0, one of before."""

    __tablename__ = "declines"

    task_id: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[str]
    reason: Mapped[str]
    declined_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_declines_of_line", "line_id"),)


class VerdictRow(Base):
    """A decision about a model. A roll-back has no verdict and no round."""

    __tablename__ = "verdicts"

    id: Mapped[str] = mapped_column(primary_key=True)
    collection: Mapped[str]
    decision: Mapped[str]
    version: Mapped[str]
    round: Mapped[int | None]
    generation: Mapped[int | None]
    verdict: Mapped[Verdict | None]
    evidence: Mapped[BlobRef | None]
    reason: Mapped[str]
    by: Mapped[str]
    decided_at: Mapped[datetime]

    __table_args__ = (Index("ix_verdicts_of_collection", "collection", "decided_at"),)


class EarlyEventRow(Base):
    """An event that came before the one that it is about; it is taken up when that one comes."""

    __tablename__ = "early_events"

    id: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(index=True)
    type: Mapped[str]
    body: Mapped[str]

"""The queue: tasks, their leases, the answers, and the events that wait to be published."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from recto.runtime.tracing import at_hand
from schemas.blobs import BlobRef
from schemas.tasks import Purpose, TaskKind
from services.labeling_gateway.states import AnswerEnd, LeaseEnd, Outcome, Stage, TaskState, Work
from services.labeling_gateway.store.base import Base


class TaskRow(Base):
    """A task with the newest reading of its line. `epoch` counts leases; the newest one alone may answer.

    `script` is that of the reading: the task goes to people who know it. `gold_for` is the one person who gets it,
    where the line's text is known and only their reading is measured. `traceparent`: of the request for it,
    from which answers follow.
    """

    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[TaskKind]
    collection: Mapped[str]
    document_id: Mapped[str]
    page_id: Mapped[str]
    line_id: Mapped[str]
    purpose: Mapped[Purpose]
    strategy: Mapped[str]
    reason: Mapped[str]
    priority: Mapped[float]
    round: Mapped[int]
    image: Mapped[BlobRef]
    text: Mapped[str]
    script: Mapped[str | None] = mapped_column(String(20))
    readings: Mapped[BlobRef]
    model_version: Mapped[str]
    generation: Mapped[int]
    requested_at: Mapped[datetime]
    state: Mapped[TaskState]
    epoch: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    keyings: Mapped[int] = mapped_column(default=1)
    stage: Mapped[Stage] = mapped_column(default=Stage.FIRST)
    gold_for: Mapped[str | None]
    traceparent: Mapped[str | None] = mapped_column(default=at_hand)

    __table_args__ = (
        Index("ix_tasks_next_of_collection", "state", "collection", "priority", "id"),
        Index("ix_tasks_next", "state", "priority", "id"),
        Index("ix_tasks_depth", "state", "collection", "kind", "requested_at", "leased_until"),
        Index("ix_tasks_of_line", "line_id"),
        Index("ix_tasks_of_page", "page_id", "state"),
        Index("ix_tasks_of_stage", "state", "stage", "priority", "id"),
    )


class LeaseRow(Base):
    """A task in one person's hands, and the reading that they have before them: it does not change there.

    `draft` is what they had written, where they took their answer back.
    """

    __tablename__ = "leases"

    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str]
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended: Mapped[LeaseEnd | None]
    text: Mapped[str]
    readings: Mapped[BlobRef]
    model_version: Mapped[str]
    generation: Mapped[int]
    work: Mapped[Work] = mapped_column(default=Work.KEY)
    draft: Mapped[str | None]

    __table_args__ = (Index("ix_leases_of_person", "person"),)


class AnswerRow(Base):
    """What a person answered under a lease: lineage, from the label back to who, when and from what.

    `ended` is what it led to; `set_aside` why it counts no longer, None while it stands; `truth` the known text that
    it is measured by; `verdicts` how many verdicts on models were known when it was given.
    """

    __tablename__ = "answers"

    task_id: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str]
    outcome: Mapped[Outcome]
    text: Mapped[str | None]
    reason: Mapped[str | None]
    seconds: Mapped[float]
    keystrokes: Mapped[int]
    characters_keyed: Mapped[int]
    edits: Mapped[int]
    label_id: Mapped[str | None]
    idempotency_key: Mapped[str | None]
    answered_at: Mapped[datetime]
    work: Mapped[Work] = mapped_column(default=Work.KEY)
    ended: Mapped[AnswerEnd]
    set_aside: Mapped[str | None]
    truth: Mapped[str | None]
    verdicts: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        ForeignKeyConstraint(["task_id", "epoch"], ["leases.task_id", "leases.epoch"]),
        Index("ix_answers_of_person", "person", "answered_at"),
        Index("ix_answers_of_label", "label_id"),
    )


class KeptAnswerRow(Base):
    """An answer that came too late. It counts for nothing, but the text that somebody typed is not lost."""

    __tablename__ = "kept_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"))
    epoch: Mapped[int]
    person: Mapped[str]
    outcome: Mapped[Outcome]
    text: Mapped[str | None]
    why: Mapped[str]
    kept_at: Mapped[datetime]

    __table_args__ = (Index("ix_kept_answers_of_person", "person", "kept_at"),)


class OutboxRow(Base):
    """An event that is true and not yet published. The id gives the order; it is never used twice.

    `traceparent`: what it follows from.
    """

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    event_id: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    body: Mapped[str]
    written_at: Mapped[datetime]
    traceparent: Mapped[str | None]

    __table_args__ = ({"sqlite_autoincrement": True},)

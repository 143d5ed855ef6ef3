"""The first tables: documents as they stand, the queue, and the outbox."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Integer, String

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "outbox",
    "kept_answers",
    "answers",
    "leases",
    "tasks",
    "early_events",
    "verdicts",
    "labels",
    "lines",
    "pages",
    "documents",
    "collections",
)


def upgrade() -> None:
    """Make the tables."""
    _make_collections()
    _make_documents()
    _make_lines()
    _make_labels()
    _make_verdicts()
    _make_tasks()
    _make_leases()
    _make_answers()
    _make_outbox()


def downgrade() -> None:
    """Drop the tables, those that point at others first."""
    for table in _TABLES:
        op.drop_table(table)


def _required(kind: Any, *names: str) -> list[Column[Any]]:
    return [Column(name, kind, nullable=False) for name in names]


def _optional(kind: Any, *names: str) -> list[Column[Any]]:
    return [Column(name, kind, nullable=True) for name in names]


def _key(*names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names)


_TIME = sa.DateTime(timezone=True)
_WORD = String(20)
_REAL: Any = sa.Double()


def _make_collections() -> None:
    op.create_table(
        "collections",
        *_required(String, "name"),
        *_required(Integer, "version"),
        *_required(sa.JSON, "settings"),
        *_required(_TIME, "configured_at"),
        *_required(String, "configured_by"),
        _key("name"),
    )


def _make_documents() -> None:
    op.create_table(
        "documents",
        *_required(String, "id", "collection"),
        *_optional(String, "name"),
        *_optional(Integer, "pages"),
        *_required(_TIME, "ingested_at"),
        *_optional(_TIME, "completed_at"),
        _key("id"),
    )
    op.create_index("ix_documents_newest", "documents", ["collection", "ingested_at", "id"])
    op.create_table(
        "pages",
        *_required(String, "id", "document_id", "collection"),
        *_required(Integer, "number", "generation"),
        *_optional(sa.JSON, "image"),
        *_optional(Integer, "width", "height"),
        *_optional(String, "model_version", "unreadable"),
        _key("id"),
    )
    op.create_index("ix_pages_of_document", "pages", ["document_id", "number"])


def _make_lines() -> None:
    op.create_table(
        "lines",
        *_required(String, "id", "page_id", "document_id", "collection"),
        *_optional(Integer, "position", "accepted_generation"),
        *_optional(sa.JSON, "line", "image", "readings"),
        *_required(_WORD, "state"),
        *_required(Integer, "generation"),
        *_optional(
            String, "model_version", "reading", "asked_task", "accepted", "declined", "label_id", "label"
        ),
        *_optional(_REAL, "confidence", "accepted_confidence"),
        _key("id"),
    )
    op.create_index("ix_lines_of_page", "lines", ["page_id", "position"])
    op.create_index("ix_lines_of_document", "lines", ["document_id", "state"])
    op.create_index("ix_lines_of_collection", "lines", ["collection", "state"])


def _make_labels() -> None:
    op.create_table(
        "labels",
        *_required(String, "id", "line_id", "collection", "text", "by"),
        *_optional(String, "task_id", "model_version"),
        *_required(_WORD, "origin", "purpose"),
        *_required(Integer, "characters_keyed", "edits"),
        *_required(_REAL, "seconds"),
        *_required(_TIME, "accepted_at"),
        *_optional(_TIME, "withdrawn_at"),
        _key("id"),
    )
    op.create_index("ix_labels_of_line", "labels", ["line_id"])
    op.create_index("ix_labels_of_collection", "labels", ["collection", "withdrawn_at"])


def _make_verdicts() -> None:
    op.create_table(
        "verdicts",
        *_required(String, "id", "collection", "decision", "version", "reason", "by"),
        *_optional(Integer, "round", "generation"),
        *_optional(sa.JSON, "verdict"),
        *_required(_TIME, "decided_at"),
        _key("id"),
    )
    op.create_index("ix_verdicts_of_collection", "verdicts", ["collection", "decided_at"])


def _make_tasks() -> None:
    op.create_table(
        "tasks",
        *_required(String, "id", "collection", "document_id", "page_id", "line_id"),
        *_required(String, "strategy", "reason", "text", "model_version"),
        *_required(_WORD, "kind", "purpose", "state"),
        *_required(_REAL, "priority"),
        *_required(Integer, "round", "generation", "epoch"),
        *_required(sa.JSON, "image", "readings"),
        *_required(_TIME, "requested_at"),
        *_optional(_TIME, "leased_until"),
        _key("id"),
    )
    op.create_index("ix_tasks_next_of_collection", "tasks", ["state", "collection", "priority", "id"])
    op.create_index("ix_tasks_next", "tasks", ["state", "priority", "id"])
    op.create_index(
        "ix_tasks_depth", "tasks", ["state", "collection", "kind", "requested_at", "leased_until"]
    )
    op.create_index("ix_tasks_of_line", "tasks", ["line_id"])


def _make_leases() -> None:
    op.create_table(
        "leases",
        *_required(String, "task_id", "person", "text", "model_version"),
        *_required(Integer, "epoch", "generation"),
        *_required(_TIME, "given_at", "expires_at"),
        *_optional(_WORD, "ended"),
        *_required(sa.JSON, "readings"),
        _key("task_id", "epoch"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
    )


def _make_answers() -> None:
    op.create_table(
        "answers",
        *_required(String, "task_id", "person"),
        *_required(Integer, "epoch", "keystrokes", "characters_keyed", "edits"),
        *_required(_WORD, "outcome"),
        *_optional(String, "text", "reason", "label_id", "idempotency_key"),
        *_required(_REAL, "seconds"),
        *_required(_TIME, "answered_at"),
        _key("task_id", "epoch"),
        sa.ForeignKeyConstraint(["task_id", "epoch"], ["leases.task_id", "leases.epoch"]),
    )
    op.create_index("ix_answers_of_person", "answers", ["person", "answered_at"])
    op.create_table(
        "kept_answers",
        *_required(Integer, "id", "epoch"),
        *_required(String, "task_id", "person", "why"),
        *_required(_WORD, "outcome"),
        *_optional(String, "text"),
        *_required(_TIME, "kept_at"),
        _key("id"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
    )
    op.create_index("ix_kept_answers_of_person", "kept_answers", ["person", "kept_at"])


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        Column("id", Integer, primary_key=True, autoincrement=True),
        *_required(String, "event_id", "type", "body"),
        *_required(_TIME, "written_at"),
        sa.UniqueConstraint("event_id"),
        sqlite_autoincrement=True,
    )
    op.create_table("early_events", *_required(String, "id", "about", "type", "body"), _key("id"))
    op.create_index("ix_early_events_about", "early_events", ["about"])

"""A queue of drawn lines, as long as one likes: what the gateway would have kept of so many tasks."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, insert, select

from schemas.blobs import BlobRef
from schemas.ids import task_id
from schemas.tasks import Purpose, TaskKind
from services.labeling_gateway.states import LineState, TaskState
from services.labeling_gateway.store.database import Database
from services.labeling_gateway.store.document_tables import LineRow
from services.labeling_gateway.store.queue_tables import TaskRow

_MODEL, _GENERATION = "synthetic-1", 1


class DrawnLine(NamedTuple):
    """A line that waits for a person."""

    line_id: str
    page_id: str
    document_id: str
    text: str
    image: BlobRef
    readings: BlobRef
    priority: float


def add(database: Database, collection: str, lines: Sequence[DrawnLine], now: datetime) -> None:
    """Put lines in the queue, as if each had been read and asked for."""
    with database.changing() as session:
        session.execute(insert(LineRow), [_line(collection, line) for line in lines])
        session.execute(insert(TaskRow), [_task(collection, line, now) for line in lines])


def waiting(database: Database) -> int:
    """How many tasks there are."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(TaskRow)) or 0


def _line(collection: str, line: DrawnLine) -> dict[str, object]:
    return {
        "id": line.line_id,
        "page_id": line.page_id,
        "document_id": line.document_id,
        "collection": collection,
        "state": LineState.ASKED,
        "asked_task": task_id(TaskKind.CORRECT, line.line_id),
        "image": line.image,
        "readings": line.readings,
        "reading": line.text,
        "model_version": _MODEL,
        "generation": _GENERATION,
    }


def _task(collection: str, line: DrawnLine, now: datetime) -> dict[str, object]:
    return {
        "id": task_id(TaskKind.CORRECT, line.line_id),
        "kind": TaskKind.CORRECT,
        "collection": collection,
        "document_id": line.document_id,
        "page_id": line.page_id,
        "line_id": line.line_id,
        "purpose": Purpose.TRAINING,
        "strategy": "recto",
        "reason": "two readings are close",
        "priority": line.priority,
        "round": 1,
        "image": line.image,
        "text": line.text,
        "readings": line.readings,
        "model_version": _MODEL,
        "generation": _GENERATION,
        "requested_at": now,
        "state": TaskState.OPEN,
        "epoch": 0,
        "leased_until": None,
    }

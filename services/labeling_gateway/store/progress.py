"""How far a collection is, and how deep the queue: counted by the database, for people and for Prometheus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from schemas.tasks import Purpose, TaskKind
from services.labeling_gateway.states import LineState, TaskState
from services.labeling_gateway.store.document_tables import DocumentRow, LabelRow, LineRow
from services.labeling_gateway.store.queue_tables import TaskRow


@dataclass(frozen=True)
class Depth:
    """Open tasks of one kind in one collection. `free` are in nobody's hands."""

    collection: str
    kind: TaskKind
    free: int
    leased: int
    since: Mapping[Purpose, datetime]
    """Since when the oldest of each purpose waits: held-out lines and audits come before all others."""

    @property
    def oldest(self) -> datetime:
        """Since when the oldest of them all waits."""
        return min(self.since.values())


@dataclass(frozen=True)
class LabelSums:
    """Labels that count, and the work that is in them."""

    labels: int
    characters_keyed: int
    edits: int
    seconds: float


def depths(session: Session, now: datetime, collection: str | None = None) -> Sequence[Depth]:
    """Open tasks by collection and kind; gold lines, which wait for nobody else, left out."""
    leased = func.count().filter(TaskRow.leased_until > now)
    queue = (TaskRow.collection, TaskRow.kind)
    query = (
        select(*queue, TaskRow.purpose, func.count(), leased, func.min(TaskRow.requested_at))
        .where(TaskRow.state == TaskState.OPEN, TaskRow.gold_for.is_(None))
        .group_by(*queue, TaskRow.purpose)
        .order_by(*queue)
    )
    if collection is not None:
        query = query.where(TaskRow.collection == collection)
    counted = [_Counted(*row) for row in session.execute(query)]
    return [_depth(*of, list(some)) for of, some in groupby(counted, lambda one: (one.collection, one.kind))]


class _Counted(NamedTuple):
    """Open tasks of one kind and purpose."""

    collection: str
    kind: TaskKind
    purpose: Purpose
    tasks: int
    leased: int
    since: datetime


def _depth(collection: str, kind: TaskKind, counted: Sequence[_Counted]) -> Depth:
    leased = sum(one.leased for one in counted)
    free = sum(one.tasks for one in counted) - leased
    return Depth(collection, kind, free, leased, since={one.purpose: one.since for one in counted})


def lines_by_state(session: Session, collection: str) -> dict[LineState, int]:
    """Lines of a collection by where they stand."""
    query = (
        select(LineRow.state, func.count())
        .where(LineRow.collection == collection, LineRow.is_gone.is_(False))
        .group_by(LineRow.state)
    )
    counts = {row[0]: row[1] for row in session.execute(query)}
    return {state: counts.get(state, 0) for state in LineState}


def tasks_answered(session: Session, collection: str) -> int:
    """Tasks of a collection that a person has answered."""
    query = select(func.count()).where(
        TaskRow.state == TaskState.ANSWERED, TaskRow.collection == collection, TaskRow.gold_for.is_(None)
    )
    return session.scalar(query) or 0


def label_sums(session: Session, collection: str) -> LabelSums:
    """Labels of a collection that were not withdrawn, and the work in them."""
    query = select(
        func.count(),
        func.coalesce(func.sum(LabelRow.characters_keyed), 0),
        func.coalesce(func.sum(LabelRow.edits), 0),
        func.coalesce(func.sum(LabelRow.seconds), 0.0),
    ).where(LabelRow.collection == collection, LabelRow.withdrawn_at.is_(None))
    return LabelSums(*session.execute(query).one())


def documents(session: Session, collection: str) -> tuple[int, int]:
    """Documents of a collection, but for those that were put into another, and how many of them are complete."""
    query = select(func.count(), func.count(DocumentRow.completed_at)).where(
        DocumentRow.collection == collection, DocumentRow.moved_to.is_(None)
    )
    every, complete = session.execute(query).one()
    return every, complete

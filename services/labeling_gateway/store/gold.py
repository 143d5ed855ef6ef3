"""Gold: lines whose text is known, which people get among the others to be measured by."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from recto.querying.chance import draw
from schemas.ids import derived_id
from schemas.labels import Origin
from services.labeling_gateway.failures import Unfit, Unknown
from services.labeling_gateway.states import Stage, TaskState
from services.labeling_gateway.store import collections
from services.labeling_gateway.store.document_tables import LabelRow, LineRow
from services.labeling_gateway.store.people_tables import GoldRow
from services.labeling_gateway.store.queue_tables import AnswerRow, LeaseRow, TaskRow

GONE = "the line is gold no longer"
_OF_THE_LINE = (
    "collection", "document_id", "page_id", "line_id", "image", "text", "readings", "model_version", "generation",
)  # fmt: skip
_AS_ANY_OTHER = ("kind", "purpose", "strategy", "reason", "priority", "round", "requested_at")


def measure(session: Session, task: TaskRow, answer: AnswerRow) -> None:
    """Put the known text beside an answer. It makes no label and no event."""
    row = session.get(GoldRow, task.line_id)
    if row is None:
        answer.set_aside = GONE
    else:
        answer.truth = row.text


def instead(session: Session, task: TaskRow, person: str) -> TaskRow | None:
    """A gold line in place of a task that a person is about to get, if the lot says so and there is one for them.

    Each of a person's leases draws once. It looks like the task that it takes the place of, which stays in the queue.
    """
    share = collections.settings_of(session, task.collection).gold_share
    if not share:
        return None
    leases = session.scalar(select(func.count()).select_from(LeaseRow).where(LeaseRow.person == person))
    if draw("gold", task.collection, person, str(leases)) >= share:
        return None
    unseen = session.scalars(_unseen(task.collection, person)).all()
    for line_id in sorted(unseen, key=lambda name: draw("gold-line", person, name)):
        source = _source(session, line_id)
        if source is not None:
            return _disguised(session, source, task, person)
    return None


def mark(session: Session, collection: str, line_ids: Sequence[str], by: str, now: datetime) -> list[str]:
    """Mark labelled lines as gold; those that are new. Raises Unfit for one that can't be."""
    marked = []
    for line_id in dict.fromkeys(line_ids):
        line = session.get(LineRow, line_id)
        label = session.get(LabelRow, line.label_id) if line is not None and line.label_id else None
        if label is None or label.collection != collection:
            raise Unfit("lines", f"{line_id} is no labelled line of {collection}")
        if label.is_partial or _source(session, line_id) is None:
            raise Unfit(
                "lines", f"{line_id} has a text of which a part is missing, or was never read by a model"
            )
        if session.get(GoldRow, line_id) is None:
            session.add(_gold(label, by, now))
            marked.append(line_id)
    return marked


def by_lot(session: Session, collection: str, count: int) -> list[str]:
    """So many lines that were adjudicated and are not gold yet, by lot."""
    query = (
        select(LabelRow.line_id)
        .join(LineRow, LineRow.label_id == LabelRow.id)
        .where(LabelRow.collection == collection, LabelRow.origin == Origin.ADJUDICATED)
        .where(LabelRow.is_partial.is_(False), LabelRow.line_id.not_in(select(GoldRow.line_id)))
    )
    lines = sorted(session.scalars(query).all(), key=lambda name: draw("gold", collection, name))
    return lines[:count]


def unmark(session: Session, collection: str, line_id: str) -> None:
    """A line is gold no longer; what was measured by it stays. Raises Unknown."""
    row = session.get(GoldRow, line_id)
    if row is None or row.collection != collection:
        raise Unknown(f"{line_id} is no gold line of {collection}.")
    session.execute(delete(GoldRow).where(GoldRow.line_id == line_id))


def every(session: Session, collection: str) -> Sequence[GoldRow]:
    """All gold lines of a collection, the newest first."""
    query = select(GoldRow).where(GoldRow.collection == collection)
    return session.scalars(query.order_by(GoldRow.marked_at.desc(), GoldRow.line_id)).all()


def _gold(label: LabelRow, by: str, now: datetime) -> GoldRow:
    return GoldRow(
        line_id=label.line_id,
        collection=label.collection,
        label_id=label.id,
        text=label.text,
        marked_by=by,
        marked_at=now,
    )


def _unseen(collection: str, person: str) -> Select[Any]:
    """Gold lines that a person never had before them, in whatever task."""
    seen = (
        select(TaskRow.line_id)
        .join(LeaseRow, LeaseRow.task_id == TaskRow.id)
        .where(LeaseRow.person == person)
    )
    return select(GoldRow.line_id).where(GoldRow.collection == collection, GoldRow.line_id.not_in(seen))


def _source(session: Session, line_id: str) -> dict[str, object] | None:
    """What to show of a line: as it was asked for once, or else as it was read."""
    query = select(TaskRow).where(TaskRow.line_id == line_id, TaskRow.gold_for.is_(None)).limit(1)
    task = session.scalars(query).first()
    if task is not None:
        return {name: getattr(task, name) for name in _OF_THE_LINE}
    line = session.get_one(LineRow, line_id)
    shown: dict[str, object] = {"line_id": line.id, "text": line.reading}
    shown |= {name: getattr(line, name) for name in _OF_THE_LINE if name not in shown}
    return None if None in shown.values() else shown


def _disguised(session: Session, source: dict[str, object], like: TaskRow, person: str) -> TaskRow:
    task = TaskRow(
        id=derived_id("task", "gold", source["line_id"], person),
        state=TaskState.OPEN,
        stage=Stage.FIRST,
        epoch=0,
        keyings=1,
        gold_for=person,
        **source,
        **{name: getattr(like, name) for name in _AS_ANY_OTHER},
    )
    session.add(task)
    session.flush()
    return task

"""Gold: lines whose text is known, which people get among the others to be measured by."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from recto.documents.scripts import dominant_script
from recto.querying.chance import draw
from schemas.collections import CollectionSettings
from schemas.ids import derived_id
from schemas.labels import Origin
from services.labeling_gateway.failures import Unfit, Unknown
from services.labeling_gateway.people import Who
from services.labeling_gateway.states import LINE_KINDS, Stage, TaskState
from services.labeling_gateway.store import dealing, lines
from services.labeling_gateway.store.document_tables import LabelRow, LineRow
from services.labeling_gateway.store.lead_tables import GoldRow
from services.labeling_gateway.store.queue_tables import AnswerRow, LeaseRow, TaskRow

GONE = "the line is gold no longer"
_OF_THE_LINE = (
    "collection", "document_id", "page_id", "line_id", "image", "text", "script", "readings", "model_version",
    "generation",
)  # fmt: skip
_AS_ANY_OTHER = ("kind", "purpose", "strategy", "reason", "priority", "round", "requested_at")

Shown = dict[str, Any]
"""What people are shown of a line, as a task has it."""


def measure(session: Session, task: TaskRow, answer: AnswerRow) -> None:
    """Put the known text beside an answer. It makes no label and no event."""
    row = session.get(GoldRow, task.line_id)
    if row is None:
        answer.set_aside = GONE
    else:
        answer.truth = row.text


def among(
    session: Session, tasks: Sequence[TaskRow], who: Who, settings: Mapping[str, CollectionSettings]
) -> Sequence[TaskRow]:
    """Tasks that a person is about to get, with gold lines in place of some, where the lot says so and there are any.

    Each of a person's leases draws once. A gold line looks like the task that it takes the place of, which stays in
    the queue.
    """
    shares = {name: each.gold_share for name, each in settings.items() if each.gold_share}
    if not any(task.collection in shares for task in tasks):
        return tasks
    given = select(func.count()).select_from(LeaseRow).where(LeaseRow.person == who.person)
    leases = session.scalar(given) or 0
    unseen = {name: _unseen(session, name, who) for name in shares}
    return [
        (_instead(session, task, who, unseen) if _is_drawn(task, who, number, shares) else None) or task
        for number, task in enumerate(tasks, leases)
    ]


def mark(session: Session, collection: str, line_ids: Sequence[str], by: str, now: datetime) -> list[str]:
    """Mark labelled lines as gold; those that are new. Raises Unfit for one that can't be."""
    known = lines.all_locked(session, line_ids)
    marked = []
    for line_id in dict.fromkeys(line_ids):
        line = known.get(line_id)
        label = session.get(LabelRow, line.label_id) if line is not None and line.label_id else None
        if label is None or label.collection != collection:
            raise Unfit("lines", f"{line_id} is no labelled line of {collection}")
        shown = _shown(session, line_id)
        if label.is_partial or shown is None:
            raise Unfit(
                "lines", f"{line_id} has a text of which a part is missing, or was never read by a model"
            )
        if session.get(GoldRow, line_id) is None:
            session.add(_gold(label, shown["script"], by, now))
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
    found = sorted(session.scalars(query).all(), key=lambda name: draw("gold", collection, name))
    return found[:count]


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


def _gold(label: LabelRow, script: str | None, by: str, now: datetime) -> GoldRow:
    return GoldRow(
        line_id=label.line_id,
        collection=label.collection,
        label_id=label.id,
        text=label.text,
        script=script,
        marked_by=by,
        marked_at=now,
    )


def _is_drawn(task: TaskRow, who: Who, number: int, shares: Mapping[str, float]) -> bool:
    share = shares.get(task.collection, 0.0) if task.kind in LINE_KINDS else 0.0
    return draw("gold", task.collection, who.person, str(number)) < share


def _instead(
    session: Session, task: TaskRow, who: Who, unseen: Mapping[str, Iterator[Shown]]
) -> TaskRow | None:
    """A gold line for this person, made to look like a task; None if there is none for them any more."""
    shown = next(unseen[task.collection], None)
    return None if shown is None else _disguised(session, shown, task, who.person)


def _unseen(session: Session, collection: str, who: Who) -> Iterator[Shown]:
    """Gold lines for a person that they never had before them, in whatever task, by lot. Looked up when asked for."""
    seen = (
        select(TaskRow.line_id)
        .join(LeaseRow, LeaseRow.task_id == TaskRow.id)
        .where(LeaseRow.person == who.person)
    )
    query = select(GoldRow.line_id).where(
        GoldRow.collection == collection, GoldRow.line_id.not_in(seen), *dealing.gold_for(who)
    )
    for line_id in sorted(session.scalars(query), key=lambda name: draw("gold-line", who.person, name)):
        shown = _shown(session, line_id)
        if shown is not None:
            yield shown


def _shown(session: Session, line_id: str) -> Shown | None:
    """What to show of a line: as it was asked for once, or else as it was read. None if it never was."""
    query = select(TaskRow).where(TaskRow.line_id == line_id, TaskRow.gold_for.is_(None)).limit(1)
    task = session.scalars(query).first()
    if task is not None:
        return {name: getattr(task, name) for name in _OF_THE_LINE}
    return _read(session.get_one(LineRow, line_id))


def _read(line: LineRow) -> Shown | None:
    if line.reading is None:
        return None
    shown: Shown = {"line_id": line.id, "text": line.reading, "script": dominant_script(line.reading)}
    shown |= {name: getattr(line, name) for name in _OF_THE_LINE if name not in shown}
    return None if None in (shown[name] for name in _OF_THE_LINE if name != "script") else shown


def _disguised(session: Session, shown: Shown, like: TaskRow, person: str) -> TaskRow:
    task = TaskRow(
        id=derived_id("task", "gold", shown["line_id"], person),
        state=TaskState.OPEN,
        stage=Stage.FIRST,
        epoch=0,
        keyings=1,
        gold_for=person,
        **shown,
        **{name: getattr(like, name) for name in _AS_ANY_OTHER},
    )
    session.add(task)
    session.flush()
    return task

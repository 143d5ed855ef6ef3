"""What a lead withdraws: whose, of which collection, of which time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from schemas.labels import LabelWithdrawn, Origin
from services.labeling_gateway.states import AnswerEnd, TaskState
from services.labeling_gateway.store import declines, keyings, labels, outbox, tasks
from services.labeling_gateway.store.document_tables import LabelRow
from services.labeling_gateway.store.queue_tables import AnswerRow, TaskRow

Batch = Callable[[Session, "Span", str, datetime, int], int]


@dataclass(frozen=True)
class Span:
    """Whose, of which collection, of which time: what is None does not matter."""

    person: str | None = None
    collection: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Found:
    """Labels, declines, and keyings that wait for another person, by collection; labels by origin too."""

    labels: dict[str, int]
    origins: dict[Origin, int]
    declines: dict[str, int]
    waiting: dict[str, int]


def found(session: Session, span: Span) -> Found:
    """How much of it there is."""
    answers = (
        select(TaskRow.collection, func.count())
        .select_from(AnswerRow)
        .join(TaskRow, TaskRow.id == AnswerRow.task_id)
        .group_by(TaskRow.collection)
    )
    return Found(
        labels=_counts(session, _by(LabelRow.collection).where(*_labels(span))),
        origins=_counts(session, _by(LabelRow.origin).where(*_labels(span))),
        declines=_counts(session, answers.where(*_answers(span, AnswerEnd.DECLINE))),
        waiting=_counts(session, answers.where(*_answers(span, AnswerEnd.WAITING, AnswerEnd.ADJUDICATION))),
    )


def withdraw_labels(session: Session, span: Span, reason: str, now: datetime, limit: int) -> int:
    """Withdraw the labels of some lines, the oldest first; how many lines."""
    oldest = select(LabelRow.line_id).where(*_labels(span)).order_by(LabelRow.accepted_at, LabelRow.id)
    line_ids = _locked(session, oldest.limit(limit))
    rows = session.scalars(select(LabelRow).where(*_labels(span), LabelRow.line_id.in_(line_ids))).all()
    for row in sorted(rows, key=lambda label: (label.accepted_at, label.id)):
        event = LabelWithdrawn(
            label_id=row.id, collection=row.collection, line_id=row.line_id, reason=reason, withdrawn_at=now
        )
        outbox.write(session, event, now)
        line = labels.withdrawn(session, event)
        if line is not None:
            tasks.label_lost(session, line, row.id, f"the label was withdrawn: {reason}")
    return len(line_ids)


def withdraw_answers(session: Session, span: Span, reason: str, now: datetime, limit: int) -> int:
    """Withdraw the declines of some lines, and keyings that have not become a label; how many lines."""
    of_them = _answers(span, AnswerEnd.DECLINE, AnswerEnd.WAITING, AnswerEnd.ADJUDICATION)
    oldest = select(TaskRow.line_id).join(AnswerRow, AnswerRow.task_id == TaskRow.id).where(*of_them)
    line_ids = _locked(session, oldest.order_by(AnswerRow.answered_at, AnswerRow.task_id).limit(limit))
    rows = select(AnswerRow).join(TaskRow, TaskRow.id == AnswerRow.task_id)
    rows = rows.where(*of_them, TaskRow.line_id.in_(line_ids))
    for row in session.scalars(rows.order_by(AnswerRow.answered_at, AnswerRow.task_id)).all():
        if row.set_aside is None:  # not with its fellow keying already
            _withdraw(session, row, reason, now)
    return len(line_ids)


def _locked(session: Session, line_ids: Select[str]) -> set[str]:
    """Some lines, which nobody else may change any more."""
    names = set(session.scalars(line_ids))
    tasks.lock_lines(session, names)
    return names


def _withdraw(session: Session, row: AnswerRow, reason: str, now: datetime) -> None:
    task = tasks.task(session, row.task_id)
    if row.ended is not AnswerEnd.DECLINE:
        row.set_aside = f"withdrawn: {reason}"
        keyings.restage(session, task)
        return
    event = declines.withdrawal(task, task.epoch, reason, now)  # it may have been told by a later answer
    outbox.write(session, event, now)
    line = declines.withdrawn(session, event)
    tasks.decline_lost(session, line, event, f"the decline was withdrawn: {reason}")


def _labels(span: Span) -> list[ColumnElement[bool]]:
    """Labels that stand, and that the person made or was one of two to make. What another settled is the other's."""
    keyed = exists().where(AnswerRow.label_id == LabelRow.id, AnswerRow.person == span.person)
    is_theirs = or_(LabelRow.by == span.person, and_(LabelRow.origin != Origin.ADJUDICATED, keyed))
    matches = [LabelRow.withdrawn_at.is_(None), *_within(span, LabelRow.accepted_at)]
    if span.person is not None:
        matches.append(is_theirs)
    if span.collection is not None:
        matches.append(LabelRow.collection == span.collection)
    return matches


def _answers(span: Span, *ends: AnswerEnd) -> list[ColumnElement[bool]]:
    """Answers that stand and ended so; keyings only while nobody has settled them."""
    matches = [
        AnswerRow.set_aside.is_(None),
        AnswerRow.ended.in_(ends),
        or_(AnswerRow.ended == AnswerEnd.DECLINE, TaskRow.state == TaskState.OPEN),
        *_within(span, AnswerRow.answered_at),
    ]
    if span.person is not None:
        matches.append(AnswerRow.person == span.person)
    if span.collection is not None:
        matches.append(TaskRow.collection == span.collection)
    return matches


def _within(span: Span, at: InstrumentedAttribute[datetime]) -> list[ColumnElement[bool]]:
    after = [] if span.since is None else [at >= span.since]
    return after if span.until is None else [*after, at <= span.until]


def _by(column: InstrumentedAttribute[Any]) -> Select[Any]:
    return select(column, func.count()).select_from(LabelRow).group_by(column)


def _counts(session: Session, query: Executable) -> dict[Any, int]:
    return {row[0]: row[1] for row in session.execute(query)}

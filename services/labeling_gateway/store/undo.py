"""Answers that are taken back: their label goes, and their line is in the person's hands again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from schemas.labels import LabelWithdrawn
from schemas.tasks import TaskKind
from services.labeling_gateway.failures import BuiltOn, Unknown
from services.labeling_gateway.states import LINE_KINDS, AnswerEnd, TaskState
from services.labeling_gateway.store import declines, flags, keyings, labels, leases, lines, outbox
from services.labeling_gateway.store.document_tables import LineRow
from services.labeling_gateway.store.leases import Held
from services.labeling_gateway.store.queue_tables import AnswerRow, LeaseRow, TaskRow

UNDONE = "taken back"
_FOR_GOOD: Mapping[TaskKind, str] = {
    TaskKind.BOXES: "What you made of a page can't be taken back: take the page again, and draw its lines anew.",
    TaskKind.CLASSIFY: "What you said of a document can't be taken back once it was sent: in its collection it is "
    "being read. Hand it in to the right collection.",
}


def latest(session: Session, person: str, limit: int) -> Sequence[tuple[AnswerRow, TaskRow]]:
    """The last answers of a person to lines that stand, newest first, each with its task."""
    query = (
        select(AnswerRow, TaskRow)
        .join(TaskRow, TaskRow.id == AnswerRow.task_id)
        .where(AnswerRow.person == person, AnswerRow.set_aside.is_(None), TaskRow.kind.in_(LINE_KINDS))
        .order_by(AnswerRow.answered_at.desc())
    )
    return [(answer, task) for answer, task in session.execute(query.limit(limit))]


def lines_since(session: Session, task_id: str, epoch: int, person: str, limit: int) -> set[str]:
    """Lines of an answer and of those that the person gave after it, the newest ones. Locks nothing.

    Raises Unknown, and BuiltOn for what was made of a page or a document: it is read anew as soon as that is known.
    """
    first = session.execute(
        select(AnswerRow.answered_at, TaskRow.line_id, TaskRow.kind)
        .join(TaskRow, TaskRow.id == AnswerRow.task_id)
        .where(AnswerRow.task_id == task_id, AnswerRow.epoch == epoch, AnswerRow.person == person)
    ).first()
    if first is None:
        raise Unknown(f"You have given no answer {epoch} to task {task_id}.")
    if first[2] not in LINE_KINDS:
        raise BuiltOn(_FOR_GOOD[first[2]])
    later = (
        select(TaskRow.line_id)
        .join(AnswerRow, AnswerRow.task_id == TaskRow.id)
        .where(AnswerRow.person == person, AnswerRow.set_aside.is_(None), AnswerRow.answered_at > first[0])
        .where(TaskRow.kind.in_(LINE_KINDS))
        .order_by(AnswerRow.answered_at.desc())
    )
    return {first[1], *session.scalars(later.limit(limit))}


def already(session: Session, task_id: str, epoch: int, person: str) -> list[Held] | None:
    """The leases that taking this answer back has led to, if that was done before. Raises BuiltOn."""
    answer = session.get_one(AnswerRow, (task_id, epoch))
    if answer.set_aside is None:
        return None
    undone = (
        select(TaskRow, LeaseRow)
        .join(LeaseRow, (LeaseRow.task_id == TaskRow.id) & (LeaseRow.epoch == TaskRow.epoch))
        .join(AnswerRow, AnswerRow.task_id == TaskRow.id)
        .where(LeaseRow.person == person, LeaseRow.ended.is_(None), AnswerRow.set_aside == UNDONE)
        .where(*_since(answer))
        .order_by(AnswerRow.answered_at.desc())
    )
    held = list({task.id: (task, lease) for task, lease in session.execute(undone)}.values())
    if answer.set_aside != UNDONE or task_id not in {task.id for task, _ in held}:
        raise BuiltOn(f"This answer counts no longer: {answer.set_aside}.")
    return held


def since(session: Session, task_id: str, epoch: int, line_ids: Collection[str]) -> Sequence[AnswerRow]:
    """An answer and all that the person gave after it, on these lines, and that stand, newest first."""
    first = session.get_one(AnswerRow, (task_id, epoch))
    query = (
        select(AnswerRow)
        .join(TaskRow, TaskRow.id == AnswerRow.task_id)
        .where(AnswerRow.set_aside.is_(None), TaskRow.line_id.in_(line_ids), *_since(first))
    )
    return session.scalars(query.order_by(AnswerRow.answered_at.desc())).all()


def undone(session: Session, task: TaskRow, answer: AnswerRow, now: datetime, lasts: timedelta) -> Held:
    """Take an answer back, in the caller's one transaction.

    1. What it has led to goes, and everybody is told through the outbox, after what they were told before.
    2. The task is open again with what others have keyed, or settled with nothing where the line has another text.
    3. Its line is in the person's hands, under a new epoch, as they had it before them and with what they wrote.
    """
    old = session.get_one(LeaseRow, (answer.task_id, answer.epoch))
    line = _untold(session, task, answer, now)
    answer.set_aside = UNDONE
    flags.lower(session, answer.task_id, answer.epoch)
    keyings.restage(session, task)
    held = leases.hold(session, task, old, person=answer.person, work=answer.work, now=now, lasts=lasts)
    held[1].draft = answer.text
    if line is not None and line.is_answered:
        task.state = TaskState.SETTLED
        keyings.set_aside(session, task.id, "the line has its text from elsewhere")
    elif line is not None:
        line.asked_task = task.id
        lines.settle(line)
    return held


def _since(first: AnswerRow) -> tuple[ColumnElement[bool], ...]:
    is_first = (AnswerRow.task_id == first.task_id) & (AnswerRow.epoch == first.epoch)
    return AnswerRow.person == first.person, or_(is_first, AnswerRow.answered_at > first.answered_at)


def _untold(session: Session, task: TaskRow, answer: AnswerRow, now: datetime) -> LineRow | None:
    """Withdraw the label or the decline that an answer has led to, if it has led to one. Its line."""
    reason = f"{answer.person} took the answer back"
    if answer.ended is AnswerEnd.LABEL and answer.label_id is not None:
        event = LabelWithdrawn(
            label_id=answer.label_id,
            collection=task.collection,
            line_id=task.line_id,
            reason=reason,
            withdrawn_at=now,
        )
        outbox.write(session, event, now)
        return labels.withdrawn(session, event)
    if answer.ended is AnswerEnd.DECLINE:
        taken_back = declines.withdrawal(task, answer.epoch, reason, now)
        outbox.write(session, taken_back, now)
        return declines.withdrawn(session, taken_back)
    return None

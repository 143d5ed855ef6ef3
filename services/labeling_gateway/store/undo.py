"""Answers that are taken back: their label goes, and their line is in the person's hands again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from schemas.labels import LabelWithdrawn
from services.labeling_gateway.failures import BuiltOn, Unknown
from services.labeling_gateway.states import AnswerEnd, TaskState
from services.labeling_gateway.store import declines, flags, keyings, labels, leases, lines, outbox, tasks
from services.labeling_gateway.store.document_tables import LineRow
from services.labeling_gateway.store.leases import Held, Wanted
from services.labeling_gateway.store.queue_tables import AnswerRow, LeaseRow, TaskRow

UNDONE = "taken back"


def latest(session: Session, person: str, limit: int) -> Sequence[AnswerRow]:
    """The last answers of a person that stand, newest first."""
    query = select(AnswerRow).where(AnswerRow.person == person, AnswerRow.set_aside.is_(None))
    return session.scalars(query.order_by(AnswerRow.answered_at.desc()).limit(limit)).all()


def already(session: Session, task_id: str, epoch: int, person: str) -> Held | None:
    """The lease that taking this answer back has led to, if that was done before. Raises Unknown, BuiltOn."""
    answer = session.get(AnswerRow, (task_id, epoch))
    if answer is None or answer.person != person:
        raise Unknown(f"You have given no answer {epoch} to task {task_id}.")
    if answer.set_aside is None:
        return None
    task = tasks.task(session, task_id)
    lease = session.get(LeaseRow, (task_id, task.epoch))
    if answer.set_aside == UNDONE and lease is not None and lease.person == person and lease.ended is None:
        return task, lease
    raise BuiltOn(f"This answer counts no longer: {answer.set_aside}.")


def since(session: Session, task_id: str, epoch: int, person: str) -> list[AnswerRow]:
    """An answer and all that the person gave after it and that stand, newest first."""
    first = session.get_one(AnswerRow, (task_id, epoch))
    is_it = (AnswerRow.task_id == task_id) & (AnswerRow.epoch == epoch)
    query = select(AnswerRow).where(
        AnswerRow.person == person,
        AnswerRow.set_aside.is_(None),
        or_(is_it, AnswerRow.answered_at > first.answered_at),
    )
    return list(session.scalars(query.order_by(AnswerRow.answered_at.desc())).all())


def undone(session: Session, answer: AnswerRow, now: datetime, until: datetime) -> Held:
    """Take an answer back, in the caller's one transaction.

    1. What it has led to goes, and everybody is told through the outbox, after what they were told before.
    2. The task is open again with what others have keyed.
    3. Its line is in the person's hands, under a new epoch, as they had it before them and with what they wrote.
    """
    task, old = tasks.locked(session, answer.task_id), leases.lease(session, answer.task_id, answer.epoch)
    line = _untold(session, task, answer, now)
    answer.set_aside = UNDONE
    flags.lower(session, answer.task_id, answer.epoch)
    keyings.restage(session, task)
    held = leases.hold(session, task, Wanted(answer.person, work=answer.work), old, until, now)
    held[1].draft = answer.text
    if line is not None and line.is_answered:
        task.state = TaskState.SETTLED
    elif line is not None:
        line.asked_task = task.id
        lines.settle(line)
    return held


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

"""Keyings: answers of a task that stand, and what a task waits for when one of them goes."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from services.labeling_gateway import keying
from services.labeling_gateway.states import AnswerEnd, LeaseEnd, Stage, TaskState, Work
from services.labeling_gateway.store.queue_tables import AnswerRow, LeaseRow, TaskRow

END: Mapping[Stage, AnswerEnd] = {
    Stage.FIRST: AnswerEnd.WAITING,
    Stage.SECOND: AnswerEnd.WAITING,
    Stage.ADJUDICATION: AnswerEnd.ADJUDICATION,
}
"""Where the keyings of a task in this stage have led to."""


def standing(session: Session, task_id: str) -> Sequence[AnswerRow]:
    """What people keyed, and what was not set aside, in order."""
    query = select(AnswerRow).where(*_stands(task_id), AnswerRow.work == Work.KEY)
    return session.scalars(query.order_by(AnswerRow.epoch)).all()


def has_answered(person: str) -> ColumnElement[bool]:
    """For a query of tasks: whether an answer of this person stands."""
    return exists().where(
        AnswerRow.task_id == TaskRow.id, AnswerRow.person == person, AnswerRow.set_aside.is_(None)
    )


def set_aside(session: Session, task_id: str, reason: str) -> None:
    """No answer of a task counts any longer."""
    for row in session.scalars(select(AnswerRow).where(*_stands(task_id))).all():
        row.set_aside = reason


def restage(session: Session, task: TaskRow) -> None:
    """Open a task again with the keyings that still stand; whoever holds it does so no longer."""
    session.flush()
    rows = standing(session, task.id)
    task.state, task.stage = TaskState.OPEN, keying.stage(len(rows))
    for row in rows:
        row.ended, row.label_id = END[task.stage], None
    lease = session.get(LeaseRow, (task.id, task.epoch))
    if lease is not None and lease.ended is None:
        lease.ended = LeaseEnd.RELEASED
    task.leased_until = None


def _stands(task_id: str) -> tuple[ColumnElement[bool], ...]:
    return AnswerRow.task_id == task_id, AnswerRow.set_aside.is_(None)

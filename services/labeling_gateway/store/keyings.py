"""Keyings: answers of a task that stand, and what a task waits for when one of them goes."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, and_, select
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
    query = select(AnswerRow).where(AnswerRow.task_id == task_id, *_STANDS)
    return session.scalars(query.order_by(AnswerRow.epoch)).all()


def of(session: Session, task: TaskRow) -> Sequence[AnswerRow]:
    """The keyings of a task that is asked for. In its first stage it has none, and nobody needs to look."""
    return () if task.stage is Stage.FIRST else standing(session, task.id)


def first_leases(session: Session, task_ids: Sequence[str]) -> Mapping[str, LeaseRow]:
    """By task, the lease of the first who keyed it: whoever comes after starts from the same reading."""
    if not task_ids:
        return {}
    query = (
        select(LeaseRow)
        .join(AnswerRow, and_(AnswerRow.task_id == LeaseRow.task_id, AnswerRow.epoch == LeaseRow.epoch))
        .where(AnswerRow.task_id.in_(task_ids), *_STANDS)
        .order_by(AnswerRow.epoch.desc())
    )
    return {lease.task_id: lease for lease in session.scalars(query)}


def unanswered_by(person: str) -> ColumnElement[bool]:
    """For a query of tasks: that no answer of this person stands.

    Put so that it is looked up task by task: of EXISTS, PostgreSQL may make a table of all that the person answered.
    """
    answers = select(AnswerRow.epoch).where(
        AnswerRow.task_id == TaskRow.id, AnswerRow.person == person, AnswerRow.set_aside.is_(None)
    )
    return answers.limit(1).scalar_subquery().is_(None)


def set_aside(session: Session, task_id: str, reason: str) -> None:
    """No answer of a task counts any longer."""
    stands = select(AnswerRow).where(AnswerRow.task_id == task_id, AnswerRow.set_aside.is_(None))
    for row in session.scalars(stands).all():
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


_STANDS = (AnswerRow.set_aside.is_(None), AnswerRow.work == Work.KEY)

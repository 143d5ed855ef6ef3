"""Flags: answers that a person wants the lead to look at."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.labeling_gateway.failures import Unknown
from services.labeling_gateway.store.lead_tables import FlagRow
from services.labeling_gateway.store.queue_tables import AnswerRow, TaskRow

Flagged = tuple[FlagRow, AnswerRow, TaskRow]


def raised(session: Session, task: TaskRow, answer: AnswerRow, note: str) -> None:
    """Show an answer to the lead. It counts all the same."""
    session.add(
        FlagRow(
            task_id=task.id,
            epoch=answer.epoch,
            collection=task.collection,
            person=answer.person,
            note=note,
            raised_at=answer.answered_at,
        )
    )


def listed(
    session: Session, among: Collection[str], limit: int = 200, *, resolved: bool = False
) -> Sequence[Flagged]:
    """Flags with what they are about, newest first: those that wait, or those that were resolved.

    Of some collections; of all, if none is named.
    """
    query = (
        select(FlagRow, AnswerRow, TaskRow)
        .join(AnswerRow, (AnswerRow.task_id == FlagRow.task_id) & (AnswerRow.epoch == FlagRow.epoch))
        .join(TaskRow, TaskRow.id == FlagRow.task_id)
        .where(FlagRow.resolved_at.is_not(None) if resolved else FlagRow.resolved_at.is_(None))
        .order_by(FlagRow.raised_at.desc(), FlagRow.task_id)
        .limit(limit)
    )
    if among:
        query = query.where(FlagRow.collection.in_(among))
    return [(flag, answer, task) for flag, answer, task in session.execute(query)]


def resolve(
    session: Session, task_id: str, epoch: int, *, by: str, resolution: str, now: datetime
) -> FlagRow:
    """The lead has looked. Resolved again, it stays as it was. Raises Unknown."""
    row = session.get(FlagRow, (task_id, epoch))
    if row is None:
        raise Unknown(f"Nobody has flagged answer {epoch} of task {task_id}.")
    if row.resolved_at is None:
        row.resolved_at, row.resolved_by, row.resolution = now, by, resolution
    return row


def lower(session: Session, task_id: str, epoch: int) -> None:
    """The answer was taken back, and its flag with it."""
    row = session.get(FlagRow, (task_id, epoch))
    if row is not None:
        session.delete(row)


def waiting(session: Session) -> dict[str, int]:
    """Flags that nobody has resolved, by collection."""
    query = (
        select(FlagRow.collection, func.count())
        .where(FlagRow.resolved_at.is_(None))
        .group_by(FlagRow.collection)
    )
    return {row[0]: row[1] for row in session.execute(query)}

"""Declines as recto.labels has them: lines that a person took no text from, and those that are open again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.labels import DeclineWithdrawn, LabelDeclined
from services.labeling_gateway.store import early, lines
from services.labeling_gateway.store.document_tables import DeclineRow, LineRow
from services.labeling_gateway.store.queue_tables import TaskRow


def is_known(session: Session, event: LabelDeclined) -> bool:
    """Whether a decline has been taken in, with all that follows from it."""
    return session.get(DeclineRow, (event.task_id, event.epoch)) is not None


def declined(session: Session, event: LabelDeclined) -> LineRow:
    """A person took no text from a line."""
    line = lines.of_page(session, event, [event.line_id])[event.line_id]
    if not is_known(session, event):
        session.add(
            DeclineRow(
                task_id=event.task_id,
                epoch=event.epoch,
                line_id=event.line_id,
                reason=event.reason,
                declined_at=event.declined_at,
            )
        )
    for withdrawal in early.taken(session, DeclineWithdrawn, about=event.task_id):
        withdrawn(session, withdrawal)
    _count_newest(session, line)
    return line


def withdrawal(task: TaskRow, epoch: int, reason: str, now: datetime) -> DeclineWithdrawn:
    """That declines of this task, up to this epoch, count no longer."""
    return DeclineWithdrawn(
        task_id=task.id,
        epoch=epoch,
        collection=task.collection,
        document_id=task.document_id,
        page_id=task.page_id,
        line_id=task.line_id,
        reason=reason,
        withdrawn_at=now,
    )


def withdrawn(session: Session, event: DeclineWithdrawn) -> LineRow:
    """Declines of a task, up to an epoch, count no longer. If none is known yet, this is kept until one is."""
    line = lines.of_page(session, event, [event.line_id])[event.line_id]
    session.flush()
    rows = session.scalars(
        select(DeclineRow).where(DeclineRow.task_id == event.task_id, DeclineRow.epoch <= event.epoch)
    ).all()
    if not rows:
        early.keep(session, event, about=event.task_id)
    for row in rows:
        row.withdrawn_at = row.withdrawn_at or event.withdrawn_at
    _count_newest(session, line)
    return line


def _count_newest(session: Session, line: LineRow) -> None:
    session.flush()
    line.declined = session.scalars(
        select(DeclineRow.reason)
        .where(DeclineRow.line_id == line.id, DeclineRow.withdrawn_at.is_(None))
        .order_by(DeclineRow.declined_at.desc(), DeclineRow.epoch.desc())
        .limit(1)
    ).first()
    lines.settle(line)

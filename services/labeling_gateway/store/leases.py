"""Leases: who holds which task, and until when. The task's epoch fences off all but the newest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from schemas.tasks import TaskKind
from services.labeling_gateway.failures import LeaseOver, NotYours, Unknown
from services.labeling_gateway.states import LINE_KINDS, LeaseEnd, TaskState
from services.labeling_gateway.store.queue_tables import LeaseRow, TaskRow
from services.labeling_gateway.store.tasks import locked

Held = tuple[TaskRow, LeaseRow]


@dataclass(frozen=True)
class Given:
    """What a person got, and how many leases of others had expired before."""

    held: tuple[Held, ...]
    expired: int


def give(
    session: Session,
    *,
    person: str,
    collection: str | None,
    count: int,
    now: datetime,
    lasts: timedelta,
    kinds: Collection[TaskKind] = LINE_KINDS,
) -> Given:
    """Lease the next `count` tasks of these kinds by priority to a person. Expired leases are free again.

    Rows that another process is leasing at this moment are passed over (PostgreSQL); SQLite has one writer.
    """
    tasks = session.scalars(
        _next(collection, kinds, now).limit(count).with_for_update(skip_locked=True)
    ).all()
    ids = [task.id for task in tasks]
    expired = session.scalars(
        update(LeaseRow)
        .where(LeaseRow.task_id.in_(ids), LeaseRow.ended.is_(None))
        .values(ended=LeaseEnd.EXPIRED)
        .returning(LeaseRow.task_id)
        .execution_options(synchronize_session=False)
    ).all()
    held = tuple((task, lease_to(task, person, now, lasts)) for task in tasks)
    session.add_all(lease for _, lease in held)
    return Given(held, len(expired))


def extend(
    session: Session, *, task_id: str, epoch: int, person: str, now: datetime, lasts: timedelta
) -> LeaseRow:
    """A sign of life: the lease lasts longer. Raises LeaseOver, NotYours, Unknown."""
    task, lease = current(session, task_id, epoch, person)
    task.leased_until = lease.expires_at = now + lasts
    return lease


def release(session: Session, *, task_id: str, epoch: int, person: str) -> None:
    """Hand a task back unanswered. Raises LeaseOver, NotYours, Unknown."""
    task, lease = current(session, task_id, epoch, person)
    task.leased_until, lease.ended = None, LeaseEnd.RELEASED


def current(session: Session, task_id: str, epoch: int, person: str) -> Held:
    """A task under its newest lease, if that is the one meant. Raises LeaseOver, NotYours, Unknown.

    A lease whose time is up but that nobody else has taken over is still the newest.
    """
    task = locked(session, task_id)
    lease = session.get(LeaseRow, (task_id, epoch))
    if lease is not None and lease.person != person:
        raise NotYours("This line is in another person's hands: take a new one.")
    if epoch < task.epoch:
        raise LeaseOver("Your time with this line was up, and it went to somebody else.", task_id, epoch)
    if lease is None or lease.ended is not None:
        raise LeaseOver("You do not hold this line.", task_id, epoch)
    return task, lease


def started_from(session: Session, task: TaskRow, epoch: int | None) -> TaskRow | LeaseRow:
    """Where a reading stands: in the lease of that epoch, or, without one, in the task. Raises Unknown."""
    if epoch is None:
        return task
    lease = session.get(LeaseRow, (task.id, epoch))
    if lease is None:
        raise Unknown(f"Task {task.id} has no lease {epoch}.")
    return lease


def is_free(now: datetime) -> ColumnElement[bool]:
    """Open, and in nobody's hands."""
    return and_(
        TaskRow.state == TaskState.OPEN, or_(TaskRow.leased_until.is_(None), TaskRow.leased_until <= now)
    )


def _next(collection: str | None, kinds: Collection[TaskKind], now: datetime) -> Select[TaskRow]:
    query = select(TaskRow).where(is_free(now), TaskRow.kind.in_(kinds))
    if collection is not None:
        query = query.where(TaskRow.collection == collection)
    return query.order_by(TaskRow.priority.desc(), TaskRow.id.desc())


def lease_to(task: TaskRow, person: str, now: datetime, lasts: timedelta) -> LeaseRow:
    """The next lease of a task, which fences off all before it."""
    task.epoch += 1
    task.leased_until = now + lasts
    return LeaseRow(
        task_id=task.id,
        epoch=task.epoch,
        person=person,
        given_at=now,
        expires_at=now + lasts,
        text=task.text,
        readings=task.readings,
        model_version=task.model_version,
        generation=task.generation,
    )

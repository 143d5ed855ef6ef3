"""Leases: who holds which task, and until when. The task's epoch fences off all but the newest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import Session

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
    fit: Sequence[ColumnElement[bool]] = (),
) -> Given:
    """Lease the next `count` tasks by priority to a person, of those that `fit`. Expired leases are free again.

    Rows that another process is leasing at this moment are passed over (PostgreSQL); SQLite has one writer.
    """
    tasks = session.scalars(
        waiting(collection, now).where(*fit).limit(count).with_for_update(skip_locked=True)
    ).all()
    expired = _end_expired(session, [task.id for task in tasks if task.epoch])
    held = tuple((task, _lease(task, person, now, lasts)) for task in tasks)
    session.add_all(lease for _, lease in held)
    return Given(held, expired)


def take(session: Session, *, task_id: str, person: str, now: datetime, lasts: timedelta) -> Held:
    """One task in the hands of a person who chose it elsewhere; what they hold of it already stays as it is.

    Raises Unknown, NotYours while somebody else holds it, and LeaseOver if it is open no longer.
    """
    task = locked(session, task_id)
    if task.state is not TaskState.OPEN:
        raise LeaseOver("This line is settled: nobody is asked for it any more.", task_id, task.epoch)
    newest = session.get(LeaseRow, (task_id, task.epoch))
    if newest is not None and newest.ended is None:
        if newest.person == person:
            return task, newest
        if task.leased_until is not None and task.leased_until > now:
            raise NotYours("Somebody else holds this line in Recto: send it again later.")
        newest.ended = LeaseEnd.EXPIRED
    lease = _lease(task, person, now, lasts)
    session.add(lease)
    return task, lease


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
    return current_of(session, locked(session, task_id), epoch, person)


def current_of(session: Session, task: TaskRow, epoch: int, person: str) -> Held:
    """As `current`, of a task that is locked."""
    task_id = task.id
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


def waiting(collection: str | None, now: datetime) -> Select[TaskRow]:
    """The lines that wait for a person, the most urgent one first."""
    query = select(TaskRow).where(is_free(now), TaskRow.kind.in_(LINE_KINDS))
    if collection is not None:
        query = query.where(TaskRow.collection == collection)
    return query.order_by(TaskRow.priority.desc(), TaskRow.id.desc())


def _end_expired(session: Session, ids: Sequence[str]) -> int:
    """End what is left of the leases of tasks that were leased before; how many those are."""
    if not ids:
        return 0
    ended = (
        update(LeaseRow)
        .where(LeaseRow.task_id.in_(ids), LeaseRow.ended.is_(None))
        .values(ended=LeaseEnd.EXPIRED)
        .returning(LeaseRow.task_id)
        .execution_options(synchronize_session=False)
    )
    return len(session.scalars(ended).all())


def _lease(task: TaskRow, person: str, now: datetime, lasts: timedelta) -> LeaseRow:
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

"""Leases: who holds which task, and until when. The task's epoch fences off all but the newest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from services.labeling_gateway.failures import LeaseOver, NotYours, Unknown
from services.labeling_gateway.states import LINE_KINDS, LeaseEnd, Stage, TaskState, Work
from services.labeling_gateway.store import gold, keyings, waiting
from services.labeling_gateway.store.queue_tables import LeaseRow, TaskRow
from services.labeling_gateway.store.tasks import locked

Held = tuple[TaskRow, LeaseRow]


@dataclass(frozen=True)
class Wanted:
    """Who asks for what: tasks to key, or readings of others to settle.

    `may_settle_own`: also readings that are their own, as an admin may where there is nobody else.
    """

    person: str
    collection: str | None = None
    count: int = 1
    work: Work = Work.KEY
    may_settle_own: bool = False


@dataclass(frozen=True)
class Given:
    """What a person got, and how many leases of others had expired before."""

    held: tuple[Held, ...]
    expired: int


def give(session: Session, wanted: Wanted, *, now: datetime, lasts: timedelta) -> Given:
    """Lease the next tasks by priority to a person. Expired leases are free again.

    Rows that another process is leasing at this moment are passed over (PostgreSQL); SQLite has one writer.
    """
    query = _next(session, wanted, now).limit(wanted.count)
    waiting_tasks = session.scalars(query.with_for_update(skip_locked=True)).all()
    held, expired = [], 0
    for each in waiting_tasks:
        known = gold.instead(session, each, wanted.person) if wanted.work is Work.KEY else None
        task = known or each
        expired += _expire(session, task)
        held.append(hold(session, task, wanted, started_first(session, task), now + lasts, now))
    return Given(tuple(held), expired)


def hold(  # noqa: PLR0917  a lease is made of these
    session: Session, task: TaskRow, wanted: Wanted, start: TaskRow | LeaseRow, until: datetime, now: datetime
) -> Held:
    """Put a task into a person's hands, under the next epoch; `start` has the reading that they start from."""
    task.epoch += 1
    task.leased_until = until
    lease = LeaseRow(
        task_id=task.id,
        epoch=task.epoch,
        person=wanted.person,
        given_at=now,
        expires_at=until,
        text=start.text,
        readings=start.readings,
        model_version=start.model_version,
        generation=start.generation,
        work=wanted.work,
    )
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
    task = locked(session, task_id)
    lease = session.get(LeaseRow, (task_id, epoch))
    if lease is not None and lease.person != person:
        raise NotYours("This line is in another person's hands: take a new one.")
    if epoch < task.epoch:
        raise LeaseOver("Your time with this line was up, and it went to somebody else.", task_id, epoch)
    if lease is None or lease.ended is not None:
        raise LeaseOver("You do not hold this line.", task_id, epoch)
    return task, lease


def lease(session: Session, task_id: str, epoch: int) -> LeaseRow:
    """A lease. Raises Unknown."""
    row = session.get(LeaseRow, (task_id, epoch))
    if row is None:
        raise Unknown(f"Task {task_id} has no lease {epoch}.")
    return row


def started_from(session: Session, task: TaskRow, epoch: int | None) -> TaskRow | LeaseRow:
    """Where a reading stands: in the lease of that epoch, or, without one, in the task. Raises Unknown."""
    return task if epoch is None else lease(session, task.id, epoch)


def started_first(session: Session, task: TaskRow) -> TaskRow | LeaseRow:
    """What the first who keyed a task started from, for whoever comes after to start from the same."""
    for row in keyings.standing(session, task.id)[:1]:
        lease = session.get(LeaseRow, (task.id, row.epoch))
        if lease is not None:
            return lease
    return task


def is_free(now: datetime) -> ColumnElement[bool]:
    """Open, and in nobody's hands."""
    return and_(
        TaskRow.state == TaskState.OPEN, or_(TaskRow.leased_until.is_(None), TaskRow.leased_until <= now)
    )


def _expire(session: Session, task: TaskRow) -> int:
    """End the lease of somebody whose time was up; how many that were."""
    old = session.get(LeaseRow, (task.id, task.epoch))
    if old is None or old.ended is not None:
        return 0
    old.ended = LeaseEnd.EXPIRED
    return 1


def _next(session: Session, wanted: Wanted, now: datetime) -> Select[TaskRow]:
    query = select(TaskRow).where(
        is_free(now), TaskRow.kind.in_(LINE_KINDS), TaskRow.gold_for.is_(None), _is_for(session, wanted, now)
    )
    if wanted.collection is not None:
        query = query.where(TaskRow.collection == wanted.collection)
    return query.order_by(TaskRow.priority.desc(), TaskRow.id.desc())


def _is_for(session: Session, wanted: Wanted, now: datetime) -> ColumnElement[bool]:
    """Whether a task is work for this person: nobody keys a line twice, or settles what they have keyed."""
    if wanted.work is Work.KEY:
        return and_(TaskRow.stage != Stage.ADJUDICATION, ~keyings.has_answered(wanted.person))
    if wanted.may_settle_own:
        return or_(TaskRow.stage == Stage.ADJUDICATION, TaskRow.id.in_(waiting.stuck(session, now)))
    return and_(TaskRow.stage == Stage.ADJUDICATION, ~keyings.has_answered(wanted.person))

"""Leases: who holds which task, and until when. The task's epoch fences off all but the newest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from schemas.collections import CollectionSettings
from services.labeling_gateway.failures import LeaseOver, NotYours, Refusal, Unknown
from services.labeling_gateway.states import LeaseEnd, Stage, TaskState, Work
from services.labeling_gateway.store import collections, dealing, gold, keyings, tasks
from services.labeling_gateway.store.dealing import Wanted
from services.labeling_gateway.store.queue_tables import LeaseRow, TaskRow

Held = tuple[TaskRow, LeaseRow]


class LeaseKey(NamedTuple):
    """Which lease is meant."""

    task_id: str
    epoch: int


class Lost(NamedTuple):
    """A lease that a person believes to hold, and why they do not."""

    key: LeaseKey
    why: str


@dataclass(frozen=True)
class Given:
    """What a person got, and how many leases of others had expired before."""

    held: tuple[Held, ...]
    expired: int
    settings: Mapping[str, CollectionSettings]
    """Of all collections: what they were dealt by."""


def give(session: Session, wanted: Wanted, *, now: datetime, lasts: timedelta) -> Given:
    """Lease the next tasks by priority to a person, of those that fit. Expired leases are free again.

    Rows that another process is leasing at this moment are passed over (PostgreSQL); SQLite has one writer.
    """
    settings = collections.every_settings(session)
    query = dealing.next_for(session, wanted, settings, now).limit(wanted.count)
    chosen = session.scalars(query.with_for_update(skip_locked=True)).all()
    if wanted.work is Work.KEY:
        chosen = gold.among(session, chosen, wanted.who, settings)
    expired = _end_expired(session, [task.id for task in chosen if task.epoch])
    starts = keyings.first_leases(session, [task.id for task in chosen if task.stage is not Stage.FIRST])
    who, work = wanted.who.person, wanted.work
    held = tuple(
        hold(session, task, starts.get(task.id, task), person=who, work=work, now=now, lasts=lasts)
        for task in chosen
    )
    return Given(held, expired, settings)


def take(session: Session, *, task_id: str, person: str, now: datetime, lasts: timedelta) -> Held:
    """One task in the hands of a person who chose it elsewhere; what they hold of it already stays as it is.

    Raises Unknown, NotYours while somebody else holds it, and LeaseOver if they are not asked to key it any more.
    """
    task = tasks.locked(session, task_id)
    _require_open_to(session, task, person)
    newest = session.get(LeaseRow, (task_id, task.epoch))
    if newest is not None and newest.ended is None:
        if newest.person == person and newest.work is Work.KEY:
            return task, newest
        if task.leased_until is not None and task.leased_until > now:
            raise NotYours("Somebody else holds this line in Recto: send it again later.")
        newest.ended = LeaseEnd.EXPIRED
    start = keyings.first_leases(session, [task_id]).get(task_id, task)
    return hold(session, task, start, person=person, work=Work.KEY, now=now, lasts=lasts)


def hold(
    session: Session,
    task: TaskRow,
    start: TaskRow | LeaseRow,
    *,
    person: str,
    work: Work,
    now: datetime,
    lasts: timedelta,
) -> Held:
    """Put a task into a person's hands, under the next epoch; `start` has the reading that they start from."""
    task.epoch += 1
    task.leased_until = now + lasts
    lease = LeaseRow(
        task_id=task.id,
        epoch=task.epoch,
        person=person,
        given_at=now,
        expires_at=now + lasts,
        text=start.text,
        readings=start.readings,
        model_version=start.model_version,
        generation=start.generation,
        work=work,
    )
    session.add(lease)
    return task, lease


def extend(
    session: Session, meant: Sequence[LeaseKey], *, person: str, now: datetime, lasts: timedelta
) -> list[Lost]:
    """Signs of life: these leases last longer, but for those that the person does not hold, which are returned."""
    known = {task.id: task for task in tasks.all_locked(session, [key.task_id for key in meant])}
    leases = _under(session, meant)
    lost = []
    for key in meant:
        try:
            task, lease = _held(known.get(key.task_id), leases.get(key), key, person)
        except Refusal as refusal:
            lost.append(Lost(key, str(refusal)))
        else:
            task.leased_until = lease.expires_at = now + lasts
    return lost


def release(session: Session, *, task_id: str, epoch: int, person: str) -> None:
    """Hand a task back unanswered. Raises LeaseOver, NotYours, Unknown."""
    task, lease = current(session, task_id, epoch, person)
    task.leased_until, lease.ended = None, LeaseEnd.RELEASED


def current(session: Session, task_id: str, epoch: int, person: str) -> Held:
    """A task under its newest lease, if that is the one meant. Raises LeaseOver, NotYours, Unknown.

    A lease whose time is up but that nobody else has taken over is still the newest.
    """
    return current_of(session, tasks.locked(session, task_id), epoch, person)


def current_of(session: Session, task: TaskRow, epoch: int, person: str) -> Held:
    """As `current`, of a task that is locked, or of one that is only looked at."""
    return _held(task, under(session, task, epoch), LeaseKey(task.id, epoch), person)


def under(session: Session, task: TaskRow, epoch: int) -> LeaseRow | None:
    """The lease of a task of that epoch, if there is one."""
    return session.get(LeaseRow, (task.id, epoch))


def _under(session: Session, keys: Sequence[LeaseKey]) -> dict[LeaseKey, LeaseRow]:
    """The leases of these keys that there are; with others of the same tasks, perhaps."""
    epochs = LeaseRow.epoch.in_([key.epoch for key in keys])
    of_tasks = select(LeaseRow).where(LeaseRow.task_id.in_([key.task_id for key in keys]), epochs)
    return {LeaseKey(lease.task_id, lease.epoch): lease for lease in session.scalars(of_tasks)}


def _held(task: TaskRow | None, lease: LeaseRow | None, key: LeaseKey, person: str) -> Held:
    if task is None:
        raise Unknown(f"There is no task {key.task_id}.")
    if lease is not None and lease.person != person:
        raise NotYours("This line is in another person's hands: take a new one.")
    if key.epoch < task.epoch:
        raise LeaseOver("Your time with this line was up, and it went to somebody else.", *key)
    if lease is None or lease.ended is not None:
        raise LeaseOver("You do not hold this line.", *key)
    return task, lease


def _require_open_to(session: Session, task: TaskRow, person: str) -> None:
    if task.gold_for not in (None, person):
        raise NotYours("This line waits for somebody else.")
    if task.state is not TaskState.OPEN:
        raise LeaseOver("This line is settled: nobody is asked for it any more.", task.id, task.epoch)
    if task.stage is Stage.ADJUDICATION:
        raise LeaseOver(
            "Two people read this line differently: an adjudicator settles it.", task.id, task.epoch
        )
    if person in (keyed.person for keyed in keyings.of(session, task)):
        raise LeaseOver(f"{person} has keyed this line: somebody else is asked now.", task.id, task.epoch)


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

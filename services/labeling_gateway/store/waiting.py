"""Lines that wait for another person, and those for which there is nobody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.labeling_gateway.states import Stage, TaskState
from services.labeling_gateway.store import collections, flags
from services.labeling_gateway.store.queue_tables import AnswerRow, TaskRow

_WAITING = (Stage.SECOND, Stage.ADJUDICATION)


@dataclass(frozen=True)
class Waits:
    """A task that somebody has keyed and that waits for somebody else, since the last of them answered."""

    task_id: str
    collection: str
    stage: Stage
    since: datetime


@dataclass(frozen=True)
class Tally:
    """How much waits for another person: by collection and stage, for nobody, and for the lead's word."""

    waits: Mapping[tuple[str, Stage], int]
    stuck: Mapping[str, int]
    flags: Mapping[str, int]


def tally(session: Session, now: datetime, collection: str | None = None) -> Tally:
    """Count all of it. A collection in which something waits is told whole, zeros included."""
    found, nobody = waits(session, collection), set(stuck(session, now, collection))
    names = sorted({each.collection for each in found})
    counted = Counter((each.collection, each.stage) for each in found)
    without = Counter(each.collection for each in found if each.task_id in nobody)
    return Tally(
        {(name, stage): counted[name, stage] for name in names for stage in _WAITING},
        {name: without[name] for name in names},
        flags.waiting(session),
    )


def waits(session: Session, collection: str | None = None) -> Sequence[Waits]:
    """All tasks that wait for a second person or an adjudicator, those that waited longest first."""
    since = func.max(AnswerRow.answered_at)
    query = (
        select(TaskRow.id, TaskRow.collection, TaskRow.stage, since)
        .join(AnswerRow, AnswerRow.task_id == TaskRow.id)
        .where(TaskRow.state == TaskState.OPEN, TaskRow.stage != Stage.FIRST, AnswerRow.set_aside.is_(None))
        .group_by(TaskRow.id, TaskRow.collection, TaskRow.stage)
        .order_by(since, TaskRow.id)
    )
    if collection is not None:
        query = query.where(TaskRow.collection == collection)
    return [Waits(*row) for row in session.execute(query)]


def stuck(session: Session, now: datetime, collection: str | None = None) -> list[str]:
    """Tasks for which there seems to be nobody.

    They have waited for as long as the collection says; and where a second person is missing, at most one has
    answered anything in that time.
    """
    found: list[str] = []
    short: dict[str, tuple[datetime, bool]] = {}
    for each in waits(session, collection):
        if each.collection not in short:
            short[each.collection] = _shortage(session, each.collection, now)
        since, is_short = short[each.collection]
        if each.since <= since and (is_short or each.stage is Stage.ADJUDICATION):
            found.append(each.task_id)
    return found


def _shortage(session: Session, collection: str, now: datetime) -> tuple[datetime, bool]:
    """From when on a collection counts people, and whether at most one has answered since."""
    since = now - timedelta(hours=collections.settings_of(session, collection).second_person_hours)
    people = (
        select(func.count(AnswerRow.person.distinct()))
        .join(TaskRow, TaskRow.id == AnswerRow.task_id)
        .where(TaskRow.collection == collection, AnswerRow.answered_at > since)
    )
    return since, (session.scalar(people) or 0) <= 1

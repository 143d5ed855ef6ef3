"""Lines that wait for another person, and those for which there is nobody."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from services.labeling_gateway.people import Who
from services.labeling_gateway.states import Stage, TaskState
from services.labeling_gateway.store import collections, flags
from services.labeling_gateway.store.document_tables import LineRow
from services.labeling_gateway.store.people_tables import PersonRow
from services.labeling_gateway.store.queue_tables import AnswerRow, TaskRow

_WAITING = (Stage.SECOND, Stage.ADJUDICATION)


class Waits(NamedTuple):
    """A task that somebody has keyed and that waits for somebody else, since the last of them answered."""

    task_id: str
    collection: str
    stage: Stage
    script: str | None
    is_personal: bool
    since: datetime
    keyed_by: str
    """The first of them by name; while a second person is asked, the only one."""


@dataclass(frozen=True)
class Tally:
    """How much waits for another person: by collection and stage, for nobody, and for the lead's word."""

    waits: Mapping[tuple[str, Stage], int]
    stuck: Mapping[str, int]
    flags: Mapping[str, int]


class _Crew:
    """Who works in a collection: those who have answered anything there for as long as a second person may take."""

    def __init__(self, session: Session, collection: str, now: datetime) -> None:
        settings = collections.settings_of(session, collection)
        self._session, self._collection, self._language = session, collection, settings.language
        self.since = now - timedelta(hours=settings.second_person_hours)

    def has_somebody_for(self, waits: Waits) -> bool:
        """Whether one of them, who has not keyed it, may key it."""
        return any(
            who.person != waits.keyed_by
            and who.may_key(waits.script, self._language, is_personal=waits.is_personal)
            for who in self._people
        )

    @cached_property
    def _people(self) -> Sequence[Who]:
        has_answered = (
            exists()
            .where(AnswerRow.person == PersonRow.id, AnswerRow.answered_at > self.since)
            .where(TaskRow.id == AnswerRow.task_id, TaskRow.collection == self._collection)
        )
        query = select(PersonRow).where(PersonRow.active, has_answered)
        return [row.who for row in self._session.scalars(query)]


def tally(session: Session, now: datetime, collection: str | None = None) -> Tally:
    """Count all of it. A collection in which something waits is told whole, zeros included."""
    found = _waits(session, collection)
    names = sorted({each.collection for each in found})
    counted = Counter((each.collection, each.stage) for each in found)
    without = Counter(each.collection for each in _without_anybody(session, found, now))
    return Tally(
        {(name, stage): counted[name, stage] for name in names for stage in _WAITING},
        {name: without[name] for name in names},
        flags.waiting(session),
    )


def stuck(session: Session, now: datetime) -> list[str]:
    """Tasks for which there seems to be nobody."""
    return [each.task_id for each in _without_anybody(session, _waits(session), now)]


def _waits(session: Session, collection: str | None = None) -> Sequence[Waits]:
    """All tasks that wait for a second person or an adjudicator, those that waited longest first."""
    since = func.max(AnswerRow.answered_at)
    of_task = (TaskRow.id, TaskRow.collection, TaskRow.stage, TaskRow.script)
    personal = func.coalesce(LineRow.personal, False)
    query = (
        select(*of_task, personal, since, func.min(AnswerRow.person))
        .join(AnswerRow, AnswerRow.task_id == TaskRow.id)
        .outerjoin(LineRow, LineRow.id == TaskRow.line_id)
        .where(TaskRow.state == TaskState.OPEN, TaskRow.stage.in_(_WAITING), AnswerRow.set_aside.is_(None))
        .group_by(*of_task, LineRow.personal)
        .order_by(since, TaskRow.id)
    )
    if collection is not None:
        query = query.where(TaskRow.collection == collection)
    return [Waits(*row) for row in session.execute(query)]


def _without_anybody(session: Session, found: Sequence[Waits], now: datetime) -> Iterator[Waits]:
    """Those that have waited for as long as the collection says, with nobody at work who may key them.

    Of adjudicators nothing is known: what they could settle has waited for so long is all that tells.
    """

    @cache
    def crew(collection: str) -> _Crew:
        return _Crew(session, collection, now)

    for each in found:
        here = crew(each.collection)
        if each.since > here.since:
            continue
        if each.stage is Stage.ADJUDICATION or not here.has_somebody_for(each):
            yield each

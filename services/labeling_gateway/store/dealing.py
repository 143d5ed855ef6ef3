"""Which lines, pages and documents go to whom: by what they keyed before, by script and language, by clearance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from schemas.collections import CollectionSettings
from schemas.tasks import TaskKind
from services.labeling_gateway.failures import NotCleared
from services.labeling_gateway.people import Who
from services.labeling_gateway.roles import Role
from services.labeling_gateway.states import LINE_KINDS, Stage, TaskState, Work
from services.labeling_gateway.store import keyings, tasks, waiting
from services.labeling_gateway.store.document_tables import LineRow
from services.labeling_gateway.store.lead_tables import GoldRow
from services.labeling_gateway.store.queue_tables import TaskRow


@dataclass(frozen=True)
class Wanted:
    """Who asks for what: tasks to key, of these kinds, or readings of others to settle."""

    who: Who
    collection: str | None = None
    count: int = 1
    work: Work = Work.KEY
    kinds: tuple[TaskKind, ...] = LINE_KINDS


def next_for(
    session: Session, wanted: Wanted, settings: Mapping[str, CollectionSettings], now: datetime
) -> Select[TaskRow]:
    """What waits for a person like this one and their kind of work, the most urgent first."""
    query = select(TaskRow).where(is_free(now), TaskRow.kind.in_(wanted.kinds), TaskRow.gold_for.is_(None))
    is_work = _to_key(wanted) if wanted.work is Work.KEY else _to_settle(session, wanted, now)
    query = query.where(is_work, *_fit_for(wanted, settings))
    if wanted.collection is not None:
        query = query.where(TaskRow.collection == wanted.collection)
    return query.order_by(TaskRow.priority.desc(), TaskRow.id.desc())


def is_free(now: datetime) -> ColumnElement[bool]:
    """Open, and in nobody's hands."""
    return and_(
        TaskRow.state == TaskState.OPEN, or_(TaskRow.leased_until.is_(None), TaskRow.leased_until <= now)
    )


def gold_for(who: Who) -> list[ColumnElement[bool]]:
    """Conditions that a gold line must meet to be dealt to a person."""
    return _fit(who, GoldRow.line_id, GoldRow.script)


def personal_among(session: Session, line_ids: Sequence[str]) -> set[str]:
    """Those of some lines that carry personal data."""
    query = select(LineRow.id).where(LineRow.id.in_(line_ids), LineRow.personal.is_(True))
    return set(session.scalars(query))


def withheld_from(session: Session, who: Who, line_ids: Sequence[str]) -> set[str]:
    """Those of some lines whose texts a person may not see."""
    return set() if who.cleared else personal_among(session, line_ids)


def seen_by(session: Session, who: Who, task_id: str) -> TaskRow:
    """A task that a person may look at. Raises Unknown, and NotCleared if its line or page carries personal data."""
    task = tasks.task(session, task_id)
    if task.kind in LINE_KINDS:
        require_cleared(session, who, task.line_id)
    elif task.kind is TaskKind.CLASSIFY:
        _require_all_cleared(session, who, _personal_in(task.document_id), "document")
    else:
        require_page_cleared(session, who, task.page_id)
    return task


def require_cleared(session: Session, who: Who, line_id: str) -> None:
    """Raises NotCleared if a line carries personal data and the person is not cleared for it."""
    if withheld_from(session, who, [line_id]):
        raise NotCleared("This line carries personal data: an admin can clear you for it.")


def require_page_cleared(session: Session, who: Who, page_id: str) -> None:
    """Raises NotCleared if a line of a page carries personal data and the person is not cleared for it."""
    _require_all_cleared(session, who, _personal_on(page_id), "page")


def _require_all_cleared(session: Session, who: Who, personal: Select[str], what: str) -> None:
    if not who.cleared and session.scalars(personal.limit(1)).first() is not None:
        raise NotCleared(f"A line of this {what} carries personal data: an admin can clear you for it.")


def _personal_on(page_id: str | InstrumentedAttribute[str]) -> Select[str]:
    """Those lines of a page that carry personal data; also those that are gone: its image still shows them."""
    return select(LineRow.id).where(LineRow.page_id == page_id, LineRow.personal.is_(True))


def _personal_in(document_id: str | InstrumentedAttribute[str]) -> Select[str]:
    """Those lines of a document that carry personal data."""
    return select(LineRow.id).where(LineRow.document_id == document_id, LineRow.personal.is_(True))


def _to_key(wanted: Wanted) -> ColumnElement[bool]:
    """Nobody keys a line twice. Looked up for the few that somebody has keyed: the others are found by their index."""
    is_anothers = and_(TaskRow.stage == Stage.SECOND, keyings.unanswered_by(wanted.who.person))
    return or_(TaskRow.stage == Stage.FIRST, is_anothers)


def _to_settle(session: Session, wanted: Wanted, now: datetime) -> ColumnElement[bool]:
    """Nobody settles what they have keyed, but an admin, who may do so alone where there is nobody else."""
    if wanted.who.role.includes(Role.ADMIN):
        return or_(TaskRow.stage == Stage.ADJUDICATION, TaskRow.id.in_(waiting.stuck(session, now)))
    return and_(TaskRow.stage == Stage.ADJUDICATION, keyings.unanswered_by(wanted.who.person))


def _fit_for(wanted: Wanted, settings: Mapping[str, CollectionSettings]) -> list[ColumnElement[bool]]:
    """Conditions that a task must meet to be dealt to a person."""
    who = wanted.who
    fit = _fit(who, TaskRow.line_id, TaskRow.script)
    if not who.cleared and TaskKind.BOXES in wanted.kinds:
        fit.append(or_(TaskRow.kind != TaskKind.BOXES, ~_personal_on(TaskRow.page_id).exists()))
    if TaskKind.CLASSIFY in wanted.kinds:
        fit += _to_sort(who)
    if who.collections:
        fit.append(TaskRow.collection.in_(who.collections))
    foreign = [name for name, each in settings.items() if not who.skills.cover(each.language)]
    return [*fit, TaskRow.collection.not_in(foreign)] if foreign else fit


def _to_sort(who: Who) -> list[ColumnElement[bool]]:
    """A document goes back to nobody who has skipped it."""
    is_other = TaskRow.kind != TaskKind.CLASSIFY
    fit = [or_(is_other, keyings.unanswered_by(who.person))]
    return fit if who.cleared else [*fit, or_(is_other, ~_personal_in(TaskRow.document_id).exists())]


def _fit(
    who: Who, line_id: InstrumentedAttribute[str], script: InstrumentedAttribute[Any]
) -> list[ColumnElement[bool]]:
    fit: list[ColumnElement[bool]] = []
    if not who.cleared:
        personal = select(LineRow.id).where(LineRow.id == line_id, LineRow.personal.is_(True))
        fit.append(~personal.exists())
    if who.skills.scripts:
        fit.append(or_(script.is_(None), script.in_(who.skills.scripts)))
    return fit

"""Which lines go to whom: those whose script and language a person knows, and personal data to the cleared alone."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from services.labeling_gateway.failures import NotCleared
from services.labeling_gateway.people import Who
from services.labeling_gateway.store import tasks
from services.labeling_gateway.store.document_tables import CollectionRow, LineRow
from services.labeling_gateway.store.queue_tables import TaskRow


def fit_for(session: Session, who: Who) -> list[ColumnElement[bool]]:
    """Conditions that a task must meet to be dealt to a person."""
    fit: list[ColumnElement[bool]] = []
    if not who.cleared:
        personal = select(LineRow.id).where(LineRow.id == TaskRow.line_id, LineRow.personal.is_(True))
        fit.append(~personal.exists())
    if who.skills.scripts:
        fit.append(or_(TaskRow.script.is_(None), TaskRow.script.in_(who.skills.scripts)))
    foreign = [
        row.name
        for row in session.scalars(select(CollectionRow))
        if not who.skills.cover(row.settings.language)
    ]
    if foreign:
        fit.append(TaskRow.collection.not_in(foreign))
    return fit


def personal_among(session: Session, line_ids: Sequence[str]) -> set[str]:
    """Those of some lines that carry personal data."""
    query = select(LineRow.id).where(LineRow.id.in_(line_ids), LineRow.personal.is_(True))
    return set(session.scalars(query))


def seen_by(session: Session, who: Who, task_id: str) -> TaskRow:
    """A task that a person may look at. Raises Unknown, and NotCleared if its line carries personal data."""
    task = tasks.task(session, task_id)
    line = session.get(LineRow, task.line_id)
    if not who.cleared and line is not None and line.personal:
        raise NotCleared("This line carries personal data: an admin can clear you for it.")
    return task

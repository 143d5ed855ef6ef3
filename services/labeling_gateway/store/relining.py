"""Pages whose lines were drawn anew: lines that are gone, their tasks, leases and labels with them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.ids import line_id
from schemas.labels import LabelWithdrawn
from schemas.layout import Layout
from schemas.pages import PageRelined
from schemas.tasks import TaskKind
from services.labeling_gateway.states import TaskState
from services.labeling_gateway.store import documents, labels, lines, outbox, tasks
from services.labeling_gateway.store.document_tables import UNREAD, DocumentRow, LabelRow, LineRow, PageRow
from services.labeling_gateway.store.documents import OfPage
from services.labeling_gateway.store.queue_tables import TaskRow

_REASON = "its line was drawn anew"


class OfRevision(OfPage, Protocol):
    """An event about a page by some revision of its lines."""

    @property
    def revision(self) -> int: ...  # noqa: D102
    @property
    def number(self) -> int: ...  # noqa: D102


def is_outdated(session: Session, event: OfRevision) -> bool:
    """Whether the lines of the page that an event is about were drawn anew since, or its document is gone from there.

    They are not until it is taken in.
    """
    page = session.get(PageRow, event.page_id, with_for_update=True)
    is_older = page is not None and event.revision < page.revision
    return is_older or documents.has_moved(session, event.document_id)


def relined(session: Session, event: PageRelined, layout: Layout, now: datetime) -> None:
    """A person has drawn the lines of a page. Those that are new are shown at once, and wait to be read."""
    ids = [line_id(event.page_id, line.id) for line in layout.lines]
    if not advance(session, event, ids, now):
        return
    rows = lines.of_page(session, event, ids)
    for position, (name, line) in enumerate(zip(ids, layout.lines, strict=True)):
        rows[name].line, rows[name].position, rows[name].is_gone = line, position, False


def advance(session: Session, event: OfRevision, ids: Sequence[str], now: datetime) -> bool:
    """The page has these lines from now on, if they are newer than those that are known: whether they are."""
    page = documents.page_of(session, event, event.number)
    if event.revision <= page.revision:
        return False
    page.revision, page.generation = event.revision, UNREAD
    page.model_version = page.unreadable = None
    document = session.get(DocumentRow, event.document_id)
    if document is not None:
        document.completed_at = None
    session.flush()
    _leave(session, event, set(ids), now)
    return True


def withdraw_if_gone(session: Session, line: LineRow, now: datetime) -> None:
    """A label that comes after its line has gone counts no more than those that came before."""
    if line.is_gone:
        _withdraw_labels(session, [line.id], now)


def _leave(session: Session, event: OfRevision, kept: Collection[str], now: datetime) -> None:
    """All other lines of the page are gone. Locks tasks before lines, as everybody does."""
    asked = tasks.lock_page(session, event.page_id)
    rows = session.scalars(
        select(LineRow)
        .where(LineRow.page_id == event.page_id, LineRow.is_gone.is_(False))
        .order_by(LineRow.id)
        .with_for_update()
    ).all()
    gone = {row.id: row for row in rows if row.id not in kept}
    for row in gone.values():
        row.is_gone, row.asked_task = True, None
        lines.settle(row)
    tasks.drop(session, [task for task in asked if task.line_id in gone or _asks_for_lines(task)], _REASON)
    _withdraw_labels(session, list(gone), now)


def _asks_for_lines(task: TaskRow) -> bool:
    """Whether a task asks where the lines of before are."""
    return task.kind is TaskKind.BOXES and task.state is TaskState.OPEN


def _withdraw_labels(session: Session, gone: Sequence[str], now: datetime) -> None:
    session.flush()
    standing = select(LabelRow).where(LabelRow.line_id.in_(gone), LabelRow.withdrawn_at.is_(None))
    for label in session.scalars(standing.order_by(LabelRow.id)).all():
        event = LabelWithdrawn(
            label_id=label.id,
            collection=label.collection,
            line_id=label.line_id,
            reason=_REASON,
            withdrawn_at=now,
        )
        labels.withdrawn(session, event)
        outbox.write(session, event, now)

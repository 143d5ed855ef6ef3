"""Documents and pages as they stand: what events say of them, and how they are listed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from schemas.documents import DocumentClassified, DocumentCompleted, DocumentIngested
from schemas.pages import PageIngested
from schemas.tasks import Purpose
from services.labeling_gateway.failures import Unknown
from services.labeling_gateway.states import LineState
from services.labeling_gateway.store.document_tables import UNREAD, DocumentRow, LabelRow, LineRow, PageRow
from services.labeling_gateway.store.queue_tables import TaskRow

Counts = dict[LineState, int]


class OfPage(Protocol):
    """An event about a page, or about some of its lines."""

    @property
    def page_id(self) -> str: ...  # noqa: D102
    @property
    def document_id(self) -> str: ...  # noqa: D102
    @property
    def collection(self) -> str: ...  # noqa: D102


def ingested(session: Session, event: DocumentIngested) -> None:
    """A document came in."""
    row = _document(session, event.document_id, event.collection, event.ingested_at)
    row.name, row.pages, row.ingested_at = event.name, event.pages, event.ingested_at
    row.sha256 = event.sha256


def completed(session: Session, event: DocumentCompleted) -> None:
    """Nothing of a document waits any more, unless lines of it were drawn anew since."""
    drawn = select(func.coalesce(func.sum(PageRow.revision), 0)).where(
        PageRow.document_id == event.document_id
    )
    if event.revision < (session.scalar(drawn) or 0):
        return
    row = _document(session, event.document_id, event.collection, event.completed_at)
    row.completed_at = event.completed_at


def moved(session: Session, event: DocumentClassified) -> None:
    """A person has put a document out of an inbox into a collection."""
    row = _document(session, event.document_id, event.collection, event.classified_at)
    row.moved_into, row.moved_to = event.into, event.becomes


def has_moved(session: Session, document_id: str) -> bool:
    """Whether a document is in its inbox no longer."""
    row = session.get(DocumentRow, document_id)
    return row is not None and row.moved_to is not None


def page_ingested(session: Session, event: PageIngested) -> None:
    """A page came in."""
    _document(session, event.document_id, event.collection, event.ingested_at)
    row = page_of(session, event, event.number)
    row.image, row.width, row.height = event.image, event.width, event.height
    row.writer = event.writer


def page_of(session: Session, event: OfPage, number: int) -> PageRow:
    """The page that an event is about, begun if this is the first that is heard of it."""
    row = session.get(PageRow, event.page_id, with_for_update=True)
    if row is None:
        row = PageRow(
            id=event.page_id,
            document_id=event.document_id,
            collection=event.collection,
            number=number,
            generation=UNREAD,
            revision=0,
        )
        session.add(row)
    return row


def document(session: Session, document_id: str) -> DocumentRow:
    """One document. Raises Unknown."""
    row = session.get(DocumentRow, document_id)
    if row is None:
        raise Unknown(f"There is no document {document_id}.")
    return row


def page(session: Session, page_id: str) -> PageRow:
    """One page. Raises Unknown."""
    return _known(session.get(PageRow, page_id), page_id)


def locked_page(session: Session, page_id: str) -> PageRow:
    """One page. Nobody else may change it, or which lines it has, until the transaction ends. Raises Unknown."""
    return _known(session.get(PageRow, page_id, with_for_update=True), page_id)


def locked_pages(session: Session, document_id: str) -> Sequence[PageRow]:
    """All pages of a document. Nobody else may change them, or which lines they have, until the transaction ends."""
    query = select(PageRow).where(PageRow.document_id == document_id).order_by(PageRow.id)
    return session.scalars(query.with_for_update()).all()


def writer_of(session: Session, page_id: str) -> str | None:
    """A page's writer. None where nobody has said, or where the page itself has not been heard of yet."""
    return session.scalar(select(PageRow.writer).where(PageRow.id == page_id))


def newest(session: Session, among: Collection[str], limit: int, after: str | None) -> Sequence[DocumentRow]:
    """Documents of some collections, of all if none is named, newest first, from behind the document `after` on.

    Raises Unknown if there is no such one.
    """
    query = select(DocumentRow).order_by(DocumentRow.ingested_at.desc(), DocumentRow.id.desc()).limit(limit)
    if among:
        query = query.where(DocumentRow.collection.in_(among))
    if after is not None:
        last = document(session, after)
        query = query.where(
            tuple_(DocumentRow.ingested_at, DocumentRow.id) < tuple_(last.ingested_at, last.id)
        )
    return session.scalars(query).all()


def line_counts(session: Session, document_ids: Sequence[str]) -> dict[str, Counts]:
    """Lines of documents by where they stand."""
    query = (
        select(LineRow.document_id, LineRow.state, func.count())
        .where(LineRow.document_id.in_(document_ids), LineRow.is_gone.is_(False))
        .group_by(LineRow.document_id, LineRow.state)
    )
    counts: dict[str, Counts] = {document_id: {} for document_id in document_ids}
    for document_id, state, count in session.execute(query):
        counts[document_id][state] = count
    return counts


def pages_of(session: Session, document_id: str) -> Sequence[PageRow]:
    """Pages of a document in order."""
    query = select(PageRow).where(PageRow.document_id == document_id)
    return session.scalars(query.order_by(PageRow.number, PageRow.id)).all()


def lines_of(session: Session, document_id: str) -> dict[str, list[LineRow]]:
    """Lines of a document by page, each page's in order; lines whose place is not known yet come last."""
    query = (
        select(LineRow)
        .where(LineRow.document_id == document_id, LineRow.is_gone.is_(False))
        .order_by(LineRow.position.is_(None), LineRow.position, LineRow.id)
    )
    by_page: dict[str, list[LineRow]] = {}
    for line in session.scalars(query):
        by_page.setdefault(line.page_id, []).append(line)
    return by_page


def purposes(session: Session, lines: Sequence[LineRow]) -> dict[str, Purpose]:
    """By line, what it is asked for, or what its label was asked for."""
    asked = select(TaskRow.line_id, TaskRow.purpose).where(
        TaskRow.id.in_({line.asked_task for line in lines})
    )
    told = select(LabelRow.line_id, LabelRow.purpose).where(
        LabelRow.id.in_({line.label_id for line in lines})
    )
    return {line_id: purpose for query in (asked, told) for line_id, purpose in session.execute(query)}


def _known(row: PageRow | None, page_id: str) -> PageRow:
    if row is None:
        raise Unknown(f"There is no page {page_id}.")
    return row


def _document(session: Session, document_id: str, collection: str, first_heard: datetime) -> DocumentRow:
    row = session.get(DocumentRow, document_id)
    if row is None:
        row = DocumentRow(id=document_id, collection=collection, ingested_at=first_heard)
        session.add(row)
    return row

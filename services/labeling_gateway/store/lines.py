"""Lines as they stand: what was read, accepted, asked and declined, whichever of it comes first."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from recto.documents.personal_data import personal_data
from schemas.documents import LinesAccepted
from schemas.ids import line_id
from schemas.transcripts import PageTranscribed, PageUnreadable
from services.labeling_gateway.read_pages import ReadLine, ReadPage
from services.labeling_gateway.states import LineState, line_state
from services.labeling_gateway.store.document_tables import UNREAD, LineRow, PageRow
from services.labeling_gateway.store.documents import OfPage, page_of


def transcribed(session: Session, event: PageTranscribed, readings: ReadPage) -> None:
    """A page, or some of its lines, was read. A reading of an older generation replaces none."""
    page = page_of(session, event, event.number)
    if event.generation >= page.generation:
        page.generation, page.model_version, page.unreadable = event.generation, event.model_version, None
    ids = [line_id(event.page_id, read.line.id) for read in readings.lines]
    rows = of_page(session, event, ids)
    for position, (name, read) in enumerate(zip(ids, readings.lines, strict=True)):
        _place(rows[name], read, None if event.again else position)
        _read(rows[name], event, read)


def unreadable(session: Session, event: PageUnreadable) -> None:
    """No line could be read from a page."""
    page = page_of(session, event, event.number)
    if event.generation >= page.generation:
        page.generation, page.model_version = event.generation, event.model_version
        page.unreadable = event.reason


def accepted(session: Session, event: LinesAccepted) -> None:
    """Lines were accepted without a person."""
    rows = of_page(session, event, [line.line_id for line in event.lines])
    for line in event.lines:
        row = rows[line.line_id]
        if event.generation >= (UNREAD if row.accepted_generation is None else row.accepted_generation):
            row.accepted, row.accepted_confidence = line.text, line.confidence
            row.accepted_generation = event.generation
            look_for_personal_data(row, line.text)
        settle(row)


def of_page(session: Session, event: OfPage, ids: Sequence[str]) -> Mapping[str, LineRow]:
    """Lines by id, begun where this is the first that is heard of them.

    Where a page's lines were drawn anew, all that it has are known: any other is one of those that are gone.
    """
    rows = all_locked(session, ids)
    page = session.get(PageRow, event.page_id) if len(rows) < len(set(ids)) else None
    for name in ids:
        if name not in rows:
            rows[name] = LineRow(
                id=name,
                page_id=event.page_id,
                document_id=event.document_id,
                collection=event.collection,
                state=LineState.READ,
                generation=UNREAD,
                personal=False,
                is_gone=page is not None and page.revision > 0,
            )
            session.add(rows[name])
    return rows


def locked(session: Session, name: str) -> LineRow | None:
    """A line, if it is known. Nobody else may change it until the transaction ends.

    No transaction that changes lines reads one that it does not lock, so what it has at hand is locked.
    """
    at_hand = session.identity_map.get(identity_key(LineRow, name))
    if at_hand is not None:
        return at_hand
    return session.scalars(select(LineRow).where(LineRow.id == name).with_for_update()).first()


def all_locked(session: Session, names: Collection[str]) -> dict[str, LineRow]:
    """Those of some lines that are known, by id. Nobody else may change them until the transaction ends."""
    query = select(LineRow).where(LineRow.id.in_(names)).order_by(LineRow.id).with_for_update()
    return {row.id: row for row in session.scalars(query)}


def settle(row: LineRow) -> None:
    """Say again where a line stands, after something about it has changed."""
    row.state = line_state(
        label=row.label_id, declined=row.declined, accepted=row.accepted, asked=row.asked_task
    )


def look_for_personal_data(row: LineRow, text: str) -> None:
    """What one reading gave away, a later one that misses it does not take back: the image still shows it."""
    row.personal = row.personal or bool(personal_data(text))


def _place(row: LineRow, read: ReadLine, position: int | None) -> None:
    """Where a line is on its page; the order is known only where the whole page was read."""
    row.line, row.image = read.line, read.image
    if position is not None:
        row.position, row.is_gone = position, False


def _read(row: LineRow, event: PageTranscribed, read: ReadLine) -> None:
    if event.generation < row.generation:
        return
    row.generation, row.model_version, row.readings = event.generation, event.model_version, event.readings
    row.reading, row.confidence = read.reading.text, read.reading.evidence.confidence
    look_for_personal_data(row, read.reading.text)

"""Labels as recto.labels has them, whether they were answered here or imported."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from schemas.labels import LabelAccepted, LabelWithdrawn
from services.labeling_gateway.store import early, lines
from services.labeling_gateway.store.document_tables import LabelRow, LineRow
from services.labeling_gateway.store.lead_tables import GoldRow

_SAME = (
    "line_id", "collection", "task_id", "origin", "purpose", "text", "by",
    "model_version", "prefill", "is_partial", "characters_keyed", "edits", "seconds", "accepted_at",
)  # fmt: skip


def is_known(session: Session, label_id: str) -> bool:
    """Whether a label has been taken in, with all that follows from it."""
    return session.scalar(select(LabelRow.id).where(LabelRow.id == label_id)) is not None


def accepted(session: Session, event: LabelAccepted) -> LineRow:
    """A line has a label. The newest that was not withdrawn counts."""
    line = lines.of_page(session, event, [event.line_id])[event.line_id]
    of_line = {label.id: label for label in _of_line(session, line)}
    if event.label_id not in of_line:
        of_line[event.label_id] = _added(session, event)
        lines.look_for_personal_data(line, event.text)
    if line.image is None:
        line.image = event.image
    for withdrawal in early.taken(session, LabelWithdrawn, about=event.label_id):
        _counts_no_longer(session, of_line[event.label_id], withdrawal)
    _count_newest(line, of_line.values())
    return line


def withdrawn(session: Session, event: LabelWithdrawn) -> LineRow | None:
    """A label counts no longer. If it is not known yet, this is kept until it is. Its line, if it is known."""
    label = session.get(LabelRow, event.label_id)
    if label is None:
        early.keep(session, event, about=event.label_id)
        return None
    line = lines.locked(session, label.line_id)
    _counts_no_longer(session, label, event)
    if line is not None:
        _count_newest(line, _of_line(session, line))
    return line


def _added(session: Session, event: LabelAccepted) -> LabelRow:
    row = LabelRow(id=event.label_id, **{name: getattr(event, name) for name in _SAME})
    session.add(row)
    return row


def _counts_no_longer(session: Session, label: LabelRow, event: LabelWithdrawn) -> None:
    if label.withdrawn_at is None:
        label.withdrawn_at, label.withdrawn_reason = event.withdrawn_at, event.reason
        session.execute(delete(GoldRow).where(GoldRow.label_id == label.id))


def _of_line(session: Session, line: LineRow) -> Sequence[LabelRow]:
    """All labels that a line ever had."""
    session.flush()
    return session.scalars(select(LabelRow).where(LabelRow.line_id == line.id)).all()


def _count_newest(line: LineRow, of_line: Iterable[LabelRow]) -> None:
    """Of labels of the same time, the one with the lowest id counts, whichever came first."""
    standing = [label for label in of_line if label.withdrawn_at is None]
    newest = min(standing, key=lambda label: (-label.accepted_at.timestamp(), label.id), default=None)
    line.label_id, line.label = (newest.id, newest.text) if newest else (None, None)
    lines.settle(line)


def count(session: Session, collection: str) -> int:
    """Labels of a collection that were ever heard of."""
    query = select(func.count()).select_from(LabelRow).where(LabelRow.collection == collection)
    return session.scalar(query) or 0


def newest_texts(session: Session, collection: str, limit: int = 2000) -> Sequence[str]:
    """Texts of labels that count, the newest of a collection: enough to know how it is written."""
    query = select(LabelRow.text).where(LabelRow.collection == collection, LabelRow.withdrawn_at.is_(None))
    return session.scalars(query.order_by(LabelRow.accepted_at.desc()).limit(limit)).all()

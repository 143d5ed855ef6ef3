"""Events that came before the one that they are about: kept, and taken up when that one comes."""

from collections.abc import Iterator
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.envelope import Event
from services.labeling_gateway.store.document_tables import EarlyEventRow

E = TypeVar("E", bound=Event)


def keep(session: Session, event: Event, *, about: str) -> None:
    """Keep `event` until `about` is known."""
    if session.get(EarlyEventRow, event.id) is None:
        session.add(EarlyEventRow(id=event.id, about=about, type=event.type, body=event.model_dump_json()))


def taken(session: Session, kind: type[E], *, about: str) -> Iterator[E]:
    """The events of one kind that were kept for `about`; they are kept no longer."""
    query = select(EarlyEventRow).where(EarlyEventRow.about == about, EarlyEventRow.type == kind.type)
    for row in session.scalars(query).all():
        session.delete(row)
        yield kind.model_validate_json(row.body)

"""Where a collection stands by scoring's account: what may be accepted without a person, and whether asking goes on."""

from sqlalchemy.orm import Mapped, Session, mapped_column

from schemas.progress import AcceptanceBounded, AskingReviewed
from services.labeling_gateway.store.base import Base


class StandingRow(Base):
    """The newest account of each kind."""

    __tablename__ = "standings"

    collection: Mapped[str] = mapped_column(primary_key=True)
    bound: Mapped[AcceptanceBounded | None]
    review: Mapped[AskingReviewed | None]


def of_collection(session: Session, collection: str) -> StandingRow:
    """What is known; nothing at first."""
    return session.get(StandingRow, collection) or StandingRow(collection=collection, bound=None, review=None)


def bounded(session: Session, event: AcceptanceBounded) -> None:
    """So much may be accepted from now on; an older account changes nothing."""
    row = _begun(session, event.collection)
    if row.bound is None or row.bound.number < event.number:
        row.bound = event


def reviewed(session: Session, event: AskingReviewed) -> None:
    """So it stands with asking; an older account changes nothing."""
    row = _begun(session, event.collection)
    if row.review is None or row.review.number < event.number:
        row.review = event


def _begun(session: Session, collection: str) -> StandingRow:
    row = session.get(StandingRow, collection)
    if row is None:
        row = StandingRow(collection=collection)
        session.add(row)
    return row

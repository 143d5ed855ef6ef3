"""What the promotion gate, or a person, decided about models."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack
from services.labeling_gateway.store.document_tables import VerdictRow


def promoted(session: Session, event: ModelPromoted) -> None:
    """A candidate is the champion now."""
    _keep(
        session,
        VerdictRow(
            id=event.id,
            collection=event.collection,
            decision="promoted",
            version=event.version,
            round=event.round,
            generation=event.generation,
            verdict=event.verdict,
            reason=event.verdict.reason,
            by=event.by,
            decided_at=event.decided_at,
        ),
    )


def rejected(session: Session, event: ModelRejected) -> None:
    """A candidate did not pass."""
    _keep(
        session,
        VerdictRow(
            id=event.id,
            collection=event.collection,
            decision="rejected",
            version=event.version,
            round=event.round,
            verdict=event.verdict,
            reason=event.verdict.reason,
            by="gate",
            decided_at=event.decided_at,
        ),
    )


def rolled_back(session: Session, event: ModelRolledBack) -> None:
    """An earlier model is the champion again."""
    _keep(
        session,
        VerdictRow(
            id=event.id,
            collection=event.collection,
            decision="rolled-back",
            version=event.version,
            generation=event.generation,
            reason=event.reason,
            by=event.by,
            decided_at=event.decided_at,
        ),
    )


def of_collection(session: Session, collection: str) -> Sequence[VerdictRow]:
    """All decisions about the models of a collection, oldest first."""
    query = select(VerdictRow).where(VerdictRow.collection == collection)
    return session.scalars(query.order_by(VerdictRow.decided_at, VerdictRow.round, VerdictRow.id)).all()


def _keep(session: Session, row: VerdictRow) -> None:
    if session.get(VerdictRow, row.id) is None:
        session.add(row)

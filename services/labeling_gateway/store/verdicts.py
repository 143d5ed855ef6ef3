"""What the promotion gate, or a person, decided about models."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack, Verdict
from services.labeling_gateway.failures import Unknown
from services.labeling_gateway.store.document_tables import VerdictRow


def promoted(session: Session, event: ModelPromoted) -> None:
    """A candidate is the champion now."""
    _keep(
        session, event, decision="promoted", verdict=event.verdict, reason=event.verdict.reason, by=event.by
    )


def rejected(session: Session, event: ModelRejected) -> None:
    """A candidate did not pass."""
    _keep(session, event, decision="rejected", verdict=event.verdict, reason=event.verdict.reason, by="gate")


def rolled_back(session: Session, event: ModelRolledBack) -> None:
    """An earlier model is the champion again."""
    _keep(session, event, decision="rolled-back", verdict=None, reason=event.reason, by=event.by)


def of_collection(session: Session, collection: str) -> Sequence[VerdictRow]:
    """All decisions about the models of a collection, oldest first."""
    query = select(VerdictRow).where(VerdictRow.collection == collection)
    return session.scalars(query.order_by(VerdictRow.decided_at, VerdictRow.round, VerdictRow.id)).all()


def of_version(session: Session, collection: str, version: str) -> VerdictRow:
    """What the gate said of a model. Raises Unknown."""
    query = select(VerdictRow).where(
        VerdictRow.collection == collection, VerdictRow.version == version, VerdictRow.round.is_not(None)
    )
    row = session.scalars(query).first()
    if row is None:
        raise Unknown(f"Collection {collection} has no model {version} that was judged.")
    return row


def count(session: Session, collection: str) -> int:
    """How many decisions about the models of a collection have been heard of."""
    return session.scalar(counted(collection)) or 0


def counted(collection: str) -> Select[int]:
    """The query that counts them, for a statement that writes the number down."""
    return select(func.count()).select_from(VerdictRow).where(VerdictRow.collection == collection)


def judged(session: Session, collection: str) -> int:
    """Labels that the last training was made from and judged by; 0 while there was none."""
    query = select(VerdictRow).where(VerdictRow.collection == collection, VerdictRow.round.is_not(None))
    row = session.scalars(query.order_by(VerdictRow.round.desc()).limit(1)).first()
    return row.verdict.labels + row.verdict.held_out_lines if row and row.verdict else 0


def _keep(
    session: Session,
    event: ModelPromoted | ModelRejected | ModelRolledBack,
    *,
    decision: str,
    verdict: Verdict | None,
    reason: str,
    by: str,
) -> None:
    if session.get(VerdictRow, event.id) is not None:
        return
    row = VerdictRow(
        id=event.id,
        collection=event.collection,
        decision=decision,
        version=event.version,
        round=None if isinstance(event, ModelRolledBack) else event.round,
        generation=None if isinstance(event, ModelRejected) else event.generation,
        verdict=verdict,
        evidence=None if isinstance(event, ModelRolledBack) else event.evidence,
        reason=reason,
        by=by,
        decided_at=event.decided_at,
    )
    session.add(row)

"""Lineage: from a label back to everything that was done to arrive at it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.labeling_gateway.failures import Unknown
from services.labeling_gateway.store.document_tables import LabelRow
from services.labeling_gateway.store.queue_tables import AnswerRow, LeaseRow

Answered = tuple[AnswerRow, LeaseRow]


def of_label(session: Session, label_id: str) -> tuple[LabelRow, Sequence[Answered]]:
    """A label with the answers that it was made of, each with what the person started from. Raises Unknown."""
    label = session.get(LabelRow, label_id)
    if label is None:
        raise Unknown(f"There is no label {label_id}.")
    query = (
        select(AnswerRow, LeaseRow)
        .join(LeaseRow, (LeaseRow.task_id == AnswerRow.task_id) & (LeaseRow.epoch == AnswerRow.epoch))
        .where(AnswerRow.label_id == label_id)
        .order_by(AnswerRow.epoch)
    )
    return label, [(answer, lease) for answer, lease in session.execute(query)]

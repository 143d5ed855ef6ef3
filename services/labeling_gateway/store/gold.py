"""Gold: lines whose text is known, which people get among the others to be measured by."""

from sqlalchemy.orm import Session

from services.labeling_gateway.store.people_tables import GoldRow
from services.labeling_gateway.store.queue_tables import AnswerRow, TaskRow

GONE = "the line is gold no longer"


def measure(session: Session, task: TaskRow, answer: AnswerRow) -> None:
    """Put the known text beside an answer. It makes no label and no event."""
    row = session.get(GoldRow, task.line_id)
    if row is None:
        answer.set_aside = GONE
    else:
        answer.truth = row.text

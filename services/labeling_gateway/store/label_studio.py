"""Tasks as Label Studio is given them: page by page, most urgent first, each with what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, case, select, tuple_
from sqlalchemy.orm import Session

from services.labeling_gateway.states import LINE_KINDS, Outcome, Stage, TaskState
from services.labeling_gateway.store.dealing import is_free
from services.labeling_gateway.store.document_tables import LineRow
from services.labeling_gateway.store.queue_tables import AnswerRow, TaskRow

Place = tuple[float, str]
"""Where a page ends: priority and id of its last task."""


class AskedLine(NamedTuple):
    """A task with its newest reading, how sure the model is of that, and the answer if there is one."""

    task_id: str
    priority: float
    line_id: str
    document_id: str
    reason: str
    text: str
    model_version: str
    confidence: float | None
    outcome: Outcome | None
    answer: str | None

    @property
    def place(self) -> Place:
        """What to continue after."""
        return self.priority, self.task_id


def asked(
    session: Session, collection: str, state: TaskState, *, after: Place | None, limit: int, now: datetime
) -> Sequence[AskedLine]:
    """The next tasks about lines in this state; of the open ones, those that wait to be keyed and that nobody holds.

    What only measures a person is left out: Label Studio gives no line to one person alone.
    """
    query = (
        select(
            *(TaskRow.id, TaskRow.priority, TaskRow.line_id, TaskRow.document_id, TaskRow.reason),
            *(TaskRow.text, TaskRow.model_version),
            case((LineRow.model_version == TaskRow.model_version, LineRow.confidence)),
            *(AnswerRow.outcome, AnswerRow.text),
        )
        .outerjoin(LineRow, LineRow.id == TaskRow.line_id)
        .outerjoin(AnswerRow, and_(AnswerRow.task_id == TaskRow.id, AnswerRow.epoch == TaskRow.epoch))
        .where(TaskRow.collection == collection, TaskRow.state == state, TaskRow.kind.in_(LINE_KINDS))
        .where(TaskRow.gold_for.is_(None))
        .order_by(TaskRow.priority.desc(), TaskRow.id.desc())
        .limit(limit)
    )
    if state is TaskState.OPEN:
        query = query.where(is_free(now), TaskRow.stage != Stage.ADJUDICATION)
    if after is not None:
        query = query.where(tuple_(TaskRow.priority, TaskRow.id) < tuple_(*after))
    return [AskedLine(*row) for row in session.execute(query)]


def standing(session: Session, task_id: str) -> tuple[TaskRow | None, Sequence[AnswerRow]]:
    """A task if there is one, and all answers that it ever had, oldest first."""
    answers = select(AnswerRow).where(AnswerRow.task_id == task_id).order_by(AnswerRow.epoch)
    return session.get(TaskRow, task_id), session.scalars(answers).all()

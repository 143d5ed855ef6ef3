"""Adjudication: two readings of one line side by side, for a third person to settle."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from recto.querying.chance import draw
from recto.recognition.alignment import Kind, Run, aligned
from services.labeling_gateway.api.access import Asker, Gateway, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.roles import Role
from services.labeling_gateway.states import Outcome
from services.labeling_gateway.store import adjudications
from services.labeling_gateway.store.queue_tables import AnswerRow

router = APIRouter(prefix="/tasks/{task_id}", tags=["queue"])


class ReadingOut(BaseModel):
    """What one person made of the line."""

    outcome: Outcome
    text: str | None = Field(examples=["My dear Mrs. Stanford,"])
    reason: str | None
    by: str | None = Field(description="Who wrote it. None until it is settled.")


class RunOut(BaseModel):
    """Neighbouring characters of which the same is true. Insert: only the right has them; delete: only the left."""

    kind: Kind = Field(examples=["replace"])
    left: str = Field(examples=["Mrs"])
    right: str = Field(examples=["Mr"])


class AdjudicationOut(BaseModel):
    """A line that two people read differently. Left and right are drawn by lot."""

    task_id: str
    prefill: str = Field(description="What both started from.")
    readings: list[ReadingOut] = Field(
        description="Left and right; a single one where an admin settles a line alone."
    )
    diff: list[RunOut] = Field(
        description="Left beside right: joined, the sides give the two texts. Empty where one of them gives none."
    )
    is_settled: bool


@router.get(
    "/adjudication",
    summary="Both readings of a line, side by side",
    dependencies=[needs(Role.ADJUDICATOR)],
    responses=problems(401, 403, 404, 409),
)
def show(task_id: str, deps: Gateway, who: Asker) -> AdjudicationOut:
    """For whoever holds the line to settle it; and, once it is settled, for every adjudicator, with names.

    Settle it as any other task, by POST /v1/tasks/{task_id}/answers. 409 if you do not hold it.
    """
    with deps.database.reading() as session:
        found = adjudications.of_task(session, who, task_id)
    rows = sorted(found.readings, key=lambda row: draw("side", task_id, str(row.epoch)))
    return AdjudicationOut(
        task_id=task_id,
        prefill=found.prefill,
        readings=[_reading(row, names=found.is_settled) for row in rows],
        diff=[RunOut(**run._asdict()) for run in _diff([row.text for row in rows])],
        is_settled=found.is_settled,
    )


def _reading(row: AnswerRow, *, names: bool) -> ReadingOut:
    by = row.person if names else None
    return ReadingOut(outcome=row.outcome, text=row.text, reason=row.reason, by=by)


def _diff(texts: list[str | None]) -> list[Run]:
    left, right = (*texts, None, None)[:2]
    return [] if left is None or right is None else aligned(left, right)

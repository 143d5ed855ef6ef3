"""Adjudication: two readings of one line side by side, for a third person to settle."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from recto.querying.chance import draw
from recto.recognition.alignment import Kind
from services.labeling_gateway.api.access import Asker, Gateway, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.roles import Role
from services.labeling_gateway.side_by_side import side_by_side
from services.labeling_gateway.states import Outcome
from services.labeling_gateway.store import adjudications
from services.labeling_gateway.store.adjudications import Adjudication
from services.labeling_gateway.store.queue_tables import AnswerRow

router = APIRouter(prefix="/tasks/{task_id}", tags=["queue"])


class ReadingOut(BaseModel):
    """What one person made of the line."""

    outcome: Outcome
    text: str | None = Field(examples=["My dear Mrs. Stanford,"])
    reason: str | None
    by: str | None = Field(description="Who wrote it. None until it is settled.")


class PieceOut(BaseModel):
    """A word that both have, or what each has where they differ."""

    model_config = ConfigDict(from_attributes=True)

    kind: Kind = Field(
        description="Insert: only the right has it; delete: only the left.", examples=["replace"]
    )
    left: str = Field(examples=["Mrs"])
    right: str = Field(examples=["Mr"])
    start: float | None = Field(description="Left edge, as a fraction of the line's width. None if unknown.")
    end: float | None = Field(description="Right edge, likewise.")


class AdjudicationOut(BaseModel):
    """A line that two people read differently. Left and right are drawn by lot."""

    task_id: str
    prefill: str = Field(description="What both started from.")
    readings: list[ReadingOut] = Field(
        description="Left and right; a single one where an admin settles a line alone."
    )
    diff: list[PieceOut] = Field(
        description="Left beside right: joined, the sides give the two texts. Empty where one of them gives none."
    )
    is_settled: bool


@router.get(
    "/adjudication",
    summary="Both readings of a line, side by side",
    dependencies=[needs(Role.ADJUDICATOR)],
    responses=problems(401, 403, 404, 409, 502),
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
        prefill=found.started_from.text,
        readings=[_reading(row, names=found.is_settled) for row in rows],
        diff=_diff(deps, found, [row.text for row in rows]),
        is_settled=found.is_settled,
    )


def _reading(row: AnswerRow, *, names: bool) -> ReadingOut:
    by = row.person if names else None
    return ReadingOut(outcome=row.outcome, text=row.text, reason=row.reason, by=by)


def _diff(deps: Deps, found: Adjudication, texts: list[str | None]) -> list[PieceOut]:
    left, right = (*texts, None, None)[:2]
    if left is None or right is None:
        return []
    read = deps.readings.of_line(found.started_from.readings, found.line_id)
    pieces = side_by_side(left, right, read.graphemes if read else ())
    return [PieceOut.model_validate(piece) for piece in pieces]

"""Drawn lines: what a person made of a page."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from schemas.layout import Point
from services.labeling_gateway.api.access import Gateway, Person, needs
from services.labeling_gateway.api.answers import IdempotencyKey
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.drawing import Drawing, revision_of, take_drawing
from services.labeling_gateway.drawn import DrawnLine
from services.labeling_gateway.failures import Unfit
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store.queue_tables import AnswerRow

router = APIRouter(tags=["pages"], dependencies=[needs(Role.ANNOTATOR)])

DRAWN = "/boxes"

_EXAMPLE: dict[str, JsonValue] = {
    "epoch": 1,
    "outcome": "drawn",
    "lines": [
        {
            "id": "l1",
            "polygon": [[10, 10], [700, 10], [700, 50], [10, 50]],
            "baseline": [[10, 40], [700, 40]],
        }
    ],
    "seconds": 71.5,
}
_Points = Annotated[tuple[Point, ...], Field(max_length=20_000)]


class DrawingOutcome(StrEnum):
    """What you made of a page."""

    DRAWN = "drawn"
    SKIP = "skip"


class DrawnLineIn(BaseModel):
    """A line in pixels of the page's image."""

    model_config = ConfigDict(extra="forbid")

    id: str | None = Field(default=None, max_length=200, description="Which line of the page this was.")
    polygon: _Points = Field(description="3 to 200 points around the text.")
    baseline: _Points = Field(description="2 to 100 points under the letters, from left to right.")


class DrawingIn(BaseModel):
    """All lines of a page in reading order: what is not among them is gone."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    epoch: int = Field(ge=1, description="Of your lease.")
    outcome: DrawingOutcome = DrawingOutcome.DRAWN
    lines: list[DrawnLineIn] = Field(default=[], max_length=20_000, description="At most 2,000.")
    reason: str | None = Field(default=None, max_length=500, description="Needed to skip.")
    seconds: float = Field(default=0, ge=0, le=86_400, description="Time that the page was on your screen.")
    keystrokes: int = Field(default=0, ge=0, le=100_000)


class DrawingOut(BaseModel):
    """Drawn lines as they count. The page is read anew by them, if they differ from those before."""

    task_id: str
    epoch: int
    outcome: DrawingOutcome
    revision: int = Field(description="Of the page's lines from now on.")
    person: str
    answered_at: datetime


@router.post(
    "/tasks/{task_id}" + DRAWN,
    summary="Hand in the lines of a page",
    responses=problems(401, 403, 404, 409, 422, 503),
)
def answer(
    task_id: str, given: DrawingIn, deps: Gateway, person: Person, idempotency_key: IdempotencyKey = None
) -> DrawingOut:
    """A line whose outline did not change keeps its id and its label; any other is a new line.

    409 if your lease is over: the lines are kept, come back in `text`, and are listed by /v1/kept-answers. 422 names
    the line that cannot be as it is drawn, in `field` as lines.0, lines.1 and so on.
    """
    if given.outcome is DrawingOutcome.SKIP and given.lines:
        raise Unfit("lines", "a page that is skipped keeps the lines that it has; send none")
    drawing = Drawing(
        epoch=given.epoch,
        lines=tuple(DrawnLine(**line.model_dump()) for line in given.lines),
        skipped=None if given.outcome is DrawingOutcome.DRAWN else given.reason or "",
        seconds=given.seconds,
        keystrokes=given.keystrokes,
        idempotency_key=idempotency_key,
    )
    return _out(take_drawing(deps, task_id, drawing, person))


def _out(row: AnswerRow) -> DrawingOut:
    return DrawingOut(
        task_id=row.task_id,
        epoch=row.epoch,
        outcome=DrawingOutcome(row.outcome.value),
        revision=revision_of(row),
        person=row.person,
        answered_at=row.answered_at,
    )

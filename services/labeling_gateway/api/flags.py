"""Flags: answers that people want their lead to look at."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.labeling_gateway.api.access import Gateway, Lead
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.states import Outcome
from services.labeling_gateway.store import flags
from services.labeling_gateway.store.flags import Flagged

router = APIRouter(prefix="/flags", tags=["people"])


class FlagOut(BaseModel):
    """An answer that somebody wants looked at."""

    task_id: str
    epoch: int
    collection: str
    line_id: str
    person: str
    note: str = Field(examples=["Is this a long s or an f?"])
    outcome: Outcome
    text: str | None
    image: str = Field(description="Where the line's image is.")
    raised_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None
    resolution: str | None


class FlagsOut(BaseModel):
    """Newest first."""

    flags: list[FlagOut]


class ResolveIn(BaseModel):
    """What came of it."""

    resolution: str = Field(default="", max_length=500, examples=["A long s: see the rules, 3.2."])


@router.get("", summary="Answers to look at", responses=problems(401, 403, 422))
def every(deps: Gateway, _lead: Lead, collection: str | None = None, *, resolved: bool = False) -> FlagsOut:
    """Those that wait for a word of yours, or those that were resolved. The answers count all the same."""
    with deps.database.reading() as session:
        return FlagsOut(flags=[_out(each) for each in flags.listed(session, collection, resolved=resolved)])


@router.post(
    "/{task_id}/{epoch}/resolve", summary="Resolve a flag", status_code=204, responses=problems(401, 403, 404)
)
def resolve(task_id: str, epoch: int, given: ResolveIn, deps: Gateway, lead: Lead) -> None:
    """You have looked. Resolved again, it stays as it was."""
    with deps.database.changing() as session:
        flags.resolve(session, task_id, epoch, by=lead.person, resolution=given.resolution, now=deps.clock())


def _out(flagged: Flagged) -> FlagOut:
    flag, answer, task = flagged
    kept = ("task_id", "epoch", "collection", "person", "note", "raised_at", "resolved_at", "resolved_by")
    return FlagOut(
        **{name: getattr(flag, name) for name in kept},
        resolution=flag.resolution,
        line_id=task.line_id,
        outcome=answer.outcome,
        text=answer.text,
        image=f"/v1/tasks/{task.id}/image",
    )

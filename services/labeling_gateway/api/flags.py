"""Flags: answers that people want their lead to look at."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.labeling_gateway.api.access import Asker, Gateway, Person, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.roles import Role
from services.labeling_gateway.states import Outcome
from services.labeling_gateway.store import dealing, flags
from services.labeling_gateway.store.flags import Flagged

router = APIRouter(prefix="/flags", tags=["people"], dependencies=[needs(Role.LEAD)])


class FlagOut(BaseModel):
    """An answer that somebody wants looked at."""

    task_id: str
    epoch: int
    collection: str
    line_id: str
    person: str
    note: str | None = Field(examples=["Is this a long s or an f?"], description="None where it is withheld.")
    outcome: Outcome
    text: str | None
    withheld: bool = Field(description="The line carries personal data, and you are not cleared for it.")
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
def every(deps: Gateway, who: Asker, collection: str | None = None, *, resolved: bool = False) -> FlagsOut:
    """Those that wait for a word of yours, or those that were resolved. The answers count all the same."""
    with deps.database.reading() as session:
        found = flags.listed(session, {collection} if collection else who.collections, resolved=resolved)
        withheld = dealing.withheld_from(session, who, [task.line_id for _, _, task in found])
    return FlagsOut(flags=[_out(each, withheld=each[2].line_id in withheld) for each in found])


@router.post(
    "/{task_id}/{epoch}/resolve", summary="Resolve a flag", status_code=204, responses=problems(401, 403, 404)
)
def resolve(task_id: str, epoch: int, given: ResolveIn, deps: Gateway, lead: Person) -> None:
    """You have looked. Resolved again, it stays as it was."""
    with deps.database.changing() as session:
        flags.resolve(session, task_id, epoch, by=lead, resolution=given.resolution, now=deps.clock())


def _out(flagged: Flagged, *, withheld: bool) -> FlagOut:
    flag, answer, task = flagged
    kept = (
        "task_id",
        "epoch",
        "collection",
        "person",
        "raised_at",
        "resolved_at",
        "resolved_by",
        "resolution",
    )
    return FlagOut(
        **{name: getattr(flag, name) for name in kept},
        note=None if withheld else flag.note,
        line_id=task.line_id,
        outcome=answer.outcome,
        text=None if withheld else answer.text,
        withheld=withheld,
        image=f"/v1/tasks/{task.id}/image",
    )

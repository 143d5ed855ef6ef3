"""Your last answers, and taking them back."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.labeling_gateway import metrics
from services.labeling_gateway.api.access import Gateway, Person, needs
from services.labeling_gateway.api.answers import AnswerOut, answer_out
from services.labeling_gateway.api.leases import LeasesOut, lease_out
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import collections
from services.labeling_gateway.undoing import latest, take_back

router = APIRouter(tags=["queue"], dependencies=[needs(Role.ANNOTATOR)])


class UndoIn(BaseModel):
    """The oldest answer of yours to take back, as you gave it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"task_id": "t1", "epoch": 1}]})

    task_id: str
    epoch: int = Field(ge=1)


class MyAnswerOut(AnswerOut):
    """An answer of yours that counts."""

    can_be_taken_back: bool = Field(description="Nothing can have been built on it.")


class MyAnswersOut(BaseModel):
    """Newest first."""

    answers: list[MyAnswerOut]


@router.post("/answers/undo", summary="Take answers back", responses=problems(401, 403, 404, 409, 422, 503))
def undo(wanted: UndoIn, deps: Gateway, person: Person) -> LeasesOut:
    """Takes back an answer of yours and all that you gave after it, at most 20; all of them or none.

    Their lines are in your hands again, newest first, each with what you had written as `draft`. Sent again, it gives
    the same leases. 409 once something may have been built on one of them: somebody else was given the line, or a
    training may have started with its label. Lines that you drew are none of these: take their page again.
    """
    held = take_back(deps, wanted.task_id, wanted.epoch, person)
    metrics.LEASES_GIVEN.inc(len(held))
    with deps.database.reading() as session:
        settings = collections.every_settings(session)
    return LeasesOut(leases=[lease_out(each, settings, deps.readings) for each in held])


@router.get("/me/answers", summary="Your last answers", responses=problems(401, 403))
def mine(deps: Gateway, person: Person) -> MyAnswersOut:
    """The last 20, and which of them can still be taken back."""
    return MyAnswersOut(
        answers=[
            MyAnswerOut(**dict(answer_out(row)), can_be_taken_back=can) for row, can in latest(deps, person)
        ]
    )

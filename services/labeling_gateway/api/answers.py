"""Answers: what a person made of a line."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.labeling_gateway.answering import take_answer
from services.labeling_gateway.answers import MAX_CHARACTERS, Answer, label_id
from services.labeling_gateway.api.access import Gateway, Person, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.roles import Role
from services.labeling_gateway.states import Outcome
from services.labeling_gateway.store import answers
from services.labeling_gateway.store.queue_tables import AnswerRow

router = APIRouter(tags=["queue"])

_EXAMPLE: dict[str, JsonValue] = {
    "epoch": 1,
    "outcome": "correct",
    "text": "My dear Mrs. Stanford,",
    "seconds": 6.4,
    "keystrokes": 3,
}
IdempotencyKey = Annotated[
    str | None, Header(max_length=200, description="Sent again with the same key, an answer counts once.")
]


class AnswerIn(BaseModel):
    """What you made of a line."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    epoch: int = Field(ge=1, description="Of your lease.")
    outcome: Outcome
    text: str | None = Field(
        default=None,
        max_length=4 * MAX_CHARACTERS,
        description="Needed to correct; what was pre-filled, or nothing, to accept.",
    )
    reason: str | None = Field(default=None, max_length=500, description="Needed to skip.")
    seconds: float = Field(default=0, ge=0, le=86_400, description="Time that the line was on your screen.")
    keystrokes: int = Field(default=0, ge=0, le=100_000)
    flag: str | None = Field(
        default=None,
        max_length=500,
        description="Shows the answer to the lead, with this note; it may be empty. The answer counts all the same.",
        examples=["Is this a long s or an f?"],
    )


class AnswerOut(BaseModel):
    """An answer as it counts."""

    task_id: str
    epoch: int
    outcome: Outcome
    text: str | None = Field(description="NFC, no blanks around it; None where the line gives none.")
    reason: str | None
    label_id: str | None = Field(
        description="The label that this answer is, or would be: what others say of the line may come before it. "
        "None if the line was declined."
    )
    characters_keyed: int
    edits: int
    person: str
    answered_at: datetime


class KeptAnswerOut(BaseModel):
    """An answer of yours that came too late. It counts for nothing; here is its text."""

    task_id: str
    epoch: int
    outcome: Outcome
    text: str | None
    why: str
    kept_at: datetime


class KeptAnswersOut(BaseModel):
    """Newest first."""

    kept_answers: list[KeptAnswerOut]


@router.post(
    "/tasks/{task_id}/answers",
    summary="Answer a task",
    dependencies=[needs(Role.ANNOTATOR)],
    responses=problems(401, 403, 404, 409, 422, 503),
)
def answer(
    task_id: str, given: AnswerIn, deps: Gateway, person: Person, idempotency_key: IdempotencyKey = None
) -> AnswerOut:
    """Ends your part of the task. The same answer sent again gives the same result.

    409 if your lease is over: the text is kept, comes back in `text`, and is listed by /v1/kept-answers.
    """
    taken = take_answer(deps, task_id, Answer(**given.model_dump(), idempotency_key=idempotency_key), person)
    return answer_out(taken)


def answer_out(row: AnswerRow) -> AnswerOut:
    """An answer as its author sees it: the same, whoever else is asked and whatever is known of the line."""
    fields = {name: getattr(row, name) for name in AnswerOut.model_fields}
    fields["label_id"] = label_id(row.task_id, row.epoch) if row.text is not None else None
    return AnswerOut(**fields)


@router.get(
    "/kept-answers",
    summary="Answers that came too late",
    dependencies=[needs(Role.ANNOTATOR)],
    responses=problems(401, 403),
)
def kept_answers(deps: Gateway, person: Person) -> KeptAnswersOut:
    """What you wrote under leases that were over: nothing that somebody typed is lost."""
    with deps.database.reading() as session:
        rows = answers.kept_for(session, person)
    return KeptAnswersOut(
        kept_answers=[KeptAnswerOut.model_validate(row, from_attributes=True) for row in rows]
    )

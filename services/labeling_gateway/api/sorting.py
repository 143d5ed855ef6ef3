"""Documents to sort: the collections that one could go into, and the one that a person puts it into."""

from datetime import datetime
from enum import StrEnum

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.labeling_gateway.api.access import Asker, Gateway, needs
from services.labeling_gateway.api.answers import IdempotencyKey
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.failures import Unfit, Unknown
from services.labeling_gateway.likely import offers
from services.labeling_gateway.roles import Role
from services.labeling_gateway.sorting import Sorted, take_sorted
from services.labeling_gateway.store import dealing, documents
from services.labeling_gateway.store.queue_tables import AnswerRow

router = APIRouter(prefix="/tasks/{task_id}", tags=["documents"], dependencies=[needs(Role.ANNOTATOR)])

_EXAMPLE: dict[str, JsonValue] = {"epoch": 1, "into": "letters-1905", "seconds": 4.2}


class OfferOut(BaseModel):
    """A collection that the document can be put into."""

    collection: str
    probability: float | None = Field(
        description="By how much what was read resembles what its newest labels say; all of them together make 1. For "
        "the order, and to tell sure from doubtful. None where there is nothing to compare."
    )
    documents: int = Field(description="That are in it.")
    sample: str | None = Field(description="A line of it: its newest label without personal data.")


class OffersOut(BaseModel):
    """A document to sort, and the collections that it can be put into, the likeliest first."""

    document_id: str
    name: str | None
    pages: list[str] = Field(description="Ids of its pages, in order.")
    collections: list[OfferOut]


class SortedOutcome(StrEnum):
    """What you made of a document."""

    CLASSIFIED = "classified"
    SKIP = "skip"


class SortedIn(BaseModel):
    """The collection that a document goes into, or why you skip it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    epoch: int = Field(ge=1, description="Of your lease.")
    outcome: SortedOutcome = SortedOutcome.CLASSIFIED
    into: str | None = Field(default=None, max_length=63, description="A collection that is no inbox.")
    reason: str | None = Field(default=None, max_length=500, description="Needed to skip.")
    seconds: float = Field(
        default=0, ge=0, le=86_400, description="Time that the document was on your screen."
    )
    keystrokes: int = Field(default=0, ge=0, le=100_000)


class SortedOut(BaseModel):
    """What you said, as it counts."""

    task_id: str
    epoch: int
    outcome: SortedOutcome
    into: str | None
    person: str
    answered_at: datetime


@router.get(
    "/collections", summary="Collections that a document could go into", responses=problems(401, 403, 404)
)
def offered(task_id: str, deps: Gateway, who: Asker) -> OffersOut:
    """Of a task of kind classify. What was read is compared as it stands; labels as of a minute ago at most."""
    with deps.database.reading() as session:
        task = dealing.seen_by(session, who, task_id)
        if task.line_id:
            raise Unknown(f"Task {task_id} asks for the text of a line, which is in a collection already.")
        document = documents.document(session, task.document_id)
        found = offers(deps, session, who, document.id)
        pages = documents.pages_of(session, document.id)
    return OffersOut(
        document_id=document.id,
        name=document.name,
        pages=[page.id for page in pages],
        collections=[OfferOut(**vars(offer)) for offer in found],
    )


@router.post(
    "/collection",
    summary="Put a document into a collection",
    responses=problems(401, 403, 404, 409, 422, 503),
)
def answer(
    task_id: str, given: SortedIn, deps: Gateway, who: Asker, idempotency_key: IdempotencyKey = None
) -> SortedOut:
    """It comes into that collection at once, is read by its champion, and can't be taken back.

    With outcome skip it waits for somebody else. 409 if your lease is over: what you said comes back in `text`, and is
    listed by /v1/kept-answers. 422 names what is wrong with the collection.
    """
    if (given.into is None) is (given.outcome is SortedOutcome.CLASSIFIED):
        raise Unfit("into", "name the collection, or skip the document with a reason")
    said = Sorted(
        epoch=given.epoch,
        into=given.into,
        reason=given.reason,
        seconds=given.seconds,
        keystrokes=given.keystrokes,
        idempotency_key=idempotency_key,
    )
    return _out(take_sorted(deps, task_id, said, who))


def _out(row: AnswerRow) -> SortedOut:
    return SortedOut(
        task_id=row.task_id,
        epoch=row.epoch,
        outcome=SortedOutcome(row.outcome.value),
        into=row.text,
        person=row.person,
        answered_at=row.answered_at,
    )

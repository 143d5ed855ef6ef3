"""Figures of people: how well and how fast they work, for their leads and for themselves."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.labeling_gateway.api.access import Gateway, Person, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.figures import agreement
from services.labeling_gateway.figures.of_people import figures
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import collections, sorting
from services.labeling_gateway.store import figures as past

router = APIRouter(tags=["people"])


class AccuracyOut(BaseModel):
    """Errors over lines whose text is known."""

    model_config = ConfigDict(from_attributes=True)

    lines: int
    errors: int = Field(description="Graphemes inserted, deleted or replaced.")
    graphemes: int
    cer: float = Field(description="Errors / graphemes.", examples=[0.012])
    low: float = Field(description="With 95 % it is not under this.", examples=[0.006])
    high: float = Field(description="With 95 % it is not over this.", examples=[0.021])


class ChangeOut(BaseModel):
    """A rate lately against before."""

    model_config = ConfigDict(from_attributes=True)

    before: float
    lately: float = Field(description="In the last week, or over the last hundred lines where these are few.")
    chance: float = Field(description="That nothing has changed and the difference is as large all the same.")
    is_noise: bool = Field(description="That chance is over 5 %: nothing to speak of.")


class FiguresOut(BaseModel):
    """How a person works in a collection."""

    model_config = ConfigDict(from_attributes=True)

    person: str
    answers: int
    gold: AccuracyOut | None = Field(description="On lines whose text was known.")
    double: AccuracyOut | None = Field(description="Against the settled text of lines that two keyed.")
    characters_a_minute: float | None
    median_seconds: float | None = Field(description="On a line that gave a text.")
    keystrokes_a_character: float | None
    accuracy_drift: ChangeOut | None = Field(description="Of the CER over all lines whose text is known.")
    speed_drift: ChangeOut | None = Field(description="Of the seconds a character.")


class SortedByOut(BaseModel):
    """How a person sorts the documents of an inbox."""

    model_config = ConfigDict(from_attributes=True)

    person: str
    documents: int = Field(description="That they have put into collections.")
    skipped: int
    median_seconds: float | None = Field(description="On a document that they have put into a collection.")


class EverybodyOut(BaseModel):
    """Everybody who has answered, by name, and how far they agree."""

    people: list[FiguresOut]
    sorting: list[SortedByOut] = Field(description="Of an inbox: who sorts its documents, by name.")
    double_keyings: int
    alpha_answers: float | None = Field(
        description="Krippendorff's alpha over double keyings, each answer whole: 1 perfect, 0 chance."
    )
    alpha_graphemes: float | None = Field(description="The same by character of the texts aligned.")


@router.get(
    "/collections/{name}/people",
    summary="How people work",
    dependencies=[needs(Role.LEAD)],
    responses=problems(401, 403, 404),
)
def everybody(name: str, deps: Gateway) -> EverybodyOut:
    """Accuracy, speed, effort and drift of each, and their agreement. docs/double-keying.md explains each figure."""
    with deps.database.reading() as session:
        collections.one(session, name)
        work = past.work(session, name)
        keyings = past.double_keyings(session, name)
        sorters = sorting.sorted_by(session, name)
    now = deps.clock()
    return EverybodyOut(
        people=[FiguresOut.model_validate(figures(who, work[who], now)) for who in sorted(work)],
        sorting=[SortedByOut.model_validate(each) for each in sorters],
        double_keyings=len(keyings),
        alpha_answers=agreement.of_answers(keyings),
        alpha_graphemes=agreement.of_graphemes(keyings),
    )


@router.get(
    "/me/figures",
    summary="How you work",
    dependencies=[needs(Role.ANNOTATOR)],
    responses=problems(401, 403, 404, 422),
)
def mine(collection: str, deps: Gateway, person: Person) -> FiguresOut:
    """Your own figures until yesterday: fresh ones would tell which line was there to measure you."""
    now = deps.clock()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    with deps.database.reading() as session:
        collections.one(session, collection)
        work = past.work(session, collection, person, midnight)
    return FiguresOut.model_validate(figures(person, work.get(person, []), now))

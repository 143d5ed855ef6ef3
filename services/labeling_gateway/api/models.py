"""Models: the held-out lines that the gate judged one by."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from recto.documents.personal_data import personal_data
from recto.recognition.measures import edits
from recto.runtime.objects import get_model
from schemas.held_out import HeldOutReading, HeldOutReadings
from services.labeling_gateway.api.access import Asker, Gateway, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import dealing, verdicts

router = APIRouter(prefix="/collections/{name}/models/{version}", tags=["collections"])


class JudgedLineOut(BaseModel):
    """A held-out line as it is, and as both models read it."""

    line_id: str
    truth: str
    champion: str
    candidate: str
    champion_errors: int
    candidate_errors: int


class JudgedLinesOut(BaseModel):
    """The lines on which the two differ most, and how many there are of each kind."""

    lines: list[JudgedLineOut] = Field(
        description="Where the candidate is worse and where it is better, in turn."
    )
    better: int
    worse: int
    same: int = Field(description="As many errors.")


@router.get(
    "/lines",
    summary="What a model was judged by",
    dependencies=[needs(Role.ANNOTATOR)],
    responses=problems(401, 403, 404, 422, 502),
)
def lines(
    name: str,
    version: str,
    deps: Gateway,
    who: Asker,
    limit: Annotated[int, Query(ge=1, le=1000)] = 10,
) -> JudgedLinesOut:
    """Champion against candidate on held-out lines. None where the gate had no line to judge by.

    Lines with personal data are counted, and shown to the cleared alone.
    """
    with deps.database.reading() as session:
        evidence = verdicts.of_version(session, name, version).evidence
    judged = get_model(deps.objects, evidence, HeldOutReadings).lines if evidence else ()
    told = telling([_judged(line) for line in judged], limit)
    return told if who.cleared else _without_personal_data(told, deps)


def _without_personal_data(told: JudgedLinesOut, deps: Deps) -> JudgedLinesOut:
    with deps.database.reading() as session:
        withheld = dealing.personal_among(session, [line.line_id for line in told.lines])
    shown = [line for line in told.lines if line.line_id not in withheld and not personal_data(line.truth)]
    return told.model_copy(update={"lines": shown})


def telling(judged: list[JudgedLineOut], limit: int) -> JudgedLinesOut:
    """At most `limit` of the lines, those that say most about the two models."""
    better = sorted((line for line in judged if _gain(line) > 0), key=_gain, reverse=True)
    worse = sorted((line for line in judged if _gain(line) < 0), key=_gain)
    taken = _in_turn(worse, better)[:limit]
    return JudgedLinesOut(
        lines=taken, better=len(better), worse=len(worse), same=len(judged) - len(better) - len(worse)
    )


def _gain(line: JudgedLineOut) -> int:
    return line.champion_errors - line.candidate_errors


def _in_turn(first: list[JudgedLineOut], second: list[JudgedLineOut]) -> list[JudgedLineOut]:
    both = max(len(first), len(second))
    return [line for place in range(both) for line in (*first[place : place + 1], *second[place : place + 1])]


def _judged(line: HeldOutReading) -> JudgedLineOut:
    return JudgedLineOut(
        line_id=line.line_id,
        truth=line.truth,
        champion=line.champion,
        candidate=line.candidate,
        champion_errors=edits(line.champion, line.truth),
        candidate_errors=edits(line.candidate, line.truth),
    )

"""Gold: lines whose text is known, for leads to mark. People get them among the others, and can't tell."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.labeling_gateway.api.access import Asker, Gateway, Person, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import collections, dealing, gold
from services.labeling_gateway.store.lead_tables import GoldRow

router = APIRouter(prefix="/collections/{name}/gold", tags=["people"], dependencies=[needs(Role.LEAD)])


class GoldIn(BaseModel):
    """Which lines to mark: these, or so many adjudicated ones by lot."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"lot": 50}]})

    lines: list[str] = Field(default=[], max_length=1000, description="Ids of labelled lines.")
    lot: int = Field(default=0, ge=0, le=1000, description="So many lines, from adjudicated labels, by lot.")

    @model_validator(mode="after")
    def _says_which(self) -> "GoldIn":
        if bool(self.lines) == bool(self.lot):
            raise ValueError("give either lines or lot")
        return self


class GoldLineOut(BaseModel):
    """A line whose text is known."""

    line_id: str
    text: str | None = Field(description="None where it is withheld.")
    withheld: bool = Field(description="The line carries personal data, and you are not cleared for it.")
    marked_by: str
    marked_at: datetime


class GoldOut(BaseModel):
    """Newest first."""

    gold: list[GoldLineOut]


class MarkedOut(BaseModel):
    """Lines that are gold from now on and were not before."""

    marked: list[str]


@router.get("", summary="Lines whose text is known", responses=problems(401, 403, 404))
def every(name: str, deps: Gateway, who: Asker) -> GoldOut:
    """All of the collection's."""
    with deps.database.reading() as session:
        collections.one(session, name)
        rows = gold.every(session, name)
        withheld = dealing.withheld_from(session, who, [row.line_id for row in rows])
    return GoldOut(gold=[_out(row, withheld=row.line_id in withheld) for row in rows])


@router.post("", summary="Mark lines as gold", responses=problems(401, 403, 404, 422, 503))
def mark(name: str, wanted: GoldIn, deps: Gateway, lead: Person) -> MarkedOut:
    """Their label's text is taken as known. The share `gold_share` of each person's leases is one of them, once each.

    An answer to one makes no label and no event: it measures the person.
    """
    with deps.database.changing() as session:
        collections.one(session, name)
        lines = wanted.lines or gold.by_lot(session, name, wanted.lot)
        return MarkedOut(marked=gold.mark(session, name, lines, lead, deps.clock()))


@router.delete(
    "/{line_id:path}", summary="A line is gold no longer", status_code=204, responses=problems(401, 403, 404)
)
def unmark(name: str, line_id: str, deps: Gateway) -> None:
    """Nobody gets it any more; what was measured by it stays."""
    with deps.database.changing() as session:
        gold.unmark(session, name, line_id)


def _out(row: GoldRow, *, withheld: bool) -> GoldLineOut:
    text = None if withheld else row.text
    return GoldLineOut(
        line_id=row.line_id, text=text, withheld=withheld, marked_by=row.marked_by, marked_at=row.marked_at
    )

"""Collections and their settings."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, ConfigDict, Field

from recto.querying.strategies import STRATEGIES
from schemas.collections import CollectionName, CollectionSettings
from services.labeling_gateway.api.access import Asker, Gateway, Person, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.collection_settings import check
from services.labeling_gateway.failures import Unfit, Unknown
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import collections
from services.labeling_gateway.store.document_tables import CollectionRow

router = APIRouter(prefix="/collections", tags=["collections"])
strategies_router = APIRouter(tags=["collections"])

IfMatch = Annotated[
    str | None, Header(description='The version you read, e.g. "3". Optional.', examples=['"3"'])
]


class CollectionIn(BaseModel):
    """A new collection. What is not set takes its default."""

    model_config = ConfigDict(extra="forbid")

    name: CollectionName = Field(examples=["letters-1905"])
    settings: CollectionSettings = CollectionSettings()


class CollectionOut(BaseModel):
    """A collection with its newest settings."""

    name: str
    version: int
    settings: CollectionSettings
    configured_at: datetime
    configured_by: str


class CollectionsOut(BaseModel):
    """By name."""

    collections: list[CollectionOut]


class StrategyOut(BaseModel):
    """A way to choose the lines that people are asked about."""

    name: str
    about: str = Field(description="In one sentence.")


class StrategiesOut(BaseModel):
    """All there are."""

    strategies: list[StrategyOut]


@strategies_router.get(
    "/strategies",
    summary="Ways to choose lines",
    dependencies=[needs(Role.ANNOTATOR)],
    responses=problems(401, 403),
)
def strategies() -> StrategiesOut:
    """What the setting `strategy` may name."""
    found = [StrategyOut(name=name, about=strategy.about) for name, strategy in STRATEGIES.items()]
    return StrategiesOut(strategies=found)


@router.get("", summary="All collections", dependencies=[needs(Role.ANNOTATOR)], responses=problems(401, 403))
def every(deps: Gateway, who: Asker) -> CollectionsOut:
    """Those that are open to you, with their settings, by name."""
    with deps.database.reading() as session:
        rows = collections.every(session)
    return CollectionsOut(collections=[_out(row) for row in rows if who.owns(row.name)])


@router.post(
    "",
    summary="Make a collection",
    dependencies=[needs(Role.LEAD)],
    status_code=201,
    responses=problems(401, 403, 409, 422, 503),
)
def make(wanted: CollectionIn, deps: Gateway, who: Asker, response: Response) -> CollectionOut:
    """Tells every service of it. 409 if the name is in use."""
    who.require_own(wanted.name)
    check(wanted.settings)
    with deps.database.changing() as session:
        row = collections.make(session, wanted.name, wanted.settings, by=who.person, now=deps.clock())
    deps.wake_relay()
    response.headers["Location"] = f"/v1/collections/{row.name}"
    return _tagged(row, response)


@router.get(
    "/{name}", summary="A collection", dependencies=[needs(Role.ANNOTATOR)], responses=problems(401, 403, 404)
)
def show(name: str, deps: Gateway, response: Response) -> CollectionOut:
    """Its ETag is the version of the settings."""
    with deps.database.reading() as session:
        row = collections.one(session, name)
    return _tagged(row, response)


@router.put(
    "/{name}",
    summary="Set a collection's settings",
    dependencies=[needs(Role.LEAD)],
    responses={201: {"model": CollectionOut}, **problems(401, 403, 412, 422, 503)},
)
def put(  # noqa: PLR0917  FastAPI hands them in by name
    name: CollectionName,
    settings: CollectionSettings,
    deps: Gateway,
    person: Person,
    response: Response,
    if_match: IfMatch = None,
) -> CollectionOut:
    """All settings at once: what is not set takes its default. Makes the collection if there is none.

    412 if If-Match names another version than the newest. The same settings again change nothing.
    """
    check(settings)
    expected, now = _version(if_match), deps.clock()
    with deps.database.changing() as session:
        try:
            row = collections.change(session, name, settings, by=person, now=now, expected_version=expected)
        except Unknown:
            if expected is not None:
                raise
            row = collections.make(session, name, settings, by=person, now=now)
            response.status_code = 201
    deps.wake_relay()
    return _tagged(row, response)


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    version = if_match.strip().removeprefix("W/").strip('"')
    if not version.isdecimal():
        raise Unfit("If-Match", f'{if_match} is no version; they count from "1"')
    return int(version)


def _tagged(row: CollectionRow, response: Response) -> CollectionOut:
    response.headers["ETag"] = f'"{row.version}"'
    return _out(row)


def _out(row: CollectionRow) -> CollectionOut:
    return CollectionOut.model_validate(row, from_attributes=True)

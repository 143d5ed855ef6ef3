"""People: who may come in, as what, with which skills, and links with which they sign in."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from schemas.collections import CollectionName
from services.labeling_gateway.api.access import Gateway, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.api.sign_in import link_address
from services.labeling_gateway.failures import NotPermitted
from services.labeling_gateway.keys import KeyKind
from services.labeling_gateway.people import Skills, fit_id
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import keys, people
from services.labeling_gateway.store.people import Profile
from services.labeling_gateway.store.people_tables import PersonRow

router = APIRouter(prefix="/people", tags=["people"], dependencies=[needs(Role.ADMIN)])

_EXAMPLE: dict[str, JsonValue] = {
    "id": "ada",
    "name": "Ada Lovelace",
    "role": "annotator",
    "skills": {"scripts": ["Latin"], "languages": ["en", "fr"]},
    "cleared": False,
}
_CHANGE: dict[str, JsonValue] = {"role": "lead", "cleared": True}
_SUBJECT = (
    "Issuer and subject at the identity provider, joined by |. Set at the first sign-in, if not before."
)


class PersonChange(BaseModel):
    """What changes; what is not there stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_CHANGE]})

    name: str = Field(default="", min_length=1, max_length=200)
    role: Role = Role.ANNOTATOR
    skills: Skills = Skills()
    cleared: bool = Field(default=False, description="May see lines that carry personal data.")
    active: bool = Field(default=True, description="If not, none of their keys opens.")
    collections: list[CollectionName] = Field(
        default=[], description="Open to them; all, if empty. To admins all are.", examples=[["letters-1905"]]
    )
    subject: str | None = Field(default=None, max_length=500, description=_SUBJECT)


class PersonIn(PersonChange):
    """Somebody new. Without a name they are called by their id."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    id: str = Field(description="Stands in their labels; it never changes.", examples=["ada"])


class PersonOut(BaseModel):
    """A person."""

    id: str
    name: str
    role: Role
    skills: Skills
    cleared: bool
    active: bool
    collections: list[str]
    subject: str | None = Field(description=_SUBJECT)
    created_at: datetime


class PeopleOut(BaseModel):
    """By id."""

    people: list[PersonOut]


class LinkOut(BaseModel):
    """A link that signs one browser in, once. It is shown here and nowhere else."""

    address: str = Field(examples=["https://recto.example.org/sign-in?token=…"])
    expires_at: datetime


@router.get("", summary="All people", responses=problems(401, 403))
def every(deps: Gateway) -> PeopleOut:
    """Those who are no longer active too: their labels name them."""
    with deps.database.reading() as session:
        return PeopleOut(people=[_out(row) for row in people.every(session)])


@router.post("", summary="Add a person", status_code=201, responses=problems(401, 403, 409, 422, 503))
def add(wanted: PersonIn, deps: Gateway, response: Response) -> PersonOut:
    """They come in with a link, or with the identity provider. 409 if the id is in use."""
    person_id = fit_id(wanted.id, "id")
    about = {"name": person_id, **_given(wanted)}
    about.pop("id")
    with deps.database.changing() as session:
        row = people.add(session, person_id, Profile(**about), deps.clock())
    response.headers["Location"] = f"/v1/people/{row.id}"
    return _out(row)


@router.get("/{person_id}", summary="A person", responses=problems(401, 403, 404))
def show(person_id: str, deps: Gateway) -> PersonOut:
    """Role, skills and clearance of one person."""
    with deps.database.reading() as session:
        return _out(people.one(session, person_id))


@router.patch("/{person_id}", summary="Change a person", responses=problems(401, 403, 404, 409, 422, 503))
def change(person_id: str, wanted: PersonChange, deps: Gateway) -> PersonOut:
    """Who is no longer active is signed out, and their tokens are gone.

    Holds from their next request on, or within five seconds where other gateway processes run beside this one.
    422 if no active admin would be left.
    """
    with deps.database.changing() as session:
        row = people.change(session, person_id, _given(wanted))
        if not row.active:
            keys.shut_out(session, person_id)
    deps.recent.forget()
    return _out(row)


@router.post(
    "/{person_id}/links",
    summary="Make a link to sign in",
    status_code=201,
    responses=problems(401, 403, 404, 503),
)
def link(person_id: str, request: Request, deps: Gateway) -> LinkOut:
    """Signs one browser in as this person, once. Give it to nobody else."""
    now = deps.clock()
    until = now + deps.link_lasts
    with deps.database.changing() as session:
        if not people.one(session, person_id).active:
            raise NotPermitted(f"{person_id} is no longer active: make them active first.")
        key, _ = keys.make(session, KeyKind.LINK, person_id, now=now, expires_at=until)
    return LinkOut(address=link_address(request, deps, key), expires_at=until)


def _given(wanted: PersonChange) -> dict[str, Any]:
    """The fields that were sent, as they are."""
    return {name: getattr(wanted, name) for name in wanted.model_fields_set}


def _out(row: PersonRow) -> PersonOut:
    return PersonOut.model_validate(row, from_attributes=True)

"""Tokens: keys of programs, each of one person, shown once and revocable."""

from datetime import datetime, timedelta

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.labeling_gateway.api.access import Gateway, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.keys import KeyKind
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import keys, people
from services.labeling_gateway.store.people_tables import KeyRow

router = APIRouter(prefix="/tokens", tags=["people"], dependencies=[needs(Role.ADMIN)])

_EXAMPLE: dict[str, JsonValue] = {"person": "ada", "name": "nightly export", "days": 90}


class TokenIn(BaseModel):
    """Whose token, and what for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    person: str = Field(description="Whoever brings the token acts as they do.")
    name: str = Field(min_length=1, max_length=200, description="What the token is for.")
    days: float | None = Field(default=90, gt=0, le=3650, description="How long it opens; for ever if null.")


class TokenOut(BaseModel):
    """A token, without what opens."""

    id: str
    person: str
    name: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None = Field(description="When it last opened, to the minute.")


class NewTokenOut(TokenOut):
    """A new token. What opens is shown here and nowhere else."""

    token: str = Field(description="Send it as 'Authorization: Bearer …'.")


class TokensOut(BaseModel):
    """Newest first."""

    tokens: list[TokenOut]


@router.get("", summary="Tokens", responses=problems(401, 403))
def every(deps: Gateway, person: str | None = None) -> TokensOut:
    """Those that were not revoked, of one person or of all."""
    with deps.database.reading() as session:
        rows = keys.tokens(session, person)
    return TokensOut(tokens=[TokenOut(**_about(row)) for row in rows])


@router.post("", summary="Make a token", status_code=201, responses=problems(401, 403, 404, 422, 503))
def make(wanted: TokenIn, deps: Gateway) -> NewTokenOut:
    """Only its hash is kept: who loses it needs another one."""
    now = deps.clock()
    until = now + timedelta(days=wanted.days) if wanted.days is not None else None
    with deps.database.changing() as session:
        person = people.one(session, wanted.person)
        key, row = keys.make(session, KeyKind.TOKEN, person.id, now=now, expires_at=until, name=wanted.name)
    return NewTokenOut(**_about(row), token=key)


@router.delete(
    "/{token_id}", summary="Revoke a token", status_code=204, responses=problems(401, 403, 404, 503)
)
def revoke(token_id: str, deps: Gateway) -> None:
    """It opens no longer: at once, or within five seconds where other gateway processes run beside this one."""
    with deps.database.changing() as session:
        keys.revoke(session, token_id, deps.clock())
    deps.recent.forget()


def _about(row: KeyRow) -> dict[str, object]:
    same = {name: getattr(row, name) for name in ("id", "name", "created_at", "expires_at", "used_at")}
    return {**same, "person": row.person_id}

"""Who may come in, and who it is.

With a token set, each request brings it: in the Authorization header, or in the cookie that a page sets when it
is opened once with ?token=. People are named by X-Recto-Person or a cookie; roles and sign-in are still to come.
"""

import re
import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.labeling_gateway.deps import Deps
from services.labeling_gateway.failures import NotAllowed, NotYourRole, Unfit

TOKEN_COOKIE = "recto_token"  # noqa: S105  the cookie's name
PERSON_COOKIE = "recto_person"
DEFAULT_PERSON = "admin"

_NAME = re.compile(r"[\w.@+-]{1,64}")
_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
_OWN_SITE = (None, "same-origin", "none")


def deps_of(request: Request) -> Deps:
    """The gateway's edges, as the app was given them."""
    deps: Deps = request.app.state.deps
    return deps


def admit(request: Request) -> None:
    """Let a request in, or raise NotAllowed."""
    token = deps_of(request).token
    if token is not None and not any(_same(given, token) for given in _given(request)):
        raise NotAllowed(
            "Send the gateway's token as 'Authorization: Bearer …', or open a page with ?token=…."
        )
    if request.method in _UNSAFE and request.headers.get("sec-fetch-site") not in _OWN_SITE:
        raise NotAllowed("Another site's page may change nothing here.")


def is_token(deps: Deps, given: str) -> bool:
    """Whether this is the gateway's token."""
    return deps.token is not None and _same(given, deps.token)


def person_of(request: Request) -> str:
    """The person who asks. Raises Unfit for a name that can't be one."""
    name = request.headers.get("x-recto-person") or request.cookies.get(PERSON_COOKIE) or DEFAULT_PERSON
    if not _NAME.fullmatch(name):
        raise Unfit("X-Recto-Person", "1 to 64 letters, digits and . @ + - _ make a name")
    return name


@dataclass(frozen=True)
class Rights:
    """What a person may do beyond keying lines."""

    person: str
    may_adjudicate: bool
    may_lead: bool
    may_settle_own: bool
    """Settle readings that are their own, and lines for which there is no second person."""


def rights_of(person: Annotated[str, Depends(person_of)]) -> Rights:
    """What this person may do. Roles are still to come: until then one admin may do everything, others key."""
    is_admin = person == DEFAULT_PERSON
    return Rights(person, may_adjudicate=is_admin, may_lead=is_admin, may_settle_own=is_admin)


def adjudicator_of(rights: Annotated[Rights, Depends(rights_of)]) -> Rights:
    """Whoever may settle readings. Raises NotYourRole."""
    if not rights.may_adjudicate:
        raise NotYourRole("Settling readings needs the role of an adjudicator; ask your lead.")
    return rights


def lead_of(rights: Annotated[Rights, Depends(rights_of)]) -> Rights:
    """Whoever leads. Raises NotYourRole."""
    if not rights.may_lead:
        raise NotYourRole("This needs the role of a lead.")
    return rights


def _given(request: Request) -> list[str]:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    cookie = request.cookies.get(TOKEN_COOKIE, "")
    return [bearer if scheme.lower() == "bearer" else "", cookie]


def _same(given: str, token: str) -> bool:
    return secrets.compare_digest(given.encode(), token.encode())


Gateway = Annotated[Deps, Depends(deps_of)]
Person = Annotated[str, Depends(person_of)]
PersonsRights = Annotated[Rights, Depends(rights_of)]
Adjudicator = Annotated[Rights, Depends(adjudicator_of)]
Lead = Annotated[Rights, Depends(lead_of)]

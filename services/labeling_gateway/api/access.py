"""Who may come in, and who it is.

With a token set, each request brings it: in the Authorization header, or in the cookie that a page sets when it
is opened once with ?token=. People are named by X-Recto-Person or a cookie; roles and sign-in are still to come.
"""

import re
import secrets
from typing import Annotated

from fastapi import Depends, Request

from services.labeling_gateway.deps import Deps
from services.labeling_gateway.failures import NotAllowed, Unfit

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


def _given(request: Request) -> list[str]:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    cookie = request.cookies.get(TOKEN_COOKIE, "")
    return [bearer if scheme.lower() == "bearer" else "", cookie]


def _same(given: str, token: str) -> bool:
    return secrets.compare_digest(given.encode(), token.encode())


# FastAPI calls what is not async in a thread of its own, which costs more than these do. They wait for nothing.
async def admitted(request: Request) -> None:
    """As `admit`, for routes."""
    admit(request)


async def _gateway(request: Request) -> Deps:
    return deps_of(request)


async def _person(request: Request) -> str:
    return person_of(request)


Gateway = Annotated[Deps, Depends(_gateway)]
Person = Annotated[str, Depends(_person)]

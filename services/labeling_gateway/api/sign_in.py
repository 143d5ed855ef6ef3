"""Signing in and out in a browser: with a link that is good once, or with the identity provider."""

from contextlib import suppress
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from recto.runtime.failures import Transient
from services.labeling_gateway import signing_in
from services.labeling_gateway.api.access import (
    ANYBODY,
    SESSION_COOKIE,
    Gateway,
    address_of,
    is_https,
    keep_signed_in,
    needs,
)
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.api.words import signing_in_page
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.entering import by_link, by_session
from services.labeling_gateway.failures import NotAllowed
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import keys
from services.labeling_gateway.store.sign_ins import LASTS

STATE_COOKIE = "recto_sign_in"

pages = APIRouter(include_in_schema=False)
router = APIRouter(tags=["signing in"])

Then = Annotated[str, Query(alias="next", description="One of the gateway's own pages, to go on to.")]


class WaysOut(BaseModel):
    """You are signed out here."""

    next: str = Field(
        description="Where to go on: the sign-in page, or the identity provider.", examples=["/sign-in"]
    )


@pages.get("/sign-in", dependencies=[ANYBODY])
def sign_in(request: Request, deps: Gateway, token: str | None = None, then: Then = "/") -> Response:
    """The page to sign in. With a link's token: spend it, and go on without it in the address."""
    if token is None:
        return signing_in_page("", has_provider=deps.oidc is not None)
    try:
        key = by_link(deps, token, address_of(request))
    except NotAllowed:
        if not _is_signed_in(request, deps):
            raise
        return _onward(then)
    response = _onward(then)
    keep_signed_in(request, response, key)
    return response


@pages.get("/sign-in/oidc", dependencies=[ANYBODY])
def leave(request: Request, deps: Gateway, then: Then = "/") -> Response:
    """On to the identity provider, with a state that this browser keeps."""
    address, state = signing_in.begin(deps, own_path(then))
    response = RedirectResponse(address, status_code=303)
    response.set_cookie(
        STATE_COOKIE,
        state,
        max_age=int(LASTS.total_seconds()),
        path="/sign-in",
        httponly=True,
        samesite="lax",
        secure=is_https(request),
    )
    return response


@pages.get("/sign-in/oidc/callback", dependencies=[ANYBODY])
def come_back(
    request: Request, deps: Gateway, state: str = "", code: str = "", error: str | None = None
) -> Response:
    """Back from the identity provider: signed in, or told why not."""
    if error is not None:
        raise NotAllowed(
            "The identity provider did not let you in: sign in again, or ask an admin for a link."
        )
    kept = request.cookies.get(STATE_COOKIE, "")
    key, then = signing_in.finish(deps, state=state, kept_state=kept, code=code)
    response = _onward(then)
    response.delete_cookie(STATE_COOKIE, path="/sign-in")
    keep_signed_in(request, response, key)
    return response


@router.post(
    "/sign-out", summary="Sign out", dependencies=[needs(Role.ANNOTATOR)], responses=problems(401, 403, 503)
)
def sign_out(request: Request, deps: Gateway, response: Response) -> WaysOut:
    """Ends the session of this browser. `next` ends it at the identity provider too, if there is one."""
    with deps.database.changing() as session:
        keys.end(session, request.cookies.get(SESSION_COOKIE, ""))
    deps.recent.forget()
    response.delete_cookie(SESSION_COOKIE)
    back = f"{deps.public_url or ''}/sign-in"
    away = None
    with suppress(Transient):
        away = deps.oidc.sign_out_address(back) if deps.oidc else None
    return WaysOut(next=away or "/sign-in")


def link_address(request: Request, deps: Deps, key: str) -> str:
    """Where to sign in with a link's key."""
    base = deps.public_url or str(request.base_url).rstrip("/")
    return f"{base}/sign-in?{urlencode({'token': key})}"


def own_path(address: str) -> str:
    """The address, if it is one of the gateway's own pages; else the first page.

    >>> own_path("/documents?collection=deeds"), own_path("//evil.example"), own_path("https://evil.example")
    ('/documents?collection=deeds', '/', '/')
    """
    is_own = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_own else "/"


def _onward(then: str) -> RedirectResponse:
    return RedirectResponse(own_path(then), status_code=303)


def _is_signed_in(request: Request, deps: Deps) -> bool:
    return by_session(deps, request.cookies.get(SESSION_COOKIE, "")) is not None

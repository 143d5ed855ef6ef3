"""Who may come in, who it is, and which role each route needs.

A program brings a token in the Authorization header; a browser the cookie of its session, and then only its own
pages may change anything. A route, or the whole resource, names the least role that it needs in its
`dependencies`; a test holds that each does.
"""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.params import Depends as Dependency

from services.labeling_gateway.deps import Deps
from services.labeling_gateway.entering import by_session, by_token
from services.labeling_gateway.failures import NotAllowed, NotPermitted, Unfit
from services.labeling_gateway.keys import hashed
from services.labeling_gateway.people import Who, fit_id
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import membership

SESSION_COOKIE = "recto_session"

_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
_SHOWN = ("authorization", "x-recto-person", "cookie")
"""Headers that say who asks."""


def deps_of(request: Request) -> Deps:
    """The gateway's edges, as the app was given them."""
    deps: Deps = request.app.state.deps
    return deps


async def who_asks(request: Request) -> Who:
    """The person who asks. Raises NotAllowed, NotPermitted, TooManyTries, Unfit.

    Unknown if what they ask for is in a collection that is not open to them. Only what asks the database goes to a
    thread: the way there and back costs more than all the rest.
    """
    deps = deps_of(request)
    shown = hashed("\n".join(request.headers.get(name, "") for name in _SHOWN))
    who = deps.recent.who(shown, deps.clock())
    if who is None:
        changes = deps.recent.changes()
        who = await run_in_threadpool(_known, request, deps)
        deps.recent.keep(shown, who, deps.clock(), changes)
    if request.method in _UNSAFE and not _bearer(request):
        _require_own_page(request, deps)
    if who.collections:
        await run_in_threadpool(_require_own_collection, request, deps, who)
    return who


def _known(request: Request, deps: Deps) -> Who:
    named, token = request.headers.get("x-recto-person"), _bearer(request)
    if token is not None:
        return by_token(deps, token, named and fit_id(named, "X-Recto-Person"), address_of(request))
    who = by_session(deps, request.cookies.get(SESSION_COOKIE, ""))
    if who is None:
        raise NotAllowed("You are not signed in here, or not any more.", "A program brings a token.")
    if named not in (None, who.person):
        raise NotPermitted("Only the gateway's own token may name a person; leave X-Recto-Person out.")
    return who


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else None


def address_of(request: Request) -> str:
    """Where a request comes from. Behind a proxy, uvicorn takes it from X-Forwarded-For (FORWARDED_ALLOW_IPS)."""
    return request.client.host if request.client else ""


# FastAPI calls what is not async in a thread of its own, which costs more than these do. They wait for nothing.
async def _gateway(request: Request) -> Deps:
    return deps_of(request)


Gateway = Annotated[Deps, Depends(_gateway)]
Asker = Annotated[Who, Depends(who_asks)]


async def person_of(who: Asker) -> str:
    """The id of the person who asks."""
    return who.person


Person = Annotated[str, Depends(person_of)]


@dataclass(frozen=True)
class Needs:
    """Lets a person in who has at least this role."""

    role: Role

    async def __call__(self, who: Asker) -> None:
        """Raises NotPermitted."""
        require(self.role, who)


def require(role: Role, who: Who) -> None:
    """For what not everybody who may ask for a route may ask of it. Raises NotPermitted."""
    if not who.role.includes(role):
        raise NotPermitted(f"This needs the role {role}, and yours is {who.role}: an admin can change that.")


def require_named(who: Who, collection: str | None) -> None:
    """For what is about every collection unless one is named. Raises Unfit, Unknown."""
    if collection is None and not who.owns(None):
        raise Unfit("collection", f"name one of yours: {', '.join(sorted(who.collections))}")
    if collection is not None:
        who.require_own(collection)


def needs(role: Role) -> Dependency:
    """For a route's `dependencies`: the least role that may ask for it."""
    dependency: Dependency = Depends(Needs(role))
    return dependency


async def anybody() -> None:
    """For the few routes that let everybody in, so that they say so."""


ANYBODY: Dependency = Depends(anybody)


def keep_signed_in(request: Request, response: Response, key: str) -> None:
    """Leave a session's key in the browser, where no script can read it."""
    response.set_cookie(SESSION_COOKIE, key, httponly=True, samesite="lax", secure=is_https(request))


def is_https(request: Request) -> bool:
    """Whether the browser speaks https to the gateway, or to what stands before it."""
    return request.url.scheme == "https" or (deps_of(request).public_url or "").startswith("https://")


def _require_own_page(request: Request, deps: Deps) -> None:
    """Raises NotPermitted for what another site's page sends with this browser's cookie."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is None:  # a browser that does not know the header, or plain http
        own = {_origin(str(request.url)), _origin(deps.public_url or str(request.url))}
        is_own = origin is not None and _origin(origin) in own
    else:
        is_own = site == "same-origin"
    if not is_own:
        raise NotPermitted("Another site's page may change nothing here.")


def _require_own_collection(request: Request, deps: Deps, who: Who) -> None:
    """What the address names, by id or as a collection. Routes that take a collection in the body look themselves."""
    named = [request.path_params.get("name"), request.query_params.get("collection")]
    with deps.database.reading() as session:
        held = membership.collections_of(session, request.path_params)
    for collection in (*(name for name in named if name), *(name or "that holds all" for name in held)):
        who.require_own(collection)


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc

"""The gateway's HTTP application, put together from its resources."""

from functools import cache

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from recto.runtime.bodies import BoundedBodies
from services.labeling_gateway.api import (
    adjudication,
    answers,
    boxes,
    characters,
    collections,
    documents,
    drawn_pages,
    figures,
    flags,
    gold,
    heartbeats,
    label_studio,
    labels,
    leases,
    me,
    models,
    pages,
    people,
    progress,
    sign_in,
    sorting,
    surroundings,
    tasks,
    tokens,
    undo,
    webhooks,
    withdrawals,
)
from services.labeling_gateway.api.bodies import most_bytes
from services.labeling_gateway.api.headers import SecurityHeaders
from services.labeling_gateway.api.problems import add_problems
from services.labeling_gateway.deps import Deps

_ABOUT = (
    "The queue of lines that wait for people, their answers, collections, documents as they stand, and people. "
    "Errors are problem details (RFC 9457). Programs send a token as 'Authorization: Bearer …'; routes need roles. "
    "A body that is larger than its route accepts is refused with 413."
)
# A route is looked for in this order: what a page asks for each line comes first.
RESOURCES = (
    leases,
    tasks,
    answers,
    surroundings,
    heartbeats,
    collections,
    characters,
    models,
    progress,
    documents,
    adjudication,
    undo,
    drawn_pages,
    boxes,
    sorting,
    flags,
    gold,
    labels,
    withdrawals,
    figures,
    webhooks,
    label_studio,
    me,
    people,
    tokens,
    sign_in,
)


def create_app(deps: Deps) -> FastAPI:
    """The application over these edges. Style sheets and scripts are public files; all else needs a role."""
    app = FastAPI(
        title="Recto labeling gateway",
        version="1",
        summary=_ABOUT,
        docs_url=None,
        redoc_url=None,
        routes=_routes(),
    )
    app.state.deps = deps
    app.add_middleware(BoundedBodies, most=most_bytes)
    app.add_middleware(SecurityHeaders)
    add_problems(app)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """All of them, once for every application: they find their edges in `app.state`, and take long to be made."""
    routes = APIRouter()
    for router in (*(resource.router for resource in RESOURCES), collections.strategies_router):
        routes.include_router(router, prefix="/v1")
    for router in (label_studio.images, pages.router, sign_in.pages):
        routes.include_router(router)
    routes.mount("/assets", pages.assets)
    return routes.routes

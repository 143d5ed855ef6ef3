"""The gateway's HTTP application, put together from its resources."""

from fastapi import APIRouter, Depends, FastAPI
from pydantic import BaseModel

from services.labeling_gateway.api import (
    answers,
    boxes,
    collections,
    documents,
    drawn_pages,
    leases,
    pages,
    progress,
    tasks,
    webhooks,
)
from services.labeling_gateway.api.access import Person, admit
from services.labeling_gateway.api.headers import SecurityHeaders
from services.labeling_gateway.api.problems import add_problems, problems
from services.labeling_gateway.deps import Deps

_ABOUT = (
    "The queue of lines that wait for people, their answers, collections, and documents as they stand. "
    "Errors are problem details (RFC 9457). If the gateway has a token, send it as a bearer token."
)
RESOURCES = (collections, progress, documents, leases, tasks, answers, drawn_pages, boxes, webhooks)

me_router = APIRouter(tags=["people"])


class MeOut(BaseModel):
    """Who you are here."""

    person: str


@me_router.get("/me", summary="Who you are", responses=problems(401))
def me(person: Person) -> MeOut:
    """Named by X-Recto-Person or the cookie."""
    return MeOut(person=person)


def create_app(deps: Deps) -> FastAPI:
    """The application over these edges. The pages are public files; what they show is not."""
    app = FastAPI(title="Recto labeling gateway", version="1", summary=_ABOUT, docs_url=None, redoc_url=None)
    app.state.deps = deps
    api = APIRouter(prefix="/v1", dependencies=[Depends(admit)])
    for router in (*(resource.router for resource in RESOURCES), collections.strategies_router, me_router):
        api.include_router(router)
    app.include_router(api)
    app.include_router(pages.router)
    app.mount("/assets", pages.assets)
    app.add_middleware(SecurityHeaders)
    add_problems(app)
    return app

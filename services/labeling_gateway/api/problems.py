"""Every error as application/problem+json (RFC 9457): what happened, in a sentence that says what to do."""

import logging
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from recto.runtime.bodies import BodyTooLarge
from recto.runtime.failures import Poison, Transient
from services.labeling_gateway import failures
from services.labeling_gateway.api.words import is_for_reading, refusal_page, signing_in_page

log = logging.getLogger(__name__)

KINDS: Mapping[type[Exception], tuple[int, str, str]] = {
    failures.Unknown: (404, "unknown", "There is no such thing"),
    failures.Unfit: (422, "unfit", "A field holds what it must not"),
    failures.AlreadyAnswered: (409, "already-answered", "This line has another answer"),
    failures.LeaseOver: (409, "lease-over", "You no longer hold this line"),
    failures.Taken: (409, "taken", "The name is in use"),
    failures.InOtherHands: (409, "in-other-hands", "Somebody else is at work on this page"),
    failures.Outdated: (412, "outdated", "Somebody changed it meanwhile"),
    failures.NotYours: (403, "not-yours", "The line is in another person's hands"),
    failures.BuiltOn: (409, "built-on", "The answer can't be taken back"),
    failures.NotAllowed: (401, "not-allowed", "Nobody knows who you are"),
    failures.NotPermitted: (403, "not-permitted", "This is not yours to do"),
    failures.NotCleared: (403, "not-cleared", "This carries personal data"),
    failures.TooManyTries: (429, "too-many-tries", "Too many wrong keys"),
}
"""What each refusal is over HTTP: status, the last part of its type, title. A test holds that none is left out."""


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = Field(examples=["urn:recto:problem:lease-over"])
    title: str = Field(examples=["You no longer hold this line"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["You no longer hold this line."])
    field: str | None = Field(default=None, description="The field that is wrong, where one is.")
    text: str | None = Field(default=None, description="409: the text that was sent. It is kept.")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses`: the problems that it can answer with, as OpenAPI wants them."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
        }
        for status in statuses
    }


def add_problems(app: FastAPI) -> None:
    """Answer with problem details whatever goes wrong in `app`."""
    app.add_exception_handler(failures.Refusal, _refused)
    app.add_exception_handler(Transient, _away)
    app.add_exception_handler(Poison, _damaged)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(BodyTooLarge, _too_large)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _bug)


def respond(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A problem as a response."""
    return JSONResponse(
        problem.model_dump(exclude_none=True),
        status_code=problem.status,
        headers=headers,
        media_type="application/problem+json",
    )


def _problem(status: int, slug: str, title: str, detail: str, **more: str | None) -> Problem:
    return Problem(type=f"urn:recto:problem:{slug}", title=title, status=status, detail=detail, **more)


def _refused(request: Request, error: Exception) -> Response:
    status, slug, title = next(KINDS[kind] for kind in type(error).__mro__ if kind in KINDS)
    if is_for_reading(request):
        return _in_words(request, status, title, error)
    more = {"field": getattr(error, "field", None), "text": getattr(error, "text", None)}
    return respond(_problem(status, slug, title, str(error), **more), _headers(status, error))


def _in_words(request: Request, status: int, title: str, error: Exception) -> Response:
    """The same for a person who opened a page."""
    if isinstance(error, failures.NotAllowed):  # the page says itself what to do
        has_provider = request.app.state.deps.oidc is not None
        return signing_in_page(error.reason, has_provider=has_provider, status=status)
    return refusal_page(title, str(error), status)


def _headers(status: int, error: Exception) -> dict[str, str]:
    if isinstance(error, failures.TooManyTries):
        return {"Retry-After": str(math.ceil(error.retry_after))}
    return {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}


def _away(_request: Request, error: Exception) -> JSONResponse:
    seconds = math.ceil(getattr(error, "retry_after", 1))
    detail = (
        "The gateway is busy or its database is away. Try again shortly: an answer sent twice counts once."
    )
    log.warning("refused for now: %s", error)
    return respond(_problem(503, "away", "Not now", detail), {"Retry-After": str(seconds)})


def _damaged(_request: Request, error: Exception) -> JSONResponse:
    log.error("stored data can't be used: %s", error)
    return respond(_problem(502, "damaged", "Stored data can't be used", f"{error}."))


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": (), "msg": str(error)}
    place = first["loc"][1:] or first["loc"]
    field = ".".join(str(part) for part in place)
    reason = str(first["msg"]).removeprefix("Value error, ")
    detail = f"{field}: {reason}." if field else f"{reason}."
    return respond(_problem(422, "unfit", "A field holds what it must not", detail, field=field))


def _too_large(_request: Request, error: Exception) -> JSONResponse:
    reason = error.detail if isinstance(error, HTTPException) else str(error)
    detail = f"{reason.rstrip('.')}: send it in parts."
    return respond(_problem(413, "too-large", "More than is accepted at once", detail))


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    phrase = HTTPStatus(status).phrase
    if status == HTTPStatus.NOT_FOUND and is_for_reading(request):
        return refusal_page("There is no such page", "Nothing is at this address: look it over.", status)
    headers = error.headers if isinstance(error, HTTPException) else None
    return respond(_problem(status, phrase.lower().replace(" ", "-"), phrase, f"{phrase}."), headers)


def _bug(request: Request, error: Exception) -> JSONResponse:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    detail = (
        "The gateway made a mistake; it is in the log. What you sent is not lost on your side: try again."
    )
    return respond(_problem(500, "mistake", "The gateway made a mistake", detail))

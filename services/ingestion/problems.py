"""What went wrong, over HTTP: problem+json (RFC 9457) whose detail is one sentence for a person."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from recto.runtime.bodies import BodyTooLarge
from recto.runtime.failures import Transient
from services.ingestion import metrics
from services.ingestion.failures import (
    DocumentRefused,
    NotAllowed,
    TurnedDown,
    UnknownCollection,
    UploadTooLarge,
)

log = logging.getLogger(__name__)

_STATUS: dict[type[TurnedDown], tuple[int, str]] = {
    DocumentRefused: (422, "document"),
    UnknownCollection: (404, "collection"),
    NotAllowed: (401, "token"),
    UploadTooLarge: (413, "size"),
}


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """The response for a problem."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def turned_down(error: TurnedDown) -> JSONResponse:
    """The response for a request that is not carried out; counts it."""
    status, reason = _STATUS[type(error)]
    if not isinstance(error, DocumentRefused):
        metrics.TURNED_AWAY.labels(reason).inc()
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return problem(status, str(error), headers)


def with_problems(app: FastAPI) -> FastAPI:
    """Have every failure of `app` that is not a bug answered with a problem."""

    @app.exception_handler(TurnedDown)
    async def on_turned_down(_: Request, error: TurnedDown) -> JSONResponse:
        return turned_down(error)

    @app.exception_handler(Transient)
    async def on_transient(_: Request, error: Transient) -> JSONResponse:
        log.warning("%s", error.reason)
        metrics.TURNED_AWAY.labels("away").inc()
        return problem(
            503, f"{error.reason}: try again.", {"Retry-After": f"{max(1, round(error.retry_after))}"}
        )

    @app.exception_handler(RequestValidationError)
    async def on_invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        return problem(422, f"Field {first['loc'][-1]}: {first['msg']}.")

    @app.exception_handler(BodyTooLarge)
    async def on_too_large(_: Request, error: BodyTooLarge) -> JSONResponse:
        return turned_down(UploadTooLarge(error.most))

    @app.exception_handler(HTTPException)
    async def on_http(_: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, f"{str(error.detail).rstrip('.')}.", dict(error.headers or {}))

    return app

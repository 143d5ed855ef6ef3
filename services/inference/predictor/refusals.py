"""What is said of a request that cannot be answered: to the client as the protocol has it, to the log in one line."""

import logging
import struct

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from kserve.errors import InferenceError, InvalidInput, ModelNotFound, ModelNotReady
from starlette.exceptions import HTTPException

NONSENSE = (
    InferenceError,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    IndexError,
    OverflowError,
    RecursionError,
    struct.error,
)
"""What kserve and NumPy raise on requests that are no requests."""

_REFUSALS = (InvalidInput, ModelNotFound, ModelNotReady)


def refuse_as_the_protocol_says(app: FastAPI) -> None:
    """Give what FastAPI itself refuses the protocol's form, `{"error": …}`; the rest has it from kserve."""

    @app.exception_handler(HTTPException)
    def refuse(_: Request, refusal: HTTPException) -> JSONResponse:
        return JSONResponse({"error": refusal.detail}, refusal.status_code, refusal.headers)


def without_stack(record: logging.LogRecord) -> bool:
    """A filter of kserve's log, which takes each refusal for an error of its own and prints where it was raised."""
    refusal = record.exc_info[1] if record.exc_info else None
    if isinstance(refusal, _REFUSALS):
        record.msg, record.args, record.exc_info = "refused: %s", (refusal,), None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True

"""The HTTP side: one upload a request, decoded by few threads at once, answered when the broker has it all."""

import asyncio
import time
from collections.abc import Callable
from typing import Annotated, TypeVar

import anyio
from anyio import to_thread
from fastapi import FastAPI, File, Form, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field

from recto.documents.errors import TooLarge
from recto.documents.writers import writer_name
from recto.runtime.bodies import BoundedBodies
from recto.runtime.failures import Transient
from recto.runtime.logs import logged_with
from recto.runtime.tracing import at_hand, continued_trace
from services.ingestion import metrics
from services.ingestion.admission import Admission
from services.ingestion.deps import Deps
from services.ingestion.failures import DocumentRefused, UnknownCollection
from services.ingestion.intake import Taken, take_in
from services.ingestion.known_collections import KnownCollections
from services.ingestion.problems import with_problems
from services.ingestion.upload import HandedIn, Upload, shown_name

T = TypeVar("T")


class DocumentOut(BaseModel):
    """A document that is in."""

    document_id: str
    page_ids: list[str]
    labels: int = Field(description="Labels that were published with this request.")
    already: bool = Field(description="The same image was in this collection before.")
    note: str | None = Field(default=None, description="What was left as it was, a sentence each.")


def make_app(deps: Deps) -> FastAPI:
    """The app with ingestion's routes. Must be served by one event loop, which limits the decoders."""
    app = with_problems(FastAPI(title="Recto ingestion", version="1"))
    app.add_middleware(BoundedBodies, most=lambda _path: deps.settings.max_upload_bytes)
    app.add_middleware(Admission, token=deps.settings.token.get_secret_value())
    decoders = anyio.CapacityLimiter(deps.settings.decoders)

    @app.get("/v1/collections/{name}")
    async def get_collection(name: str) -> dict[str, str]:
        """Whether documents can be handed in to a collection: worth asking before a large upload."""
        await _wait_for(name, deps.collections, deps.settings.collection_wait_seconds)
        return {"collection": name}

    @app.post("/v1/documents", status_code=201, responses={200: {"description": "It was here before."}})
    async def post_document(
        *,
        request: Request,
        response: Response,
        collection: Annotated[str, Form(description="Name of a collection.")],
        file: Annotated[UploadFile, File(description="PNG, JPEG or TIFF; a TIFF may have several pages.")],
        layout: Annotated[UploadFile | None, File(description="ALTO or PAGE XML of the page.")] = None,
        as_labels: Annotated[bool, Form(description="Take the layout's texts for labels.")] = False,
        name: Annotated[str | None, Form(description="Name to show, if not the file's.")] = None,
        writer: Annotated[str | None, Form(description="Whose hand, machine or scribe it is from.")] = None,
    ) -> DocumentOut:
        """Hand in one document. The same image twice in a collection is one document."""
        _check_labels(layout, as_labels=as_labels)
        known_writer = _checked_writer(writer)
        await _wait_for(collection, deps.collections, deps.settings.collection_wait_seconds)
        _check_place_of_labels(collection, deps.collections, as_labels=as_labels)

        def work() -> Taken:
            image = HandedIn(shown_name(name or file.filename), file.file.read())
            lines = HandedIn(shown_name(layout.filename), layout.file.read()) if layout else None
            return _taken(Upload(collection, image, lines, as_labels, known_writer), deps)

        sender = at_hand() or request.headers.get("traceparent")
        with continued_trace(sender, "upload", collection=collection) as span:
            taken = await _queued(work, decoders)
            span.note(document_id=taken.document_id, pages=taken.pages, already=taken.already)
        response.status_code = 200 if taken.already else 201
        return DocumentOut(**vars(taken) | {"page_ids": taken.page_ids})

    return app


def _taken(upload: Upload, deps: Deps) -> Taken:
    with logged_with(collection=upload.collection, document_id=upload.document_id):
        try:
            return take_in(upload, deps)
        except DocumentRefused as error:
            metrics.REFUSED.labels(error.kind).inc()
            metrics.DOCUMENTS.labels(upload.collection, "refused").inc()
            raise


async def _queued(work: Callable[[], T], decoders: anyio.CapacityLimiter) -> T:
    """Run in a thread once a decoder is free. Those that wait hold no thread, so health is always answered."""
    waiting = time.perf_counter()

    def measured() -> T:
        metrics.STEP_SECONDS.labels("queue").observe(time.perf_counter() - waiting)
        return work()

    return await to_thread.run_sync(measured, limiter=decoders)


async def _wait_for(name: str, known: KnownCollections, seconds: float) -> None:
    """A collection that was made a moment ago may not have come through Kafka yet."""
    deadline = time.monotonic() + seconds
    while name not in known:
        if time.monotonic() >= deadline:
            if not known.all_read:
                raise Transient("ingestion is still reading which collections there are", retry_after=2)
            raise UnknownCollection(name, known.names())
        await asyncio.sleep(0.05)


def _check_labels(layout: UploadFile | None, *, as_labels: bool) -> None:
    if as_labels and layout is None:
        raise _invalid("layout", "as_labels takes its texts from a layout, and none came along")


def _check_place_of_labels(collection: str, known: KnownCollections, *, as_labels: bool) -> None:
    if as_labels and known.is_inbox(collection):
        why = f"{collection} is an inbox, where nothing is learned: hand labels in to the collection they belong to"
        raise _invalid("as_labels", why)


def _checked_writer(given: str | None) -> str | None:
    try:
        return writer_name(given)
    except TooLarge as error:
        raise _invalid("writer", error.reason) from error


def _invalid(field: str, why: str) -> RequestValidationError:
    return RequestValidationError([{"loc": ("body", field), "msg": why}])

"""Inference, event by event: reads pages, and reads again what still waits for a new champion.

Keeps nothing: the same page and model give the same readings, so redelivery is harmless.
"""

from collections.abc import Iterator

from recto.runtime.objects import put_model
from recto.runtime.service import Handlers
from recto.runtime.tracing import span
from schemas.blobs import BlobRef
from schemas.collections import CollectionConfigured
from schemas.envelope import Event
from schemas.models import ModelPromoted, ModelRolledBack
from schemas.pages import PageIngested, PageRelined
from schemas.readings import LineReading, PageReadings
from schemas.rescoring import RescoreRequested
from schemas.transcripts import PageTranscribed, PageUnreadable
from services.inference import metrics
from services.inference.ahead import find
from services.inference.champions import Champion
from services.inference.deps import Deps
from services.inference.pages import WholePage, naming, put_images
from services.inference.ready import WasRead


def on_whole_page(event: WholePage, deps: Deps) -> Iterator[Event]:
    """Find the page's lines, where none came along or were drawn, read them, and store what was read."""
    read = deps.ready.take(event.id) or _read(event, deps)
    if isinstance(event, PageIngested):
        waited = deps.clock() - event.ingested_at
        metrics.PAGE_FRESHNESS.labels(event.collection).observe(max(0.0, waited.total_seconds()))
    if not read.what.lines:
        metrics.PAGES_UNREADABLE.labels(event.collection).inc()
        yield _unreadable(event, read.what.champion, deps)
        return
    if isinstance(event, PageIngested):
        metrics.PAGES_READ.labels(event.collection).inc()
    yield _transcribed(event, read, deps)


def on_rescore_requested(event: RescoreRequested, deps: Deps) -> Iterator[Event]:
    """Read the lines that still wait, with the champion that is in use now."""
    yield _transcribed(event, deps.ready.take(event.id) or _read(event, deps), deps)


def on_collection_configured(event: CollectionConfigured, deps: Deps) -> Iterator[Event]:
    """Know the collection's base model."""
    deps.champions.configure(event)
    yield from ()


def on_model_crowned(event: ModelPromoted | ModelRolledBack, deps: Deps) -> Iterator[Event]:
    """Read with this model from the next page on."""
    deps.champions.crown(event)
    yield from ()


HANDLERS: Handlers = {
    PageIngested: on_whole_page,
    PageRelined: on_whole_page,
    RescoreRequested: on_rescore_requested,
    CollectionConfigured: on_collection_configured,
    ModelPromoted: on_model_crowned,
    ModelRolledBack: on_model_crowned,
}

_PASSES = {PageIngested: "first", PageRelined: "anew", RescoreRequested: "again"}
_NONE_FOUND = "no line of text was found on it"
_NONE_DRAWN = "a person found no line of text on it"


def _read(event: WholePage | RescoreRequested, deps: Deps) -> WasRead:
    found = find(event, deps)
    if not found.lines:
        return WasRead(found, [])
    with (
        naming(event.page_id),
        metrics.STEP_SECONDS.labels("read").time(),
        span("read", model=found.champion.version, lines=len(found.images)),
    ):
        return WasRead(found, deps.reader.read(found.champion, found.images))


def _transcribed(page: WholePage | RescoreRequested, read: WasRead, deps: Deps) -> PageTranscribed:
    champion, count = read.what.champion, len(read.readings)
    with metrics.STEP_SECONDS.labels("store").time():
        stored = _stored(page, read, deps)
    metrics.LINES_READ.labels(page.collection, _PASSES[type(page)]).inc(count)
    for reading in read.readings:
        metrics.LINE_CONFIDENCE.labels(page.collection).observe(reading.evidence.confidence)
    return PageTranscribed(
        page_id=page.page_id,
        document_id=page.document_id,
        collection=page.collection,
        number=page.number,
        model_version=champion.version,
        generation=champion.generation,
        readings=stored,
        lines=count,
        again=isinstance(page, RescoreRequested),
        writer=None if isinstance(page, RescoreRequested) else page.writer,
        revision=_revision(page),
        transcribed_at=deps.clock(),
    )


def _stored(page: WholePage | RescoreRequested, read: WasRead, deps: Deps) -> BlobRef:
    what = read.what
    images = what.stored or put_images(deps.objects, page.collection, what.images)
    lines = tuple(
        LineReading(line=line, image=image, reading=reading)
        for line, image, reading in zip(what.lines, images, read.readings, strict=True)
    )
    readings = PageReadings(page_id=page.page_id, model_version=what.champion.version, lines=lines)
    return put_model(deps.objects, f"readings/{page.collection}", readings)


def _unreadable(page: WholePage, champion: Champion, deps: Deps) -> PageUnreadable:
    return PageUnreadable(
        page_id=page.page_id,
        document_id=page.document_id,
        collection=page.collection,
        number=page.number,
        model_version=champion.version,
        generation=champion.generation,
        reason=_NONE_FOUND if isinstance(page, PageIngested) else _NONE_DRAWN,
        revision=_revision(page),
        transcribed_at=deps.clock(),
    )


def _revision(page: WholePage | RescoreRequested) -> int:
    """By which of its lines the page is read."""
    return 0 if isinstance(page, PageIngested) else page.revision

"""Inference, event by event: reads pages, and reads again what still waits for a new champion.

Keeps nothing: the same page and model give the same readings, so redelivery is harmless.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from recto.runtime.clock import Clock
from recto.runtime.failures import Poison
from recto.runtime.objects import ObjectStore, get_model, put_model
from recto.runtime.service import Handlers
from schemas.blobs import BlobRef
from schemas.collections import CollectionConfigured
from schemas.envelope import Event
from schemas.models import ModelPromoted, ModelRolledBack
from schemas.pages import PageIngested
from schemas.readings import LineReading, PageReadings
from schemas.rescoring import RescoreRequested
from schemas.transcripts import PageTranscribed, PageUnreadable
from services.inference import metrics
from services.inference.champions import Champion, Champions
from services.inference.pages import cut_lines, naming, open_stored, stored_readings
from services.inference.reading import LineReader


@dataclass(frozen=True)
class Deps:
    """What the handlers work with."""

    objects: ObjectStore
    champions: Champions
    reader: LineReader
    clock: Clock


def on_page_ingested(event: PageIngested, deps: Deps) -> Iterator[Event]:
    """Find the page's lines, read them, and store what was read."""
    champion = deps.champions.of(event.collection)
    with naming(event.page_id):
        cuts = cut_lines(event, deps.objects)
    if not cuts:
        metrics.PAGES_UNREADABLE.labels(event.collection).inc()
        yield _unreadable(event, champion, deps)
        return
    with naming(event.page_id), metrics.STEP_SECONDS.labels("read").time():
        readings = deps.reader.read(champion, [cut.image for cut in cuts])
    with metrics.STEP_SECONDS.labels("store").time():
        read = stored_readings(deps.objects, event.collection, cuts, readings)
        stored = _put(event.page_id, event.collection, champion, read, deps)
    metrics.PAGES_READ.labels(event.collection).inc()
    yield _transcribed(event, champion, read, stored, deps, again=False)


def on_rescore_requested(event: RescoreRequested, deps: Deps) -> Iterator[Event]:
    """Read the lines that still wait, with the champion that is in use now."""
    champion = deps.champions.of(event.collection, at_least=event.generation)
    with naming(event.page_id), metrics.STEP_SECONDS.labels("fetch").time():
        waiting = _asked(event, get_model(deps.objects, event.readings, PageReadings))
        images = [open_stored(deps.objects, line.image) for line in waiting]
    with naming(event.page_id), metrics.STEP_SECONDS.labels("read").time():
        readings = deps.reader.read(champion, images)
    read = tuple(
        line.model_copy(update={"reading": reading}) for line, reading in zip(waiting, readings, strict=True)
    )
    stored = _put(event.page_id, event.collection, champion, read, deps)
    yield _transcribed(event, champion, read, stored, deps, again=True)


def on_collection_configured(event: CollectionConfigured, deps: Deps) -> Iterator[Event]:
    """Know the collection's base model."""
    deps.champions.configure(event)
    yield from ()


def on_model_crowned(event: ModelPromoted | ModelRolledBack, deps: Deps) -> Iterator[Event]:
    """Read with this model from the next page on."""
    deps.champions.crown(event)
    yield from ()


HANDLERS: Handlers = {
    PageIngested: on_page_ingested,
    RescoreRequested: on_rescore_requested,
    CollectionConfigured: on_collection_configured,
    ModelPromoted: on_model_crowned,
    ModelRolledBack: on_model_crowned,
}


def _asked(event: RescoreRequested, page: PageReadings) -> list[LineReading]:
    """The lines to read again. Raises Poison if the page has not all of them."""
    asked = set(event.lines)
    found = [line for line in page.lines if line.line.id in asked]
    missing = asked - {line.line.id for line in found}
    if missing:
        raise Poison(f"{event.readings.key} has no line {', '.join(sorted(missing)[:5])}")
    return found


def _put(
    page_id: str, collection: str, champion: Champion, read: tuple[LineReading, ...], deps: Deps
) -> BlobRef:
    readings = PageReadings(page_id=page_id, model_version=champion.version, lines=read)
    return put_model(deps.objects, f"readings/{collection}", readings)


def _transcribed(
    page: PageIngested | RescoreRequested,
    champion: Champion,
    read: tuple[LineReading, ...],
    stored: BlobRef,
    deps: Deps,
    *,
    again: bool,
) -> PageTranscribed:
    metrics.LINES_READ.labels(page.collection, "again" if again else "first").inc(len(read))
    for line in read:
        metrics.LINE_CONFIDENCE.labels(page.collection).observe(line.reading.evidence.confidence)
    return PageTranscribed(
        page_id=page.page_id,
        document_id=page.document_id,
        collection=page.collection,
        number=page.number,
        model_version=champion.version,
        generation=champion.generation,
        readings=stored,
        lines=len(read),
        again=again,
        transcribed_at=deps.clock(),
    )


def _unreadable(page: PageIngested, champion: Champion, deps: Deps) -> PageUnreadable:
    return PageUnreadable(
        page_id=page.page_id,
        document_id=page.document_id,
        collection=page.collection,
        number=page.number,
        model_version=champion.version,
        generation=champion.generation,
        reason="no line of text was found on it",
        transcribed_at=deps.clock(),
    )

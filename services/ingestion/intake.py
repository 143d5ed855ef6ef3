"""One upload taken in, whole or not at all. The order of the steps is what keeps it so."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from recto.runtime import metrics as runtime_metrics
from schemas.envelope import Event
from schemas.ids import page_id
from schemas.layout import Layout
from schemas.pages import PageIngested
from services.ingestion import metrics
from services.ingestion.deps import Deps
from services.ingestion.ledger import Ledger, Receipt, Receipts, Stored, StoredPage
from services.ingestion.reading import ReadDocument, read, without_text
from services.ingestion.storing import Storing
from services.ingestion.upload import Upload


@dataclass(frozen=True)
class Taken:
    """What became of an upload. `already`: the document was known, and its pages were not published again."""

    document_id: str
    pages: int
    labels: int
    already: bool
    note: str | None = None

    @property
    def page_ids(self) -> list[str]:
        """Ids of all pages, in order."""
        return [page_id(self.document_id, number) for number in range(1, self.pages + 1)]


def take_in(upload: Upload, deps: Deps) -> Taken:
    """Take in one upload, in this order.

    1. Look it up: what was published before is not published again.
    2. Read all of it. Storing while reading would leave half of a broken file behind.
    3. Store images and lines. Published first, events would refer to what is not there.
    4. Publish all events and wait for the broker.
    5. Write the receipt. Written before 4, a crash between the two would lose the document for good;
       in this order it is published twice, under the same ids.

    Raises DocumentRefused if a file of it is not accepted, Transient if the store or the broker is away;
    either way nobody has heard of it, and it can be handed in again.
    """
    metrics.UPLOADED_BYTES.inc(upload.size)
    known = Ledger(deps.objects).receipts(upload.collection, upload.document_id)
    if not known.pages:
        return _counted("added", upload, _add(upload, deps))
    if _brings_labels(upload, known):
        return _counted("labelled", upload, _add_labels(upload, known, deps))
    return _counted("already", upload, Taken(upload.document_id, known.pages, 0, True, _note(upload, known)))


def _add(upload: Upload, deps: Deps) -> Taken:
    document = _read(upload, deps)
    storing = Storing(upload, deps.objects, deps.clock())
    with metrics.STEP_SECONDS.labels("store").time():
        pages = list(storing.pages(document))
        labels = _labels(upload, document, storing, mark="")
    publish([*pages, storing.document(document.count), *labels], deps)
    receipt = _receipt(upload, document, brought_pages=True)
    Ledger(deps.objects).write(receipt.model_copy(update={"stored": _stored(upload, pages)}))
    metrics.PAGES.labels(upload.collection).inc(len(pages))
    return Taken(upload.document_id, len(pages), len(labels), already=False)


def _add_labels(upload: Upload, known: Receipts, deps: Deps) -> Taken:
    """Labels for a document that is here, of its writer. Where the page has other lines, theirs are set apart."""
    note = _note_on_writer(upload, known)
    upload = replace(upload, writer=known.writer)
    document = _read(upload, deps)
    receipt = _receipt(upload, document, brought_pages=False)
    mark = "" if receipt.lines == known.lines else f"@{(receipt.lines or '')[:8]}"
    storing = Storing(upload, deps.objects, deps.clock())
    with metrics.STEP_SECONDS.labels("store").time():
        labels = _labels(upload, document, storing, mark=mark)
    publish(labels, deps)
    Ledger(deps.objects).write(receipt)
    return Taken(upload.document_id, known.pages, len(labels), already=True, note=note)


def _read(upload: Upload, deps: Deps) -> ReadDocument:
    with metrics.STEP_SECONDS.labels("read").time():
        return read(upload, deps.settings)


def _labels(upload: Upload, document: ReadDocument, storing: Storing, *, mark: str) -> list[Event]:
    if not upload.as_labels or document.layout is None:
        return []
    return list(storing.labels(next(iter(document.pages)), document.layout, mark=mark))


def publish(events: Sequence[Event], deps: Deps) -> None:
    """Publish, and wait until the broker has all of it. Raises Transient if it is away."""
    with metrics.STEP_SECONDS.labels("publish").time():
        deps.bus.publish(events)
    for event in events:
        runtime_metrics.PUBLISHED.labels("ingestion", event.topic.name, event.type).inc()


def _receipt(upload: Upload, document: ReadDocument, *, brought_pages: bool) -> Receipt:
    return Receipt(
        collection=upload.collection,
        document_id=upload.document_id,
        pages=document.count,
        brought_pages=brought_pages,
        brought_labels=upload.as_labels,
        layout_file=upload.layout.sha256 if upload.layout else None,
        lines=_fingerprint(document.layout),
        writer=upload.writer,
    )


def _stored(upload: Upload, pages: Sequence[PageIngested]) -> Stored:
    stored = tuple(
        StoredPage(image=page.image, width=page.width, height=page.height, layout=page.layout)
        for page in pages
    )
    return Stored(name=upload.image.name, sha256=upload.image.sha256, pages=stored)


def _fingerprint(layout: Layout | None) -> str | None:
    """SHA-256 of where the lines are."""
    return hashlib.sha256(without_text(layout).model_dump_json().encode()).hexdigest() if layout else None


def _brings_labels(upload: Upload, known: Receipts) -> bool:
    return upload.as_labels and upload.layout is not None and not known.tell_of_labels(upload.layout.sha256)


def _note(upload: Upload, known: Receipts) -> str | None:
    notes = (_note_on_lines(upload, known), _note_on_writer(upload, known))
    return " ".join(filter(None, notes)) or None


def _note_on_lines(upload: Upload, known: Receipts) -> str | None:
    if upload.layout is None or known.tell_of(upload.layout.sha256):
        return None
    return (
        f"{upload.image.name} was ingested before, without {upload.layout.name}: its lines stay as they are."
    )


def _note_on_writer(upload: Upload, known: Receipts) -> str | None:
    if upload.writer in (None, known.writer):
        return None
    before = f"as by {known.writer}" if known.writer else "without a writer"
    return f"{upload.image.name} was ingested before, {before}: its writer stays as it is."


def _counted(outcome: str, upload: Upload, taken: Taken) -> Taken:
    metrics.DOCUMENTS.labels(upload.collection, outcome).inc()
    metrics.LABELS_IMPORTED.labels(upload.collection).inc(taken.labels)
    return taken

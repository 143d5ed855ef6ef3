"""Documents that people put into a collection: taken in there as they lie stored, and read by its champion."""

from collections.abc import Iterator
from datetime import datetime

from recto.runtime.failures import Poison
from schemas.documents import DocumentClassified, DocumentIngested
from schemas.envelope import Event
from schemas.ids import document_id, page_id
from schemas.pages import PageIngested
from services.ingestion import metrics
from services.ingestion.deps import Deps
from services.ingestion.intake import publish
from services.ingestion.ledger import Ledger, Receipt, Stored


def take_over(event: DocumentClassified, deps: Deps) -> None:
    """Take a document from an inbox into its collection, in the order in which an upload is taken in.

    1. Look it up there: what was published before, or handed in there by somebody, is not published again.
    2. Publish its pages and the document, of the images and layouts that are stored, and wait for the broker.
    3. Write the receipt. Written before 2, a crash between the two would lose the document for good.

    Raises Poison if nothing is known of the document, Transient if the store or the broker is away.
    """
    ledger = Ledger(deps.objects)
    here = ledger.receipts(event.collection, event.document_id).first
    if here is None or here.stored is None:
        raise Poison(
            f"nothing is stored of document {event.document_id} in {event.collection}: hand it in there again, "
            "then replay this"
        )
    there = here.model_copy(
        update={
            "collection": event.into,
            "document_id": document_id(event.into, here.stored.sha256),
            "brought_labels": False,
        }
    )
    if ledger.receipts(there.collection, there.document_id).pages:
        metrics.DOCUMENTS.labels(event.into, "already").inc()
        return
    publish(list(_events(there, here.stored, deps.clock())), deps)
    ledger.write(there)
    metrics.DOCUMENTS.labels(event.into, "sorted").inc()
    metrics.PAGES.labels(event.into).inc(there.pages)


def _events(there: Receipt, stored: Stored, at: datetime) -> Iterator[Event]:
    for number, page in enumerate(stored.pages, start=1):
        yield PageIngested(
            page_id=page_id(there.document_id, number),
            document_id=there.document_id,
            collection=there.collection,
            number=number,
            image=page.image,
            width=page.width,
            height=page.height,
            layout=page.layout,
            writer=there.writer,
            ingested_at=at,
        )
    yield DocumentIngested(
        document_id=there.document_id,
        collection=there.collection,
        name=stored.name,
        sha256=stored.sha256,
        pages=there.pages,
        ingested_at=at,
    )

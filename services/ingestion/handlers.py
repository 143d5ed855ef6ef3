"""What ingestion hears from others: which collections there are, and which documents people have sorted.

All else comes in over HTTP (routes.py).
"""

from collections.abc import Iterator, Mapping

from recto.runtime.logs import logged_with
from recto.runtime.service import Handler
from schemas.collections import CollectionConfigured
from schemas.documents import DocumentClassified
from schemas.envelope import Event
from services.ingestion.deps import Deps
from services.ingestion.sorting import take_over


def on_collection_configured(event: CollectionConfigured, deps: Deps) -> Iterator[Event]:
    """Documents may be handed in to this collection from now on."""
    deps.collections.add(event.collection, is_inbox=event.settings.inbox)
    return iter(())


def on_document_classified(event: DocumentClassified, deps: Deps) -> Iterator[Event]:
    """Take it into its collection. Yields nothing: the receipt is written when the broker has all of it."""
    with logged_with(collection=event.into, document_id=event.becomes):
        take_over(event, deps)
    return iter(())


def on_tick(deps: Deps) -> Iterator[Event]:
    """The host ticks only once it has read what it follows to the end."""
    deps.collections.all_read = True
    return iter(())


HANDLERS: Mapping[type[Event], Handler] = {
    CollectionConfigured: on_collection_configured,
    DocumentClassified: on_document_classified,
}

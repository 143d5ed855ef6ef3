"""What ingestion learns from others: which collections there are. All else comes in over HTTP (routes.py)."""

from collections.abc import Iterator, Mapping

from recto.runtime.service import Handler
from schemas.collections import CollectionConfigured
from schemas.envelope import Event
from services.ingestion.deps import Deps


def on_collection_configured(event: CollectionConfigured, deps: Deps) -> Iterator[Event]:
    """Documents may be handed in to this collection from now on."""
    deps.collections.add(event.collection)
    return iter(())


def on_tick(deps: Deps) -> Iterator[Event]:
    """The host ticks only once it has read what it follows to the end."""
    deps.collections.all_read = True
    return iter(())


HANDLERS: Mapping[type[Event], Handler] = {CollectionConfigured: on_collection_configured}

"""Builds ingestion from its settings and runs it."""

from recto.runtime.clock import system_clock
from recto.runtime.kafka import KafkaBus
from recto.runtime.objects import open_store
from recto.runtime.running import main
from recto.runtime.service import Service
from schemas.topics import COLLECTIONS, DOCUMENTS
from services.ingestion.deps import Deps
from services.ingestion.handlers import HANDLERS, on_tick
from services.ingestion.known_collections import KnownCollections
from services.ingestion.routes import make_app
from services.ingestion.settings import Settings


def build(settings: Settings) -> Service:
    """The service, ready to run."""
    bus = KafkaBus(settings.bus, "ingestion")
    deps = Deps(
        objects=open_store(settings.objects),
        bus=bus,
        clock=system_clock,
        collections=KnownCollections(),
        settings=settings,
    )
    return Service(
        name="ingestion",
        settings=settings,
        bus=bus,
        handlers=HANDLERS,
        deps=deps,
        works=(DOCUMENTS,),
        follows=(COLLECTIONS,),
        on_tick=on_tick,
        app=make_app(deps),
    )


if __name__ == "__main__":
    main("ingestion", Settings, build)

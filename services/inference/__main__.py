"""Builds the inference service from its settings and runs it."""

from recto.runtime.bus import Bus
from recto.runtime.clock import system_clock
from recto.runtime.kafka import KafkaBus
from recto.runtime.objects import ObjectStore, open_store
from recto.runtime.running import main
from recto.runtime.service import Service
from schemas.topics import COLLECTIONS, MODELS, PAGES, RESCORING
from services.inference.ahead import read_ahead
from services.inference.champions import Champions
from services.inference.deps import Deps
from services.inference.handlers import HANDLERS
from services.inference.reading import LineReader, LocalReader
from services.inference.remote import RemoteReader
from services.inference.settings import Settings


def build(settings: Settings, *, bus: Bus | None = None) -> Service:
    """Inference, ready to run."""
    objects = open_store(settings.objects)
    return Service(
        name="inference",
        settings=settings,
        bus=bus or KafkaBus(settings.bus, "inference"),
        handlers=HANDLERS,
        deps=Deps(
            objects=objects,
            champions=Champions(),
            reader=_reader(settings, objects),
            clock=system_clock,
        ),
        ahead=read_ahead,
        works=(PAGES, RESCORING),
        follows=(COLLECTIONS, MODELS),
    )


def _reader(settings: Settings, objects: ObjectStore) -> LineReader:
    if settings.reader_url:
        return RemoteReader(settings.reader_url, settings.reader_timeout_seconds)
    return LocalReader(objects, settings.models_in_memory, settings.threads)


if __name__ == "__main__":
    main("inference", Settings, build)

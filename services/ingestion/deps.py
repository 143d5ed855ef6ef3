"""What ingestion works with, handed in by the composition root."""

from dataclasses import dataclass

from recto.runtime.bus import Bus
from recto.runtime.clock import Clock
from recto.runtime.objects import ObjectStore
from services.ingestion.known_collections import KnownCollections
from services.ingestion.settings import Settings


@dataclass(frozen=True)
class Deps:
    """Ports and settings of ingestion."""

    objects: ObjectStore
    bus: Bus
    clock: Clock
    collections: KnownCollections
    settings: Settings

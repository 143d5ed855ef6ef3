"""What the gateway's handlers and routes work with. Built once, in __main__; all of it can be swapped in a test."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from recto.runtime.clock import Clock
from recto.runtime.objects import ObjectStore
from services.labeling_gateway.page_tiles import PageTiles
from services.labeling_gateway.readings import ReadingCache
from services.labeling_gateway.store.database import Database


@dataclass(frozen=True)
class Deps:
    """The gateway's edges. `wake_relay` says that something new lies in the outbox."""

    database: Database
    objects: ObjectStore
    readings: ReadingCache
    clock: Clock
    lease_lasts: timedelta
    wake_relay: Callable[[], None]
    tiles: PageTiles
    token: str | None = None

"""What the gateway's handlers and routes work with. Built once, in __main__; all of it can be swapped in a test."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from recto.runtime.clock import Clock
from recto.runtime.objects import ObjectStore
from services.labeling_gateway.characters import CharacterCounts
from services.labeling_gateway.oidc import Provider
from services.labeling_gateway.page_tiles import PageTiles
from services.labeling_gateway.readings import ReadingCache
from services.labeling_gateway.recent import Recent
from services.labeling_gateway.samples import CollectionSamples
from services.labeling_gateway.store.database import Database
from services.labeling_gateway.surroundings import PageImages
from services.labeling_gateway.throttle import Throttle


@dataclass(frozen=True)
class Deps:
    """The gateway's edges. `wake_relay` says that something new lies in the outbox.

    `token` is the machine's own; `public_url` is where people reach the gateway, if it is told.
    """

    database: Database
    objects: ObjectStore
    readings: ReadingCache
    pages: PageImages
    tiles: PageTiles
    characters: CharacterCounts
    samples: CollectionSamples
    clock: Clock
    lease_lasts: timedelta
    wake_relay: Callable[[], None]
    session_lasts: timedelta
    link_lasts: timedelta
    wrong_keys: Throttle = field(default_factory=Throttle)
    recent: Recent = field(default_factory=Recent)
    token: str | None = None
    public_url: str | None = None
    oidc: Provider | None = None

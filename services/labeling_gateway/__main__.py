"""Builds the labeling gateway from its settings and runs it."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from recto.runtime.bus import Bus
from recto.runtime.clock import Clock, system_clock
from recto.runtime.kafka import KafkaBus
from recto.runtime.objects import open_store
from recto.runtime.running import main
from recto.runtime.service import Service
from schemas.envelope import Event
from schemas.topics import TOPICS
from services.labeling_gateway.api.app import create_app
from services.labeling_gateway.characters import CharacterCounts
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.handlers import HANDLERS
from services.labeling_gateway.metrics import QueueGauges
from services.labeling_gateway.page_tiles import PageTiles
from services.labeling_gateway.readings import ReadingCache
from services.labeling_gateway.relay import Relay
from services.labeling_gateway.samples import CollectionSamples
from services.labeling_gateway.settings import Settings
from services.labeling_gateway.store import people
from services.labeling_gateway.store.database import Database
from services.labeling_gateway.surroundings import PageImages
from services.labeling_gateway.ways_in import provider
from services.labeling_gateway.webhooks.delivering import Delivering

NAME = "labeling-gateway"
WORKS = tuple(topic for topic in TOPICS if NAME in topic.read_by)
"""All of them shared in the group, the kept ones too: what they say is in the database, not in the process."""


def build(settings: Settings, *, bus: Bus | None = None, clock: Clock = system_clock) -> Service:
    """The gateway, its database brought up to date. Raises UserError if that can't be, or nobody could come in."""
    oidc = provider(settings, clock)
    database = Database(settings.database, connections=settings.database_connections)
    database.migrate()
    with database.changing() as session:
        people.begin(session, clock())
    bus = bus or KafkaBus(settings.bus, NAME)
    relay = Relay(database, bus, settings.outbox_batch, clock)
    delivering = Delivering(database, clock)
    objects = open_store(settings.objects)
    deps = Deps(
        database=database,
        objects=objects,
        readings=ReadingCache(objects),
        pages=PageImages(objects),
        tiles=PageTiles(objects),
        characters=CharacterCounts(clock),
        samples=CollectionSamples(clock),
        clock=clock,
        lease_lasts=timedelta(seconds=settings.lease_seconds),
        wake_relay=relay.wake,
        session_lasts=timedelta(hours=settings.session_hours),
        link_lasts=timedelta(hours=settings.link_hours),
        token=settings.token.get_secret_value() if settings.token else None,
        public_url=settings.public,
        oidc=oidc,
    )
    return Service(
        name=NAME,
        settings=settings,
        bus=bus,
        handlers=HANDLERS,
        deps=deps,
        works=WORKS,
        on_tick=_fails_with(relay, delivering),
        app=create_app(deps),
        workers=(QueueGauges(database, clock), relay, delivering),
        clock=clock,
    )


def _fails_with(*workers: Relay | Delivering) -> Callable[[Deps], Iterable[Event]]:
    """A tick that ends the process if a bug has ended a worker: answers must not pile up unseen."""

    def tick(_deps: Deps) -> Iterable[Event]:
        for worker in workers:
            if worker.failure is not None:
                raise RuntimeError(f"the {worker.name} has ended") from worker.failure
        return ()

    return tick


if __name__ == "__main__":
    main(NAME, Settings, build)

"""Ends each service of a demo with SIGKILL once, in the middle of its work, and keeps what is left."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

import psutil
from running_prometheus import Prometheus

from recto.local.demo.activity import Activity
from recto.local.demo.play import Played
from recto.local.demo.tally import Tally
from recto.local.supervisor import Stack
from recto.runtime.kafka import KafkaBus
from recto.runtime.settings import BusSettings
from schemas.envelope import Event, decode
from schemas.registry import EVENTS
from schemas.topics import TOPICS

COLLECTION = "sabotaged"
PAGES = 5

MOMENTS: dict[str, Callable[[Tally, Activity], bool]] = {
    "ingestion": lambda _, activity: activity.what == "handing in pages" and activity.done == 2,
    "inference": lambda tally, _: 0 < len(tally.first_readings) < PAGES or tally.asked > 0,
    "labeling-gateway": lambda tally, _: tally.answered >= 4,
    "scoring": lambda tally, _: tally.answered >= 10,
    "trainer": lambda _, activity: activity.is_training,
}
"""When each service is ended."""


@dataclass
class Saboteur:
    """A screen that watches for each service's moment, and then ends it. A witness may look on."""

    witness: Prometheus | None = None
    ended: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    last_shown: float = 0
    """When the stack was last seen at work."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is drawn, so nothing is cleared."""

    def say(self, sentence: str) -> None:
        self.said.append(sentence)

    def on_up(self, name: str, url: str) -> None:
        if self.witness is not None and name in MOMENTS:
            self.witness.scrape(url)

    def show(self, tally: Tally, activity: Activity) -> None:
        self.last_shown = time.time()
        for service, has_come in MOMENTS.items():
            if service not in self.ended and has_come(tally, activity):
                _kill(service)
                self.ended[service] = activity.sentence
                return


def _kill(service: str) -> None:
    module = f"services.{service.replace('-', '_')}"
    [process] = [child for child in psutil.Process().children() if child.cmdline()[-1:] == [module]]
    process.kill()


@dataclass(frozen=True)
class Aftermath:
    """What is left when the demo has ended."""

    played: Played
    saboteur: Saboteur
    stack: Stack
    """The same home, started again."""
    events: list[Event]
    """Everything in Kafka, repetitions included."""

    def repetitions(self, kind: type[Event]) -> dict[str, int]:
        """How often each event of a kind is there, by its id."""
        return dict(Counter(event.id for event in self.events if isinstance(event, kind)))


def everything(bootstrap_servers: str) -> list[Event]:
    """All events that Kafka holds, repetitions included."""
    bus = KafkaBus(BusSettings(bootstrap_servers=bootstrap_servers), "test")
    subscription = bus.follow(TOPICS)
    found: list[Event] = []
    try:
        while not subscription.lag() or any(subscription.lag().values()):
            decoded = (decode(delivery.record, EVENTS) for delivery in subscription.poll(0.5))
            found += [event for event in decoded if event is not None]
    finally:
        subscription.close()
        bus.close()
    return found

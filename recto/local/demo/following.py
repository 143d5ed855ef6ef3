"""The demo's ear on Kafka: every event of its collection, into the tally, through restarts of anything."""

import time
from types import TracebackType
from typing import Self

from recto.local.demo.tally import FOLLOWED, Tally
from recto.runtime.bus import Subscription
from recto.runtime.failures import Transient
from recto.runtime.kafka import KafkaBus
from recto.runtime.settings import BusSettings
from schemas.envelope import decode
from schemas.registry import EVENTS


class Following:
    """Reads the topics from their start. A broker that was away is joined again, and told twice is told once."""

    def __init__(self, bootstrap_servers: str, tally: Tally) -> None:
        self._bus = KafkaBus(BusSettings(bootstrap_servers=bootstrap_servers), "demo")
        self._tally = tally
        self._subscription: Subscription | None = None
        self.last_news = time.monotonic()
        """When something was last heard of the collection."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()
        self._bus.close()

    @property
    def quiet_seconds(self) -> float:
        """How long nothing has been heard."""
        return time.monotonic() - self.last_news

    def listen(self, seconds: float = 0.3) -> None:
        """Takes what has come, waiting up to `seconds` for something."""
        try:
            if self._subscription is None:
                self._subscription = self._bus.follow(FOLLOWED)
            for delivery in self._subscription.poll(seconds):
                event = decode(delivery.record, EVENTS)
                if event is not None and self._tally.take(event):
                    self.last_news = time.monotonic()
        except Transient as away:
            self._leave()
            time.sleep(min(seconds, away.retry_after))

    def _leave(self) -> None:
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None

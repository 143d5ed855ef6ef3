"""The outbox relay: publishes what was committed, in order, and forgets it only when the broker has it.

At least once: a crash between publishing and forgetting publishes again, under the same derived id.
"""

import logging
import threading

from recto.runtime.bus import Bus
from recto.runtime.clock import Clock, system_clock
from recto.runtime.failures import Transient
from recto.runtime.tracing import span
from services.labeling_gateway import metrics
from services.labeling_gateway.store import outbox
from services.labeling_gateway.store.database import Database

log = logging.getLogger(__name__)

_IDLE_SECONDS = 1.0
_GATHER_SECONDS = 0.2
"""What many people answer within this goes out together: one at a time cost a tenth of a busy gateway's processor."""
_LONGEST_BACKOFF = 30.0


class Relay:
    """Drains the outbox in a thread of its own. `failure` is the bug that ended it, if one did."""

    name = "outbox relay"

    def __init__(self, database: Database, bus: Bus, batch: int = 100, clock: Clock = system_clock) -> None:
        self._database = database
        self._bus = bus
        self._batch = batch
        self._clock = clock
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox-relay", daemon=True)
        self.failure: BaseException | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Publish what waits, if the broker answers, and return."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Something was committed: look now instead of in a second."""
        self._woken.set()

    def drain(self) -> int:
        """Publish all that waits; how many events that was. Raises Transient if the broker does not confirm.

        Where several gateways share a database, one publishes at a time: by two, an event could come again after the
        one that follows it.

        1. Read the oldest rows.
        2. Publish them and wait for the broker.
        3. Delete them. Before 2, a crash would lose them; now it sends them twice, which ids make harmless.
        """
        with self._database.alone("relay") as is_our_turn:
            return self._drain() if is_our_turn else 0

    def _drain(self) -> int:
        published = 0
        while True:
            with self._database.reading() as session:
                batch = outbox.next_events(session, self._batch)
            if not batch:
                return published
            events = [event for _, event in batch]
            with span(
                "relay the outbox", filter(None, (each.traceparent for each in events)), events=len(events)
            ):
                self._bus.publish(events)
            with self._database.changing() as session:
                outbox.done(session, [number for number, _ in batch])
            metrics.published((event for event, _ in events), self._clock())
            published += len(batch)
            if len(batch) < self._batch:
                return published

    def _run(self) -> None:
        try:
            self._loop()
        except Exception as error:  # noqa: BLE001  a bug: told to the host loop, which ends the process
            self.failure = error

    def _loop(self) -> None:
        pause = 0.0
        while not self._stopping.is_set():
            self._woken.wait(_IDLE_SECONDS)
            self._woken.clear()
            pause = self._tried(pause)
            self._stopping.wait(_GATHER_SECONDS)
        self._tried(pause)

    def _tried(self, pause: float) -> float:
        """Drain once; on a refusal wait, longer each time. Returns how long it waited."""
        try:
            self.drain()
        except Transient as signal:
            metrics.PUBLISH_RETRIES.inc()
            pause = min(max(2 * pause, signal.retry_after), _LONGEST_BACKOFF)
            log.warning("outbox waits: %s; trying again in %.0f s", signal.reason, pause)
            self._stopping.wait(pause)
            return pause
        return 0.0

"""The host loop: poll, handle, publish, commit. At least once, in order within a partition.

Exceptions of handlers are its protocol (recto.runtime.failures); this file is where each of them acts.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence

from recto.runtime import metrics
from recto.runtime.bus import Delivery, Partition, Subscription
from recto.runtime.failures import Signal, Transient
from recto.runtime.handling import Done, Handling, Later
from recto.runtime.held_back import HeldBack
from recto.runtime.service import Service
from recto.runtime.tracing import Traced, old_news, span, traced
from recto.runtime.watchdog import Watchdog
from schemas.topics import Topic

log = logging.getLogger(__name__)

_POLL_SECONDS = 0.2
_TICK_SECONDS = 1.0
_WATCH_SECONDS = 1.0
_LONGEST_BACKOFF = 30.0


class Host:
    """Runs one service until it is told to stop."""

    def __init__(self, service: Service) -> None:
        self.watchdog = Watchdog(service.settings.bus.stall_seconds)
        self._service = service
        self._stopping = threading.Event()
        self._working = self._handling(service.works)
        self._following = self._handling(service.follows)
        self._held = HeldBack()
        self._next_tick = 0.0
        self._next_watch = 0.0
        self._waits_for: str | None = "the loop has not started"

    def stop(self) -> None:
        """Finish the batch at hand, then return from run()."""
        self._stopping.set()

    def why_not_ready(self) -> str | None:
        """None when the loop works; what it waits for if not."""
        return self.watchdog.stalled() or self._waits_for

    def run(self) -> None:
        """Follow, then work, until stopped. A bug in a handler ends it with that exception."""
        self._waits_for = "reading the topics that it follows"
        followed = self._opened(self._service.bus.follow, self._service.follows)
        if followed is not None:
            self._catch_up(followed)
        self._waits_for = "waiting for its partitions" if self._service.works else None
        worked = self._opened(self._service.bus.join, self._service.works)
        try:
            while not self._stopping.is_set():
                self._step(followed, worked)
        finally:
            for subscription in (worked, followed):
                if subscription is not None:
                    subscription.close()

    def _step(self, followed: Subscription | None, worked: Subscription | None) -> None:
        self.watchdog.alive()
        self._tick()
        try:
            if followed is not None:
                self._learn(followed.poll(0 if worked is not None else _POLL_SECONDS))
            if worked is None:
                self.watchdog.waiting(0)  # followed events are taken as they come, and nothing else can wait
                self._stopping.wait(0 if followed is not None else _POLL_SECONDS)
                return
            self._work(worked, [*self._held.take_due(), *self._polled(worked)])
            if self._is_due_to_watch():
                self._watch(worked)
        except Transient as signal:
            log.warning("%s", signal.reason)
            self._stopping.wait(signal.retry_after)

    def _work(self, subscription: Subscription, deliveries: Sequence[Delivery]) -> None:
        """Handle a batch.

        1. Handle each delivery; after a Transient the rest of its partition is held back, which keeps the order.
        2. Publish all outputs and wait for the broker. Committing first would lose them in a crash.
        3. Commit. A crash before this repeats the batch, which derived ids make harmless.
        """
        prepared = self._prepare(deliveries)
        outputs: list[Traced] = []
        offsets: dict[Partition, int] = {}
        for delivery in deliveries:
            if self._held.holds(delivery.partition):
                self._held.add(delivery)
                continue
            result = self._working.handle(delivery, prepared)
            if isinstance(result, Later):
                self._held.put_off(delivery, result.seconds)
                continue
            outputs.extend(result.outputs)
            offsets[delivery.partition] = delivery.offset + 1
            self._held.succeeded(delivery.partition)
            self._measure_age(delivery)
            self.watchdog.progressed()
        if self._published(outputs):
            subscription.commit(offsets)

    def _prepare(self, deliveries: Sequence[Delivery]) -> str | None:
        """Let the service look ahead, where there is more than one event to see; the span of that."""
        ready = [delivery for delivery in deliveries if not self._held.holds(delivery.partition)]
        if self._service.ahead is None or len(ready) < 2:
            return None
        traces = [delivery.record.headers.get("traceparent", "") for delivery in ready]
        with span("prepare a batch", traces, events=len(ready), service=self._service.name) as batch:
            self._service.ahead(self._working.events(ready), self._service.deps)
        self.watchdog.alive()
        return batch.traceparent

    def _learn(self, deliveries: Sequence[Delivery]) -> None:
        """Take in followed events. A Transient is tried again here and now: what comes after depends on it."""
        for delivery in deliveries:
            result = self._following.handle(delivery)
            while isinstance(result, Later) and not self._stopping.wait(result.seconds):
                self.watchdog.alive()
                result = self._following.handle(delivery)
            if isinstance(result, Done) and result.outputs and not result.is_poison:
                raise RuntimeError(
                    f"{delivery.record.headers['ce_type']} is followed: its handler must yield nothing"
                )

    def _catch_up(self, followed: Subscription) -> None:
        """Know all that followed topics say before the first event is worked on."""
        with old_news():
            self._read_to_the_end(followed)

    def _read_to_the_end(self, followed: Subscription) -> None:
        while not self._stopping.is_set():
            self.watchdog.alive()
            self._learn(followed.poll(_POLL_SECONDS))
            lag = followed.lag()
            if lag and not any(lag.values()):
                return

    def _tick(self) -> None:
        if self._service.on_tick is None or time.monotonic() < self._next_tick:
            return
        self._next_tick = time.monotonic() + _TICK_SECONDS
        try:
            self._published([traced(event) for event in self._service.on_tick(self._service.deps)])
        except Signal as signal:
            log.warning("tick put off: %s", signal.reason)

    def _published(self, outputs: Sequence[Traced]) -> bool:
        """Publish until the broker has all of it; False if told to stop before that."""
        pause = 1.0
        while True:
            try:
                self._service.bus.publish(outputs)
            except Transient as signal:
                log.warning("%s; trying again in %.0f s", signal.reason, pause)
                if self._stopping.wait(pause):
                    return False
                self.watchdog.alive()
                pause = min(pause * 2, _LONGEST_BACKOFF)
                continue
            for event, _ in outputs:
                metrics.PUBLISHED.labels(self._service.name, event.topic.name, event.type).inc()
            return True

    def _polled(self, subscription: Subscription) -> Sequence[Delivery]:
        if self._held.is_full:
            self._stopping.wait(_POLL_SECONDS)
            return ()
        return subscription.poll(_POLL_SECONDS)

    def _is_due_to_watch(self) -> bool:
        """At every step while something is amiss; else once a second, for a hundred partitions take a while to ask."""
        if self._waits_for is None and not self._held.partitions and time.monotonic() < self._next_watch:
            return False
        self._next_watch = time.monotonic() + _WATCH_SECONDS
        return True

    def _watch(self, subscription: Subscription) -> None:
        lag = subscription.lag()
        for partition, waiting in lag.items():
            metrics.CONSUMER_LAG.labels(self._service.name, partition.topic, partition.number).set(waiting)
            if not waiting:
                metrics.OLDEST_EVENT_SECONDS.labels(self._service.name, partition.topic).set(0)
        self._held.keep(lag)
        metrics.HELD_BACK_PARTITIONS.labels(self._service.name).set(self._held.partitions)
        self.watchdog.waiting(0 if self._held.is_full else sum(lag.values()))
        self._waits_for = None if lag else "waiting for its partitions"

    def _measure_age(self, delivery: Delivery) -> None:
        gauge = metrics.OLDEST_EVENT_SECONDS.labels(self._service.name, delivery.partition.topic)
        gauge.set(self._working.age(delivery))

    def _opened(
        self, subscribe: Callable[[Sequence[Topic]], Subscription], topics: Sequence[Topic]
    ) -> Subscription | None:
        """A subscription to the topics, as soon as the broker gives one."""
        while topics and not self._stopping.is_set():
            self.watchdog.alive()
            try:
                return subscribe(topics)
            except Transient as signal:
                log.warning("%s", signal.reason)
                self._stopping.wait(signal.retry_after)
        return None

    def _handling(self, topics: Iterable[Topic]) -> Handling:
        service = self._service
        return Handling(service.name, service.handlers_for(topics), service.deps, service.clock)

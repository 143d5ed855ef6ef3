"""One delivery, handled: decode it, call its handler, and say what came of it. No loop, no broker."""

import logging
import time
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from recto.runtime import metrics
from recto.runtime.bus import Delivery
from recto.runtime.clock import Clock
from recto.runtime.failures import Poison, Transient
from recto.runtime.logs import logged_with
from recto.runtime.service import Handler
from recto.runtime.tracing import Span, Traced, continued_trace, traced
from schemas.dead_letters import EventFailed
from schemas.envelope import MAX_BYTES, Event, Malformed, decode, time_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    """The delivery is dealt with once `outputs` are published."""

    outputs: tuple[Traced, ...] = ()
    is_poison: bool = False
    """The event could not be handled: `outputs` are its dead letter, and nothing else may come of it."""


@dataclass(frozen=True)
class Later:
    """The delivery must come again after `seconds`, and nothing of its partition before it."""

    reason: str
    seconds: float


class Handling:
    """Turns deliveries into outcomes, and bugs into exceptions."""

    def __init__(
        self,
        service: str,
        handlers: Mapping[str, tuple[type[Event], Handler]],
        deps: object,
        clock: Clock,
    ) -> None:
        self._service = service
        self._handlers = handlers
        self._events = {name: event for name, (event, _) in handlers.items()}
        self._deps = deps
        self.clock = clock
        for event in self._events.values():
            metrics.DEAD_LETTERS.labels(service, event.topic.name)

    def handle(self, delivery: Delivery, prepared: str | None = None) -> Done | Later:
        """What comes of one delivery. Raises whatever a handler raises that is no signal: a bug.

        `prepared`: the span in which it was prepared together with others, if it was.
        """
        started = time.perf_counter()
        headers = delivery.record.headers
        name, event = headers.get("ce_type", ""), headers.get("ce_id", "")
        at = headers.get("traceparent")
        with (
            continued_trace(
                at, f"handle {name}", "consumer", [prepared] if prepared else (), event=event
            ) as span,
            logged_with(event=event),
        ):
            outcome, result = self._outcome(delivery, span)
            span.note(outcome=outcome, topic=delivery.partition.topic, service=self._service)
        metrics.EVENTS.labels(self._service, delivery.partition.topic, name, outcome).inc()
        metrics.EVENT_SECONDS.labels(self._service, name).observe(time.perf_counter() - started)
        return result

    def events(self, deliveries: Iterable[Delivery]) -> list[Event]:
        """The events in deliveries, without those that are not handled here or make no sense."""
        return [event for delivery in deliveries if (event := self._decoded(delivery)) is not None]

    def age(self, delivery: Delivery) -> float:
        """Seconds since the event was published."""
        published = time_of(delivery.record)
        return max(0.0, (self.clock() - published).total_seconds()) if published else 0.0

    def _decoded(self, delivery: Delivery) -> Event | None:
        try:
            return decode(delivery.record, self._events)
        except Malformed:
            return None

    def _outcome(self, delivery: Delivery, span: Span) -> tuple[str, Done | Later]:
        try:
            event = decode(delivery.record, self._events)
            if event is None:
                return "skipped", Done()
            return "done", Done(tuple(map(traced, self._call(event, span))))
        except (Poison, Malformed) as error:
            span.fail(str(error))
            log.error("poison in %s at %d: %s", delivery.partition, delivery.offset, error)
            metrics.DEAD_LETTERS.labels(self._service, delivery.partition.topic).inc()
            return "poison", Done((traced(self._dead_letter(delivery, error)),), is_poison=True)
        except Transient as signal:
            span.fail(signal.reason)
            log.warning("try again in %.1f s: %s", signal.retry_after, signal.reason)
            return "transient", Later(signal.reason, signal.retry_after)

    def _call(self, event: Event, span: Span) -> list[Event]:
        _, handler = self._handlers[event.type]
        ids = {
            name: value
            for name in ("collection", "document_id", "page_id", "task_id")
            if isinstance(value := getattr(event, name, None), str)
        }
        span.note(**ids)
        with logged_with(**ids):
            return list(handler(event, self._deps))

    def _dead_letter(self, delivery: Delivery, error: Exception) -> EventFailed:
        record = delivery.record
        return EventFailed(
            service=self._service,
            reason=str(error)[:2000],
            stack="".join(traceback.format_exception(error))[-8000:],
            origin_topic=record.topic,
            origin_partition=delivery.partition.number,
            origin_offset=delivery.offset,
            origin_key=(record.key or b"").decode(errors="replace"),
            origin_headers=dict(record.headers),
            origin_value=record.value[:MAX_BYTES],
            failed_at=self.clock(),
        )

"""One delivery or one tick, made to count at least once: the pool and the broker change together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from recto.runtime.bus import Bus, Delivery
from recto.runtime.handling import Done, Handling, Later
from recto.runtime.metrics import PUBLISHED
from recto.runtime.tracing import Traced
from schemas.envelope import Event
from services.scoring import metrics
from services.scoring.pool import Pool

NAME = "scoring"


@dataclass(frozen=True)
class Stage:
    """The pool, the broker, and what is done with both."""

    pool: Pool
    bus: Bus
    handling: Handling
    tick: Callable[[], Iterable[Event]]

    def take(self, delivery: Delivery) -> Done | Later:
        """Handle one delivery.

        1. Change the pool, in a transaction.
        2. Publish what follows and wait for the broker. Committing the pool first would lose it in a crash: the
           event, delivered again, would find nothing left to do.
        3. Commit the pool. The caller acknowledges the event after that; a crash in between repeats the whole, and
           derived ids make the repetition harmless.

        Raises Transient if the broker is away; the pool is then as it was.
        """
        with self.pool.transaction() as changes:
            result = self.handling.handle(delivery)
            if isinstance(result, Later) or result.is_poison:
                changes.discard()
            outputs = result.outputs if isinstance(result, Done) else ()
            self._publish(outputs)
        metrics.count(event for event, _ in outputs)
        return result

    def tick_once(self) -> None:
        """Do what is due by the clock, in the same three steps. Raises Transient if the broker is away.

        What is said of a page follows from its reading, however long ago that was.
        """
        with self.pool.transaction():
            outputs = self._traced_by_page(list(self.tick()))
            self._publish(outputs)
        metrics.count(event for event, _ in outputs)

    def _traced_by_page(self, events: Sequence[Event]) -> list[Traced]:
        pages: list[str] = [getattr(event, "page_id", "") for event in events]
        traces = self.pool.documents.traces(set(pages)) if any(pages) else {}
        return [Traced(event, traces.get(page)) for event, page in zip(events, pages, strict=True)]

    def _publish(self, outputs: Sequence[Traced]) -> None:
        if outputs:
            self.bus.publish(outputs)
        for event, _ in outputs:
            PUBLISHED.labels(NAME, event.topic.name, event.type).inc()

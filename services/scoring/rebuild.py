"""Makes a lost pool again: from the topics that are kept, and the stored readings that they point at."""

import logging
from collections.abc import Callable, Iterable
from itertools import islice

from recto.runtime.bus import Bus, Delivery
from recto.runtime.failures import Transient
from recto.runtime.handling import Handling, Later
from recto.runtime.service import Handlers
from recto.runtime.tracing import old_news
from schemas.documents import DocumentCompleted, LinesAccepted
from schemas.envelope import Event
from schemas.progress import AcceptanceBounded, AskingReviewed
from schemas.tasks import BoxesRequested, ClassificationRequested, Purpose, TaskRequested
from schemas.topics import COLLECTIONS, DOCUMENTS, LABELS, MODELS, PROGRESS, TASKS, TRANSCRIPTS
from services.scoring.deps import Deps
from services.scoring.handlers import HANDLERS
from services.scoring.past import in_order_of_publication

log = logging.getLogger(__name__)

_KEPT = (COLLECTIONS, DOCUMENTS, TRANSCRIPTS, PROGRESS, TASKS, LABELS, MODELS)
"""Where several things were published in the same instant, what these say counts in this order."""
_EVENTS_AT_ONCE = 500
"""In one transaction: DuckDB is slow at small ones by the thousand."""


def on_own_task_requested(event: TaskRequested, deps: Deps) -> Iterable[Event]:
    """We asked for this line before the pool was lost."""
    bound = deps.pool.collections.get(event.collection).bound
    reach = bound.threshold if bound and event.purpose is Purpose.AUDIT else None
    deps.pool.lines.ask([event.line_id], event.purpose, reach)
    if event.purpose is not Purpose.AUDIT:
        deps.pool.collections.selected(event.collection, event.round)
    return ()


def on_own_boxes_requested(event: BoxesRequested, deps: Deps) -> Iterable[Event]:
    """We asked for this page to be drawn before the pool was lost."""
    deps.pool.cuts.asked(event.page_id)
    return ()


def on_own_classification_requested(event: ClassificationRequested, deps: Deps) -> Iterable[Event]:
    """We asked where this document goes before the pool was lost."""
    deps.pool.inbox.asked(event.document_id)
    return ()


def on_own_lines_accepted(event: LinesAccepted, deps: Deps) -> Iterable[Event]:
    """We accepted these lines before the pool was lost."""
    deps.pool.lines.accept([line.line_id for line in event.lines])
    return ()


def on_own_document_completed(event: DocumentCompleted, deps: Deps) -> Iterable[Event]:
    """We have said so; it is said once."""
    deps.pool.documents.complete(event.document_id)
    return ()


def on_own_acceptance_bounded(event: AcceptanceBounded, deps: Deps) -> Iterable[Event]:
    """So much could be accepted, by what was known then."""
    deps.pool.collections.touch(event.collection)
    deps.pool.collections.bind(event)
    return ()


def on_own_asking_reviewed(event: AskingReviewed, deps: Deps) -> Iterable[Event]:
    """So it stood with asking."""
    deps.pool.collections.touch(event.collection)
    deps.pool.collections.review(event)
    return ()


_HANDLERS: Handlers = {
    **HANDLERS,
    TaskRequested: on_own_task_requested,
    BoxesRequested: on_own_boxes_requested,
    ClassificationRequested: on_own_classification_requested,
    LinesAccepted: on_own_lines_accepted,
    DocumentCompleted: on_own_document_completed,
    AcceptanceBounded: on_own_acceptance_bounded,
    AskingReviewed: on_own_asking_reviewed,
}


def rebuild(deps: Deps, bus: Bus, handling: Callable[[Handlers], Handling]) -> int:
    """Read the kept topics into an empty pool and say how many events that took.

    1. Forget what an attempt that broke off has left.
    2. Take everything that was published before now, in that order. What it once led to was published then, so
       nothing is published now.
    3. Mark the pool as built. Marked earlier, a crash would leave half a pool that passes for whole.

    Raises Transient if the broker or the object store is away.
    """
    with old_news():
        return _rebuild(deps, bus, handling)


def _rebuild(deps: Deps, bus: Bus, handling: Callable[[Handlers], Handling]) -> int:
    deps.pool.clear()
    handler, taken = handling(_HANDLERS), 0
    subscription = bus.follow(_KEPT)
    try:
        past = in_order_of_publication(subscription, _KEPT)
        while some := list(islice(past, _EVENTS_AT_ONCE)):
            _take(some, deps, handler)
            taken += len(some)
    finally:
        subscription.close()
    deps.pool.mark_built()
    if taken:
        log.warning("the pool was empty and has been rebuilt from %d events", taken)
    return taken


def _take(deliveries: Iterable[Delivery], deps: Deps, handler: Handling) -> None:
    with deps.pool.transaction():
        for delivery in deliveries:
            result = handler.handle(delivery)
            if isinstance(result, Later):
                raise Transient(result.reason, result.seconds)

"""Makes a lost pool again: from the topics that are kept, and the stored readings that they point at."""

import logging
from collections.abc import Callable, Iterable

from recto.runtime.bus import Bus
from recto.runtime.handling import Handling, Later
from recto.runtime.service import Handlers
from schemas.documents import LinesAccepted
from schemas.envelope import Event
from schemas.tasks import TaskRequested
from schemas.topics import COLLECTIONS, DOCUMENTS, LABELS, MODELS, TASKS, TRANSCRIPTS
from services.scoring.handlers import HANDLERS, Deps

log = logging.getLogger(__name__)

_IN_THIS_ORDER = (COLLECTIONS, TRANSCRIPTS, DOCUMENTS, TASKS, LABELS, MODELS)
"""Each topic builds on what those before it have said."""


def on_own_task_requested(event: TaskRequested, deps: Deps) -> Iterable[Event]:
    """We asked for this line before the pool was lost."""
    deps.pool.lines.ask([event.line_id], event.purpose)
    return ()


def on_own_lines_accepted(event: LinesAccepted, deps: Deps) -> Iterable[Event]:
    """We accepted these lines before the pool was lost."""
    deps.pool.lines.accept([line.line_id for line in event.lines])
    return ()


_HANDLERS: Handlers = {
    **HANDLERS,
    TaskRequested: on_own_task_requested,
    LinesAccepted: on_own_lines_accepted,
}


def rebuild(deps: Deps, bus: Bus, handling: Callable[[Handlers], Handling]) -> int:
    """Read the kept topics into an empty pool and say how many events that took.

    What the events once led to was published then, so nothing is published now. Raises Transient if the broker or
    the object store is away.
    """
    taken = 0
    handler = handling(_HANDLERS)
    for topic in _IN_THIS_ORDER:
        subscription = bus.follow([topic])
        try:
            while any(subscription.lag().values()) or not subscription.lag():
                for delivery in subscription.poll(0.2):
                    with deps.pool.transaction() as changes:
                        if isinstance(handler.handle(delivery), Later):
                            changes.discard()
                    taken += 1
        finally:
            subscription.close()
    if taken:
        log.warning("the pool was empty and has been rebuilt from %d events", taken)
    return taken

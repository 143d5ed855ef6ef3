"""What is due by the clock: accept, audit, ask, have sorted what lies in inboxes, and say what is complete.

Called about once a second. Looks at the pool alone, so what a crash interrupted is due again at the next call. Only
collections in which something changed are looked at: a tick with nothing to do costs next to nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from math import inf

from recto.querying.rounds import Standing, held_out_left, lines_to_ask
from schemas.documents import DocumentCompleted
from schemas.envelope import Event
from schemas.progress import AcceptanceBounded, AskingVerdict
from services.scoring.accepting import accept_sure
from services.scoring.asking import ask_batch
from services.scoring.bounding import bounded
from services.scoring.deps import Deps
from services.scoring.drawing import ask_to_draw
from services.scoring.measuring import measure
from services.scoring.pool.collections import Collection
from services.scoring.reviewing import reviewed
from services.scoring.sorting import ask_to_sort

_ENOUGH_BATCHES = 5
"""With so many batches of open lines at hand, the choice need not wait for the pages still on their way."""


def on_tick(deps: Deps) -> Iterator[Event]:
    """What is due in every collection, and the documents that have become complete."""
    for name in deps.pool.collections.touched():
        collection = deps.pool.collections.get(name)
        yield from _due(collection, deps)
        measure(deps.pool.collections.get(name), deps)
    yield from _completed(deps)


def _due(collection: Collection, deps: Deps) -> Iterator[Event]:
    """Whatever is done here touches the collection, so that the next tick looks for what is due after that."""
    if collection.settings.inbox:
        yield from ask_to_sort(collection, deps)
        return
    if not _is_settled(collection, deps):
        return
    deps.pool.collections.rest(collection.name)
    yield from reviewed(collection, deps.pool.counts.spent(collection.name), deps)
    yield from bounded(collection, deps)
    collection = deps.pool.collections.get(collection.name)
    standing = standing_of(collection, deps)
    if collection.bound is not None and collection.bound.generation == collection.generation:
        yield from _accepted(collection, collection.bound, standing, deps)
    yield from ask_to_draw(collection, deps)
    count = lines_to_ask(standing, collection.settings)
    if count:
        yield from ask_batch(collection, standing, count, deps)


def _accepted(
    collection: Collection, bound: AcceptanceBounded, standing: Standing, deps: Deps
) -> Iterator[Event]:
    """What the bound allows, if readings or the bound have changed since that was looked for.

    Held-out pages are left alone while lines of theirs are still to be asked for.
    """
    held_out = (False,) if held_out_left(standing, collection.settings) else (False, True)
    if collection.weighed != str(held_out):
        yield from accept_sure(collection, bound, deps, held_out=held_out)


def standing_of(collection: Collection, deps: Deps) -> Standing:
    """Where the collection stands."""
    counts = deps.pool.counts
    open_tasks, labels, held_out, has_judges = counts.round(collection.name)
    return Standing(
        open_tasks=open_tasks,
        is_judged=collection.is_judged,
        labels_since_verdict=labels,
        spent=counts.spent(collection.name),
        held_out_asked=held_out,
        has_judges=has_judges,
        verdict=collection.review.verdict if collection.review else AskingVerdict.GOES_ON,
        is_settled=_is_settled(collection, deps),
    )


def _is_settled(collection: Collection, deps: Deps) -> bool:
    """Whether no page on its way would change the choice: none arriving, none being read again.

    A page that never comes, because it could not be handled, holds the choice up only as long as patience lasts.
    """
    now, lines = deps.clock(), deps.pool.lines
    if collection.arrived_at is None:
        return False
    is_fresh = _seconds_since(collection.promoted_at, now) < deps.reread_patience_seconds
    if is_fresh and lines.is_waiting(collection.name, collection.generation):
        return False
    if (
        deps.pool.counts.lines(collection.name).get("open", 0)
        >= _ENOUGH_BATCHES * collection.settings.batch_lines
    ):
        return True
    quiet = _seconds_since(collection.arrived_at, now)
    if quiet < deps.settle_seconds:
        return False
    return quiet >= deps.reread_patience_seconds or deps.pool.documents.pages_under_way(collection.name) <= 0


def _seconds_since(moment: datetime | None, now: datetime) -> float:
    return inf if moment is None else (now - moment).total_seconds()


def _completed(deps: Deps) -> Iterator[Event]:
    for tally in deps.pool.documents.take_completed():
        yield DocumentCompleted(completed_at=deps.clock(), **vars(tally))

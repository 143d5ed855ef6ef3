"""Pages as they are read: a new one is taken in, and lines drawn anew take the place of those that were known."""

from collections.abc import Iterator, Sequence

from recto.querying.held_out import is_held_out
from schemas.envelope import Event
from schemas.ids import task_id
from schemas.tasks import TaskKind, TaskWithdrawn
from schemas.transcripts import PageTranscribed, PageUnreadable
from services.scoring.deps import Deps
from services.scoring.pool.collections import Collection

_REASON = "its line was drawn anew"


def is_outdated(event: PageTranscribed | PageUnreadable, deps: Deps) -> bool:
    """Whether the page was read by newer lines before, or its document has left for another collection."""
    pool = deps.pool
    return event.revision < pool.revisions.of(event.page_id) or pool.inbox.has_moved(event.document_id)


def take_page(
    event: PageTranscribed | PageUnreadable, ids: Sequence[str], collection: Collection, deps: Deps
) -> Iterator[Event]:
    """Take the page in with its lines, if it is new, or its lines are."""
    documents, is_relined = deps.pool.documents, event.revision > deps.pool.revisions.of(event.page_id)
    if documents.knows_page(event.page_id) and not is_relined:
        return
    arrival = documents.pages_of(event.collection) if isinstance(event, PageTranscribed) else None
    documents.add_page(event, arrival)
    if is_relined:
        yield from _relined(event, ids, arrival, deps)
    deps.pool.collections.page_arrived(event.collection, deps.clock())
    _draw_if_due(event.page_id, collection, deps)


def _draw_if_due(page: str, collection: Collection, deps: Deps) -> None:
    """Draw whether a page is held out; one that nothing could be read from is no candidate."""
    arrival = deps.pool.documents.undrawn_page(page)
    if arrival is not None and collection.is_configured:
        draw(page, arrival, collection, deps)


def draw(page: str, arrival: int, collection: Collection, deps: Deps) -> None:
    """Settle whether a page is held out, by when it arrived."""
    is_drawn = is_held_out(collection.name, arrival, collection.settings.held_out_share)
    deps.pool.documents.draw(page, is_held_out=is_drawn)


def _relined(
    event: PageTranscribed | PageUnreadable, ids: Sequence[str], arrival: int | None, deps: Deps
) -> Iterator[Event]:
    """From now on the page has these lines. Lines that stay keep what became of them; nobody is asked for others."""
    deps.pool.revisions.advance(event, arrival)
    for line in deps.pool.revisions.keep(event.page_id, ids):
        yield TaskWithdrawn(
            task_id=task_id(TaskKind.CORRECT, line), collection=event.collection, reason=_REASON
        )

"""A page that was read by lines drawn anew: they take the place of those that the pool knew."""

from collections.abc import Iterator, Sequence

from schemas.envelope import Event
from schemas.ids import task_id
from schemas.tasks import TaskKind, TaskWithdrawn
from schemas.transcripts import PageTranscribed, PageUnreadable
from services.scoring.deps import Deps

_REASON = "its line was drawn anew"


def is_outdated(event: PageTranscribed | PageUnreadable, deps: Deps) -> bool:
    """Whether the page was read by newer lines before."""
    return event.revision < deps.pool.revisions.of(event.page_id)


def relined(
    event: PageTranscribed | PageUnreadable, ids: Sequence[str], arrival: int | None, deps: Deps
) -> Iterator[Event]:
    """From now on the page has these lines. Lines that stay keep what became of them; nobody is asked for others."""
    deps.pool.revisions.advance(event, arrival)
    for line in deps.pool.revisions.keep(event.page_id, ids):
        yield TaskWithdrawn(
            task_id=task_id(TaskKind.CORRECT, line), collection=event.collection, reason=_REASON
        )

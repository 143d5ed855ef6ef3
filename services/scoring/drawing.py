"""Asks people to draw the lines of pages that seem to be cut wrongly: a small share of pages, the worst first."""

from collections.abc import Iterator

from schemas.ids import boxes_task_id
from schemas.tasks import BoxesRequested
from services.scoring.deps import Deps
from services.scoring.pool.collections import Collection
from services.scoring.pool.cuts import Doubtful, Limits

LIMITS = Limits(overlap=0.35, typical=0.5, peers=20)
"""Decision 034 has the measurements."""

_NO_LINE = 10.0
_WRONG_CUT = 5.0


def ask_to_draw(collection: Collection, deps: Deps) -> Iterator[BoxesRequested]:
    """Pages whose lines a person should draw, as far as the collection's share allows."""
    room = deps.pool.cuts.room(collection.name, collection.settings.boxes_share)
    if not room:
        return
    for page in deps.pool.cuts.doubtful(collection.name, LIMITS, room):
        deps.pool.cuts.asked(page.page_id)
        yield BoxesRequested(
            task_id=boxes_task_id(page.page_id, revision=0),
            collection=collection.name,
            document_id=page.document_id,
            page_id=page.page_id,
            number=page.number,
            reason=reason(page),
            priority=_WRONG_CUT + page.overlap if page.has_lines else _NO_LINE,
            requested_at=deps.clock(),
        )


def reason(page: Doubtful) -> str:
    """Why this page, in words that a person reads."""
    if not page.has_lines:
        return "no line was found on this page"
    if page.overlap > LIMITS.overlap:
        return f"its lines lie on one another: {page.overlap:.0%} of what they cover"
    return (
        f"most of its lines read far worse than on other pages: {page.typical:.0%}, usual is {page.usual:.0%}"
    )

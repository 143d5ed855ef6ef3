"""Accepts what the champion is sure of, and has a random share of it audited."""

from collections.abc import Iterator, Sequence

from recto.querying.acceptance import accept
from schemas.documents import AcceptedLine, LinesAccepted
from schemas.envelope import Event
from schemas.ids import derived_id
from schemas.tasks import Purpose
from services.scoring.asking import ask_fixed
from services.scoring.handlers import Deps
from services.scoring.pool.collections import Collection
from services.scoring.pool.line_rows import PooledLine

_LINES_AT_ONCE = 20_000
"""Accepted in one tick; the others follow in the next. A promotion may make a million lines sure at a stroke."""
_LINES_IN_AN_EVENT = 200
"""Of a page, so that no event grows beyond what Kafka takes."""


def accept_sure(collection: Collection, deps: Deps, *, held_out: Sequence[bool]) -> Iterator[Event]:
    """Take what the champion is sure of, and audit a random share of it.

    Only what this champion read counts: it was judged, and an earlier one may have been rolled back for a reason.
    A line that somebody was asked for before has had its task, and is not audited.
    """
    settings, pool = collection.settings, deps.pool.lines
    lines = pool.sure(
        collection.name,
        collection.generation,
        settings.accept_confidence,
        held_out=held_out,
        limit=_LINES_AT_ONCE,
    )
    drawn = accept(
        lines,
        confidence=settings.accept_confidence,
        audit_share=settings.audit_share,
        seed=collection.name,
    )
    drawn_for_audit = pool.get([str(name) for name in lines.ids[drawn.audited]])
    audited = [line.line_id for line in drawn_for_audit if line.purpose is None]
    accepted = pool.get([str(name) for name in lines.ids[drawn.accepted]])
    accepted += [line for line in drawn_for_audit if line.purpose is not None]
    yield from _accepted(collection, accepted, deps)
    yield from ask_fixed(collection, audited, Purpose.AUDIT, deps)


def _accepted(collection: Collection, lines: Sequence[PooledLine], deps: Deps) -> Iterator[Event]:
    """One event for each page and model, or several for a very full page."""
    if not lines:
        return
    pages: dict[tuple[str, int], list[PooledLine]] = {}
    for line in lines:
        pages.setdefault((line.page_id, line.generation), []).append(line)
    for taken in pages.values():
        for start in range(0, len(taken), _LINES_IN_AN_EVENT):
            yield _event(collection, taken[start : start + _LINES_IN_AN_EVENT], deps)
    deps.pool.lines.accept([line.line_id for line in lines])
    deps.pool.documents.touch(*{line.document_id for line in lines})
    deps.pool.collections.touch(collection.name)


def _event(collection: Collection, lines: Sequence[PooledLine], deps: Deps) -> LinesAccepted:
    first = lines[0]
    return LinesAccepted(
        acceptance_id=derived_id("acceptance", first.generation, *(line.line_id for line in lines)),
        document_id=first.document_id,
        page_id=first.page_id,
        collection=collection.name,
        model_version=first.model_version,
        generation=first.generation,
        lines=tuple(
            AcceptedLine(line_id=line.line_id, text=line.text, confidence=line.confidence) for line in lines
        ),
        accepted_at=deps.clock(),
    )

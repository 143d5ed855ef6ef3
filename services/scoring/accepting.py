"""Accepts what the champion is sure of, and has a random share of it audited."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from recto.querying.acceptance import accept, is_within
from recto.querying.lines import Column, Lines
from recto.querying.predictor import FEATURES
from schemas.documents import AcceptedLine, LinesAccepted
from schemas.envelope import Event
from schemas.ids import derived_id
from schemas.progress import AcceptanceBounded
from schemas.tasks import Purpose
from services.scoring.asking import ask_fixed
from services.scoring.bounding import bound_of
from services.scoring.deps import Deps
from services.scoring.pool.collections import Collection
from services.scoring.pool.line_rows import PooledLine

_LINES_AT_ONCE = 20_000
"""Accepted in one tick; the others follow in the next. A promotion may make a million lines sure at a stroke."""
_LINES_IN_AN_EVENT = 200
"""Of a page, so that no event grows beyond what Kafka takes."""


def accept_sure(
    collection: Collection, bound: AcceptanceBounded, deps: Deps, *, held_out: Sequence[bool]
) -> Iterator[Event]:
    """Take what the bound allows of what the champion has read, and audit a random share of it.

    Only what this champion read counts: it was judged, and an earlier one may have been rolled back for a reason.
    A line that somebody was asked for before has had its task, and is not audited.
    """
    sure, is_all = _sure(collection, bound, deps, held_out)
    if is_all:
        deps.pool.collections.weigh(collection.name, str(held_out))
    drawn = accept(sure, bound_of(bound), audit_share=collection.settings.audit_share, seed=collection.name)
    pool = deps.pool.lines
    drawn_for_audit = pool.get([str(name) for name in sure.ids[drawn.audited]])
    audited = [line.line_id for line in drawn_for_audit if line.purpose is None]
    accepted = pool.get([str(name) for name in sure.ids[drawn.accepted]])
    accepted += [line for line in drawn_for_audit if line.purpose is not None]
    yield from _accepted(collection, accepted, deps)
    yield from ask_fixed(collection, audited, Purpose.AUDIT, deps, bound.threshold)


def _sure(
    collection: Collection, bound: AcceptanceBounded, deps: Deps, held_out: Sequence[bool]
) -> tuple[Lines, bool]:
    """Open lines within the bound, and whether these are all there are."""
    needs: tuple[Column, ...] = (*FEATURES, "lot")
    limits, pool = bound_of(bound), deps.pool.lines
    rows: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    parts = pool.readable(
        collection.name,
        collection.generation,
        collection.settings.accept_confidence,
        FEATURES,
        held_out=held_out,
    )
    for part in parts if bound.threshold is not None else ():
        rows.append(part.ids[is_within(part, limits)])
        if sum(map(len, rows)) >= _LINES_AT_ONCE:
            return pool.candidates(np.concatenate(rows)[:_LINES_AT_ONCE], needs), False
    return pool.candidates(np.concatenate(rows), needs), True


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

"""Chooses lines out of the whole pool, in two stages: candidates in one scan, then the batch among them."""

from dataclasses import replace
from typing import NamedTuple

from recto.querying.context import NOTHING_KNOWN, Context
from recto.querying.preselection import Preselection
from recto.querying.selection import Pick, select
from recto.querying.strategies import Strategy
from services.scoring.pool import Pool
from services.scoring.pool.collections import Collection

_COVERED = 4_000
"""Labelled lines that a strategy is told of."""


class Choice(NamedTuple):
    """A pick, and how long its line is in graphemes, as it was read."""

    pick: Pick
    length: int


def choose(
    collection: Collection, strategy: Strategy, count: int, seed: str, pool: Pool, *, held_out: bool
) -> list[Choice]:
    """At most `count` lines that may be asked for, best first.

    1. Scan the open lines for candidates, with the columns alone that the score needs.
    2. Load for these what the strategy needs to pick, and what answers have shown, and pick.
    """
    found = Preselection(strategy, count, seed)
    for part in pool.lines.open(collection.name, found.needs, held_out=held_out):
        found.see(part)
    rows, sample = found.candidates()
    batch = strategy.batch
    lines = pool.lines.candidates(rows, strategy.needs | batch.needs if batch else strategy.needs)
    context = replace(_context(collection, pool), sample=sample) if batch else NOTHING_KNOWN
    picks = select(lines, strategy, count, seed, context)
    lengths = dict(zip(lines.ids.tolist(), lines.graphemes.tolist(), strict=True))
    return [Choice(pick, lengths[pick.line_id]) for pick in picks]


def _context(collection: Collection, pool: Pool) -> Context:
    """What the answers so far say."""
    answers, name = pool.answers, collection.name
    latest = answers.latest(name)
    length = latest.lines.graphemes.clip(1)
    return Context(
        covered=answers.covered(name, _COVERED),
        characters=answers.characters(name),
        doubts=latest.lines["expected_errors"] / length,
        errors=latest.found.errors / latest.found.lengths.clip(1),
        held_out_cer=collection.held_out_cer,
    )

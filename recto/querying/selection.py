"""One batch: the lines that the strategy would have asked, spread over pages."""

import numpy as np

from recto.querying.context import NOTHING_KNOWN, Context
from recto.querying.greedy import fair_share
from recto.querying.lines import Floats, Lines, Rows
from recto.querying.picks import EMPTY, Pick
from recto.querying.strategies import Strategy

__all__ = ["EMPTY", "Pick", "priorities", "select"]


def select(
    lines: Lines, strategy: Strategy, count: int, seed: str, context: Context = NOTHING_KNOWN
) -> list[Pick]:
    """The `count` lines to ask for, best first; fewer if there are fewer. Lines read as empty come last.

    No page gives more than its fair share while others have lines left: neighbours teach much the same. Of a pool
    too large to hand over, `preselection` finds the lines worth handing over.
    """
    if strategy.batch is not None:
        return strategy.batch.choose(lines, count, context, seed)
    scores = priorities(lines, strategy, seed)
    return [
        Pick(str(lines.ids[row]), float(scores[row]), strategy.reason(lines, int(row)))
        for row in _spread(lines, scores, count)
    ]


def priorities(lines: Lines, strategy: Strategy, seed: str) -> Floats:
    """The strategy's score of each line; `EMPTY` for lines read as empty: there is little to learn from them."""
    return np.where(lines.graphemes > 0, strategy.score(lines, seed), EMPTY)


def _spread(lines: Lines, scores: Floats, count: int) -> Rows:
    """The best rows, taking turns: rank within the page first in steps of a fair share, then score."""
    order = np.argsort(-scores, kind="stable")
    if not len(order):
        return order
    turn = _rank_within(lines.pages[order]) // fair_share(count, len(np.unique(lines.pages)))
    return order[np.argsort(turn, kind="stable")][:count]


def _rank_within(groups: np.ndarray) -> Rows:
    """For each position, how many earlier positions are of the same group."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[starts, len(ordered)])
    ranks = np.empty(len(groups), dtype=np.intp)
    ranks[order] = np.arange(len(groups)) - np.repeat(starts, sizes)
    return ranks

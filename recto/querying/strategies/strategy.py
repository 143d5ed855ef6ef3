"""What every strategy is: a score for each line, a reason that a person reads, and for some a way to pick a batch."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from recto.querying.context import Context
from recto.querying.lines import Column, Lines, Numbers
from recto.querying.picks import Pick

Needs = frozenset[Column]
TIES = 1e-6
"""Times a number drawn in [0, 1), this orders lines of equal score and no others."""


@dataclass(frozen=True)
class Batch:
    """A way to pick lines that belong together, from the best by score and some drawn at random.

    `choose(lines, count, context, seed)` gives at most `count` picks, best first, no line twice. It gets `needs`
    beside what the score needs, of at least `candidates` lines by score and of `sample` lines by lot, or of all.
    """

    choose: Callable[[Lines, int, Context, str], list[Pick]]
    needs: Needs
    candidates: int
    sample: int


@dataclass(frozen=True)
class Strategy:
    """A way to rank lines.

    `score(lines, seed)` gives one finite number >= 0 per line, higher is asked sooner; it looks at each line alone,
    at the columns in `needs` and no others, and is quick: it sees the whole pool. `seed` names the round for
    strategies that draw lots. `reason(lines, row)` says in a few words why that line is worth asking about.
    Without a `batch`, the best by score are picked, spread over pages.
    """

    name: str
    score: Callable[[Lines, str], Numbers]
    reason: Callable[[Lines, int], str]
    needs: Needs
    batch: Batch | None = None

    @property
    def about(self) -> str:
        """What it asks for, in one sentence: the first line of its file."""
        return (sys.modules[self.score.__module__].__doc__ or "").partition("\n")[0]

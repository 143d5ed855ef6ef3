"""The lines worth handing to a strategy, of a pool that is too large to hold: found in one pass, chunk by chunk.

Stage one, here: every open line is scored by the strategy alone, by the few columns in its `needs`; the best are
kept, and some drawn at random that stand for the pool. Stage two, `selection.select`: a batch from these, with all
columns that it wants. What stage one leaves out could be picked only if more than the kept lines' worth of pages had
given their share.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.querying.chance import drawn
from recto.querying.lines import Lines, Numbers, Rows
from recto.querying.selection import priorities
from recto.querying.strategies import Needs, Strategy

_FEWEST, _TIMES = 4_000, 4
"""Candidates: at least so many, and so many times what is picked."""


class Candidates(NamedTuple):
    """Ids of the lines to load for stage two, in the order of their ids, and which of them stand for the pool."""

    ids: NDArray[np.int64]
    sample: Rows


class Preselection:
    """Keeps the best lines and a random sample of what it is shown. Holds no more than a chunk and what it keeps."""

    def __init__(self, strategy: Strategy, count: int, seed: str) -> None:
        batch = strategy.batch
        self._strategy, self._seed = strategy, seed
        self._best = _Least(max(batch.candidates if batch else _FEWEST, _TIMES * count))
        self._drawn = _Least(batch.sample if batch else 0)

    @property
    def needs(self) -> Needs:
        """The columns that the chunks must have."""
        return self._strategy.needs | ({"lot"} if self._strategy.batch else set())

    def see(self, chunk: Lines) -> None:
        """Some lines of the pool, each in one chunk only; ids are row numbers."""
        self._best.add(chunk.ids, -priorities(chunk, self._strategy, self._seed))
        if self._strategy.batch:
            self._drawn.add(chunk.ids, drawn(self._seed, chunk["lot"]))

    def candidates(self) -> Candidates:
        """What came of all chunks."""
        ids = np.unique(np.concatenate([self._best.ids, self._drawn.ids]))
        return Candidates(ids, np.searchsorted(ids, np.sort(self._drawn.ids)))


class _Least:
    """The ids of the `size` least numbers, of numbers that come in parts. Of ties, those that came first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self.ids: NDArray[np.int64] = np.zeros(0, np.int64)
        self._numbers: Numbers = np.zeros(0)

    def add(self, ids: NDArray[np.int64], numbers: Numbers) -> None:
        """These are there too."""
        if not self._size:
            return
        if len(self.ids) == self._size:
            within = numbers < self._numbers.max()
            ids, numbers = ids[within], numbers[within]
        ids, numbers = np.concatenate([self.ids, ids]), np.concatenate([self._numbers, numbers])
        kept = _least(numbers, self._size)
        self.ids, self._numbers = ids[kept], numbers[kept]


def _least(numbers: Numbers, size: int) -> Rows:
    if len(numbers) <= size:
        return np.arange(len(numbers))
    last = np.partition(numbers, size - 1)[size - 1]
    under = np.flatnonzero(numbers < last)
    ties = np.flatnonzero(numbers == last)[: size - len(under)]
    return np.sort(np.concatenate([under, ties]))

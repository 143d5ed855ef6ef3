"""Greedy choice of a batch whose parts lose worth as the batch grows, with fair shares for pages and writers."""

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from recto.querying.lines import Floats

_EXACT = 5_000
"""So many lines are chosen by their worth at the time; those after them by the worth they had at the last look."""


class Worth(Protocol):
    """A monotone, submodular function of a set of lines: what a line adds never grows as others are chosen."""

    def gains(self) -> Floats:
        """What each line would add, alone."""

    def gain(self, line: int) -> float:
        """What this line would add now."""

    def choose(self, line: int) -> None:
        """It is one of them now."""


class Chosen(NamedTuple):
    """A line and what it added."""

    line: int
    gain: float


def chosen(worth: Worth, groupings: Sequence[np.ndarray], count: int) -> Iterator[Chosen]:
    """At most `count` lines, each the one that adds most, no line twice.

    Before a line is told of, `worth` is as it was when the line was best; it counts as chosen when the next is asked
    for. Of each grouping (pages, writers), no group gives more than its fair share, twice the mean, while others
    have lines left; then the share doubles. Lazy: what a line adds only falls, so a line that still leads after a
    second look is the best (Minoux 1978). Some ten looks a line in place of one at every line.
    """
    heap = [(-gain, line) for line, gain in enumerate(worth.gains().tolist())]
    heapq.heapify(heap)
    quotas = Quotas(groupings, count)
    told = 0
    while told < count and (heap or (heap := quotas.relaxed())):
        bound, line = heapq.heappop(heap)
        if not quotas.has_room(line):
            quotas.put_off(bound, line)
            continue
        gain = worth.gain(line) if told < _EXACT else -bound
        if heap and gain < -heap[0][0] and told < _EXACT:
            heapq.heappush(heap, (-gain, line))
            continue
        yield Chosen(line, gain)
        worth.choose(line)
        quotas.take(line)
        told += 1


class Quotas:
    """How much each group has given, and the lines that wait until others have given theirs."""

    def __init__(self, groupings: Sequence[np.ndarray], count: int) -> None:
        self._groupings = [grouping.tolist() for grouping in groupings]
        self._shares = [fair_share(count, len(np.unique(grouping))) for grouping in groupings]
        self._given: list[Counter[int]] = [Counter() for _ in groupings]
        self._put_off: list[tuple[float, int]] = []

    def has_room(self, line: int) -> bool:
        """Whether no group of the line has given its share."""
        parts = zip(self._groupings, self._given, self._shares, strict=True)
        return all(given[grouping[line]] < share for grouping, given, share in parts)

    def take(self, line: int) -> None:
        """The line's groups gave one more."""
        for grouping, given in zip(self._groupings, self._given, strict=True):
            given[grouping[line]] += 1

    def put_off(self, bound: float, line: int) -> None:
        """The line waits for larger shares."""
        self._put_off.append((bound, line))

    def relaxed(self) -> list[tuple[float, int]]:
        """Double all shares, and give back as a heap what has waited."""
        self._shares = [2 * share for share in self._shares]
        waiting, self._put_off = self._put_off, []
        heapq.heapify(waiting)
        return waiting


def fair_share(count: int, groups: int) -> int:
    """Lines of a batch that one group may give while others have lines left: twice the mean, and two at least."""
    return max(2, -(-2 * count // max(groups, 1)))

"""What else could stand in one place of a reading: probabilities of other graphemes there, or of none.

Each place is seen through a window that reaches to the middle of its neighbours. Between the neighbours, all
alignments of "left, candidate, right" are summed, for every place and candidate of a batch at once. That is the
exact posterior given the neighbours, at a tenth of the cost of whole lines.
"""

from functools import reduce
from typing import NamedTuple

import numpy as np

from recto.recognition.alphabet import BLANK
from recto.recognition.best_path import Integers, Probabilities, Spots
from recto.recognition.window_sums import Mass, summed
from recto.recognition.windows import after_graphemes, around_graphemes

_LOOK = 2
"""How many frames before and after the middle of a place candidates may have their peak."""
_NEVER = 1e-30


class Rivals(NamedTuple):
    """Candidate classes (candidates, places), the mass of each, and the mass of there being nothing (places)."""

    classes: Integers
    mass: Mass
    nothing: Mass

    def of(self, places: slice) -> "Rivals":
        """Those in some of the places."""
        return Rivals(self.classes[:, places], self.mass[:, places], self.nothing[places])


def rivals(probabilities: Probabilities, spots: Spots, count: int) -> tuple[Rivals, Rivals]:
    """What could stand where each grapheme stands, and what could have been missed after each.

    Where a grapheme stands, candidate 0 is the one read, and the others come by falling mass.
    """
    frames = probabilities.shape[1]
    places, gaps = around_graphemes(spots, frames), after_graphemes(spots, frames)
    windows = places.followed_by(gaps)
    middle = np.concatenate([spots.peak, (gaps.start + gaps.end) // 2])
    read = np.concatenate([spots.classes, np.full_like(spots.classes, BLANK)])
    classes = _candidates(probabilities, windows.line, middle, read, count)
    mass, nothing = summed(probabilities, windows, classes)
    both = Rivals(classes, np.maximum(mass, _NEVER), np.maximum(nothing, _NEVER))
    return _ranked(both.of(slice(len(spots)))), both.of(slice(len(spots), None))


def _candidates(
    probabilities: Probabilities, line: Integers, middle: Integers, read: Integers, count: int
) -> Integers:
    """(count, places) of the classes with the highest peaks, best first; the one read, unless blank, before them."""
    _, frames, classes = probabilities.shape
    rows = probabilities.reshape(-1, classes)
    around = (np.clip(middle + step, 0, frames - 1) for step in range(-_LOOK, _LOOK + 1))
    heights = reduce(np.maximum, (rows.take(line * frames + frame, axis=0) for frame in around))
    places = np.arange(len(heights))
    heights[places, read] = 2
    heights[:, BLANK] = -1
    found = np.empty((count, len(heights)), np.int64)
    for best in found:
        heights.argmax(axis=1, out=best)
        heights[places, best] = -1
    return found


def _ranked(found: Rivals) -> Rivals:
    """The rivals with the candidates after the first by falling mass."""
    order = np.argsort(-found.mass[1:], axis=0, kind="stable") + 1
    order = np.concatenate([np.zeros_like(order, shape=(1, order.shape[1])), order])
    return Rivals(
        np.take_along_axis(found.classes, order, axis=0),
        np.take_along_axis(found.mass, order, axis=0),
        found.nothing,
    )

"""The stretches of a line in which rivals are looked for: around each grapheme read, and in the gap after it."""

from typing import NamedTuple

import numpy as np

from recto.recognition.alphabet import BLANK
from recto.recognition.best_path import Integers, Spots

_REACH = 12


class Windows(NamedTuple):
    """Frames of a line (inclusive), with the classes of the graphemes that bound them; BLANK where none does."""

    line: Integers
    start: Integers
    end: Integers
    left: Integers
    right: Integers

    def followed_by(self, others: "Windows") -> "Windows":
        """These and then the others."""
        return Windows(*map(np.concatenate, zip(self, others, strict=True)))

    def picked(self, order: Integers) -> "Windows":
        """Those at the given places, in their order."""
        return Windows(*(field[order] for field in self))


def around_graphemes(spots: Spots, frames: int) -> Windows:
    """From the middle of the grapheme before to that of the one after, or as far as a window reaches."""
    before, after = np.roll(spots.peak, 1), np.roll(spots.peak, -1)
    nearest, farthest = spots.first - _REACH, spots.last + _REACH
    has_left = spots.has_left() & (before >= nearest)
    has_right = spots.has_right() & (after <= farthest)
    return Windows(
        spots.line,
        np.where(has_left, before, np.maximum(nearest, 0)),
        np.where(has_right, after, np.minimum(farthest, frames - 1)),
        np.where(has_left, np.roll(spots.classes, 1), BLANK),
        np.where(has_right, np.roll(spots.classes, -1), BLANK),
    )


def after_graphemes(spots: Spots, frames: int) -> Windows:
    """From the middle of each grapheme to that of the next one, or as far as a window reaches."""
    has_right = spots.has_right()
    end = np.where(has_right, np.roll(spots.peak, -1), np.minimum(spots.last + _REACH, frames - 1))
    start = np.where(has_right, np.maximum(spots.peak, end - 4 * _REACH), spots.peak)
    return Windows(
        spots.line,
        start,
        end,
        np.where(start == spots.peak, spots.classes, BLANK),
        np.where(has_right, np.roll(spots.classes, -1), BLANK),
    )

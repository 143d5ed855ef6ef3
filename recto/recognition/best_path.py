"""The best path through a batch of frames: which graphemes are read, and at which frames each stands."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.recognition.alphabet import BLANK

Probabilities = NDArray[np.float32]
"""(lines, frames, classes), summing to 1 over the classes."""
Integers = NDArray[np.int64]


class Spots(NamedTuple):
    """The graphemes read, of all lines of the batch one after the other; frames are inclusive."""

    line: Integers
    first: Integers
    last: Integers
    classes: Integers

    def __len__(self) -> int:
        return len(self.line)

    def by_line(self, lines: int) -> list[Integers]:
        """The classes of each of so many lines."""
        return np.split(self.classes, np.searchsorted(self.line, np.arange(1, lines)))

    @property
    def peak(self) -> Integers:
        """The frame in the middle of each grapheme."""
        return (self.first + self.last) // 2

    def has_left(self) -> NDArray[np.bool_]:
        """Whether a grapheme of the same line comes before."""
        return np.concatenate([[False], self.line[1:] == self.line[:-1]])[: len(self.line)]

    def has_right(self) -> NDArray[np.bool_]:
        """Whether a grapheme of the same line comes after."""
        return np.concatenate([self.line[1:] == self.line[:-1], [False]])[: len(self.line)]


def best_path(probabilities: Probabilities) -> Spots:
    """The graphemes along the most probable class of each frame."""
    return collapsed(probabilities.argmax(axis=-1))


def collapsed(paths: Integers) -> Spots:
    """The graphemes of paths, (lines, frames) of classes: repeats count once, blanks separate."""
    edge = np.full((len(paths), 1), -1)
    begins = paths != np.concatenate([edge, paths[:, :-1]], axis=1)
    ends = paths != np.concatenate([paths[:, 1:], edge], axis=1)
    line, first = np.nonzero(begins & (paths != BLANK))
    _, last = np.nonzero(ends & (paths != BLANK))
    return Spots(line, first, last, paths[line, first])

"""Which characters the model doubts, and how far labels have settled that: what lines teach beyond their like."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from recto.querying.lines import Floats, Rows
from schemas.readings import Reading

_SOON, _LATE = 5.0, 50.0
"""Half of a character's doubt is halved by so many examples, the other half by so many.

So 100 random labels leave 30 to 60 % of the errors in characters that every line has, as measured.
"""
_UNDOUBTED = 0.05
"""What an example shows that the model is sure of, beside one that it doubts."""
_DOUBTED = 0.9


def doubted(reading: Reading) -> str:
    """The column `doubted`: those of its graphemes that were read with little confidence."""
    return "".join(each.text for each in reading.graphemes if each.confidence < _DOUBTED)


class _Held(NamedTuple):
    """The doubtful characters that a line has: their numbers, and how much of an example each is."""

    kinds: Rows
    examples: Floats


class Kinds:
    """Doubted characters per line of the pool that labels of the chosen lines should settle.

        G(S) = sum_c d_c (1 - s(n_c(S))),    s(n) = 5 / (5 + n) / 2 + 50 / (50 + n) / 2

    d_c: errors in a line of the pool where the model read character c: its errors, shared out over the places that
    the model doubts. n_c: examples of c in labels, and in the chosen lines as they were read, where one that the
    model is sure of counts a twentieth.
    Characters seen rarely are doubted and have few examples; one that stands for another in every reading (f for a
    long s) keeps few examples in labels however many lines are labelled, and goes on being asked for. Monotone and
    submodular (feature-based: Wei, Iyer & Bilmes 2015). Costs one pass over the texts of the lines at hand.
    """

    def __init__(
        self,
        texts: Sequence[str],
        doubted: Sequence[str],
        sample: Rows,
        errors: float,
        labelled: Mapping[str, int],
    ) -> None:
        """`sample`: which of the lines stand for the pool; `errors`: in a line of it, on the mean. `labelled`: how
        often each character stands in labels.
        """
        counts = Counter(c for row in sample for c in doubted[row] if not c.isspace())
        self._names = sorted(counts)
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._doubt = errors * np.array([counts[name] for name in self._names]) / max(counts.total(), 1)
        self._examples = np.array([labelled.get(name, 0) for name in self._names], np.float64)
        self._is_begun = bool(labelled)
        self._held = [
            self._known(set(text), set(doubts)) for text, doubts in zip(texts, doubted, strict=True)
        ]

    def gain(self, line: int) -> float:
        """What choosing this line would add."""
        kinds, examples = self._held[line]
        before = self._examples[kinds]
        return float(self._doubt[kinds] @ (_unsettled(before) - _unsettled(before + examples)))

    def gains(self) -> Floats:
        """What each line would add, alone."""
        return np.array([self.gain(line) for line in range(len(self._held))], dtype=np.float64)

    def choose(self, line: int) -> None:
        """This line is one of S now."""
        kinds, examples = self._held[line]
        self._examples[kinds] += examples

    def rare(self, line: int) -> str:
        """The characters of this line that labels have hardly shown, rarest first; none while there are no labels."""
        if not self._is_begun:
            return ""
        held = sorted(self._held[line].kinds.tolist(), key=lambda kind: self._examples[kind])
        return "".join(self._names[kind] for kind in held if self._examples[kind] < 2)

    def _known(self, characters: set[str], doubted: set[str]) -> _Held:
        found = sorted((characters | doubted) & self._numbers.keys())
        return _Held(
            np.array([self._numbers[name] for name in found], np.intp),
            np.array([1.0 if name in doubted else _UNDOUBTED for name in found]),
        )


def _unsettled(examples: Floats) -> Floats:
    return np.asarray(0.5 * _SOON / (_SOON + examples) + 0.5 * _LATE / (_LATE + examples))

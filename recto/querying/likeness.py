"""How much a text resembles what collections say: which of several it most probably belongs to.

Each collection is a language model of character trigrams, and the text is scored by its likelihood under each, which
is naive Bayes with a uniform prior (Dunning 1994, "Statistical Identification of Language", for the trigrams;
McCallum & Nigam 1998, "A Comparison of Event Models for Naive Bayes Text Classification"). Trigrams that a collection
never had are judged by all collections together (Jelinek-Mercer smoothing; Zhai & Lafferty 2004): what nobody has seen
then speaks for nobody, whatever the size of their samples. Trigrams survive what a base model misreads; words don't.
"""

import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

OWN_SHARE = 0.7
"""How much a collection's own sample counts beside all of them together."""

Trigrams = NDArray[np.int64]
"""(n,) each of three code points, 21 bits each."""
Scores = NDArray[np.float64]


class Samples:
    """What collections say, ready to be compared with. Collections without a text are left out."""

    def __init__(self, texts: Mapping[str, Sequence[str]]) -> None:
        found = {name: np.concatenate([_EMPTY, *map(trigrams, lines)]) for name, lines in texts.items()}
        self.names = tuple(name for name, sample in found.items() if len(sample))
        self._known = np.unique(np.concatenate([_EMPTY, *found.values()]))
        self._log_shares = self._of([found[name] for name in self.names])

    def likeness(self, lines: Sequence[str]) -> dict[str, float]:
        """By collection, the probability that these lines of text belong to it; together they make 1.

        Each line counts as one observation, the mean over its trigrams: overlapping trigrams are far from independent,
        and counted one by one they would make every text surely one thing or another. Good for an order, and for
        telling sure from doubtful. Without any text all are as probable as each other.
        """
        scores: Scores = np.zeros(len(self.names))
        for line in map(trigrams, lines):
            if len(line):
                scores += self._log_shares[:, self._places(line)].mean(axis=1)
        if not self.names:
            return {}
        weights = np.exp(scores - scores.max())
        return dict(zip(self.names, (weights / weights.sum()).tolist(), strict=True))

    def _of(self, samples: Sequence[Trigrams]) -> Scores:
        """(collections, trigrams + 1) log probabilities; the last column is that of any trigram nobody has seen."""
        kinds = len(self._known) + 1
        counts = np.array([np.bincount(self._places(sample), minlength=kinds) for sample in samples], float)
        counts = counts.reshape(len(samples), kinds)
        together = (counts.sum(axis=0) + 1) / (counts.sum() + kinds)
        own = counts / counts.sum(axis=1, keepdims=True)
        return np.asarray(np.log(OWN_SHARE * own + (1 - OWN_SHARE) * together), dtype=np.float64)

    def _places(self, found: Trigrams) -> NDArray[np.int64]:
        """Where trigrams are among the known ones; behind them, where they are not."""
        if not len(self._known):
            return np.zeros(len(found), np.int64)
        places = np.minimum(np.searchsorted(self._known, found), len(self._known) - 1)
        return np.where(self._known[places] == found, places, len(self._known))


def trigrams(line: str) -> Trigrams:
    """Of a line in lower case, its words one space apart, and every digit alike: no year is like another.

    >>> len(trigrams("Anno 1905")), np.array_equal(trigrams("ANNO  1905"), trigrams(" anno 1777 "))
    (9, True)
    """
    words = " ".join(unicodedata.normalize("NFC", line).lower().split())
    if not words:
        return _EMPTY
    plain = "".join("0" if character.isdigit() else character for character in f" {words} ")
    points = np.array([ord(character) for character in plain], np.int64)
    return points[:-2] << 42 | points[1:-1] << 21 | points[2:]


_EMPTY: Trigrams = np.zeros(0, np.int64)

"""Posteriors of a batch to readings: text, confidence and place of every grapheme, and the line's evidence.

The one place where confidence, margin, entropy and expected errors are computed; schemas/readings.py defines them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.recognition.alphabet import BLANK, Alphabet
from recto.recognition.best_path import Integers, Probabilities, Spots, best_path
from recto.recognition.committee import Disagreement, disagreement
from recto.recognition.language.language import Language
from recto.recognition.rewording import Chain, reworded
from recto.recognition.rivals import Rivals, rivals
from recto.recognition.text_probability import log_probability
from schemas.readings import Alternative, Evidence, Grapheme, Reading

ALTERNATIVES = 5
_WORTH_NAMING = 1e-3
_NEVER = 1e-30

Embeddings = NDArray[np.float32]
"""(lines, 32), each of unit length."""


_NO_VOTES: Integers = np.zeros((0, 0, 0), np.int64)


class Seen(NamedTuple):
    """What a network made of a batch."""

    probabilities: Probabilities
    embeddings: Embeddings
    votes: Integers = _NO_VOTES
    """(members, lines, frames): how a committee read it."""


class Calibration(NamedTuple):
    """What makes confidence true: of places, and of whole lines, whose errors come in clusters."""

    temperature: float = 1.0
    """Masses of what could stand in a place are raised to 1 / temperature."""
    clustering: float = 1.0
    steepness: float = 1.0
    """With d = -log of the product of a line's probabilities, (clustering * d) ** steepness to one are the odds
    against its being right as a whole."""

    def whole(self, doubt: float) -> float:
        """The probability that a whole line is right of whose places there is so much doubt, in nats."""
        return float(1 / (1 + (self.clustering * doubt) ** self.steepness))


class Extent(NamedTuple):
    """How frames lie on a line image: fraction = origin + frame * step."""

    origin: float
    step: float


class _Doubt(NamedTuple):
    """By grapheme of the batch: shares of the candidates and of nothing, entropy in nats, lead over any rival in nats,
    and the share of nothing in the gap after it."""

    shares: NDArray[np.float64]
    entropy: NDArray[np.float64]
    margin: NDArray[np.float64]
    nothing_missed: NDArray[np.float64]

    def of(self, mine: slice) -> "_Doubt":
        """That about some of the graphemes."""
        return _Doubt(self.shares[:, mine], self.entropy[mine], self.margin[mine], self.nothing_missed[mine])


@dataclass(frozen=True)
class Interpreter:
    """Makes readings of what a network saw; where the image leaves a choice, the language has a say."""

    alphabet: Alphabet
    language: Language | None = None
    calibration: Calibration = field(default_factory=Calibration)

    def readings(self, seen: Seen, extents: Sequence[Extent]) -> list[Reading]:
        """One reading for each line of the batch, in order."""
        spots = best_path(seen.probabilities)
        differ = disagreement(spots, seen.votes, len(extents))
        chain = self._chain(seen.probabilities, spots)
        log_probabilities = log_probability(seen.probabilities, chain.spots).tolist()
        doubt = _doubt(chain.instead, chain.missed, self.calibration.temperature)
        texts = np.array(self.alphabet.graphemes, object)[chain.instead.classes - 1]
        bounds = np.searchsorted(chain.spots.line, np.arange(len(extents) + 1)).tolist()
        made = []
        for line, (extent, bound) in enumerate(zip(extents, pairwise(bounds), strict=True)):
            mine = slice(*bound)
            edges = _edges(chain.spots.first[mine], chain.spots.last[mine], extent)
            found = _graphemes(texts[:, mine], doubt.shares[:, mine], edges)
            text = "".join([grapheme.text for grapheme in found])
            evidence = self._evidence(seen, line, log_probabilities[line], doubt.of(mine), differ)
            made.append(Reading(text=text, graphemes=found, evidence=evidence))
        return made

    def _chain(self, probabilities: Probabilities, spots: Spots) -> Chain:
        chain = Chain(spots, *rivals(probabilities, spots, min(ALTERNATIVES + 1, len(self.alphabet))))
        return chain if self.language is None else reworded(chain, self.alphabet.graphemes, self.language)

    def _evidence(
        self, seen: Seen, line: int, log_probability: float, doubt: _Doubt, differ: Disagreement
    ) -> Evidence:
        """Of one line, with the doubt about its graphemes."""
        count = len(doubt.entropy)
        log_probability = min(log_probability, 0.0)
        in_all = -float(np.log(doubt.shares[0]).sum() + np.log(doubt.nothing_missed).sum())
        return Evidence(
            log_probability=log_probability,
            margin=float(doubt.margin.min()) if count else _blank_lead(seen.probabilities[line]),
            entropy=float(doubt.entropy.mean()) if count else 0.0,
            expected_errors=float((1.0 - doubt.shares[0]).sum()),
            confidence=math.exp(log_probability / count) if count else 1.0,
            whole=self.calibration.whole(max(in_all, 0.0)) if count else math.exp(log_probability),
            disagreement=float(differ.entropy[line]),
            edit_disagreement=float(differ.edits[line]),
            embedding=tuple(seen.embeddings[line].tolist()),
        )


def _doubt(instead: Rivals, missed: Rivals, temperature: float) -> _Doubt:
    shares, gaps = _shares(instead, temperature), _shares(missed, temperature)
    entropy = -(shares * np.log(shares)).sum(axis=0)
    replaced = np.log(shares[0]) - np.log(shares[1:].max(axis=0))
    inserted = np.log(gaps[-1]) - np.log(gaps[:-1].max(axis=0))
    return _Doubt(shares, entropy, np.maximum(np.minimum(replaced, inserted), 0.0), gaps[-1])


def _shares(rivals: Rivals, temperature: float) -> NDArray[np.float64]:
    """(candidates + 1, places): of each candidate, and last of nothing."""
    masses = np.concatenate([rivals.mass, rivals.nothing[None]])
    if temperature != 1.0:
        masses = np.maximum((masses / masses.max(axis=0)) ** (1 / temperature), _NEVER)
    return np.asarray(masses / masses.sum(axis=0))


def _blank_lead(probabilities: NDArray[np.float32]) -> float:
    """For a line that reads as empty: how far blank leads over the likeliest single grapheme, in nats."""
    strongest = probabilities[:, BLANK + 1 :].max(axis=1)
    lead = np.log(probabilities[:, BLANK] + 1e-30) - np.log(strongest + 1e-30)
    return max(float(lead.min()), 0.0)


def _graphemes(
    texts: NDArray[np.object_], shares: NDArray[np.float64], edges: list[tuple[float, float]]
) -> tuple[Grapheme, ...]:
    named = (shares[1:-1] >= _WORTH_NAMING).sum(axis=0)
    rows = zip(texts.T.tolist(), shares.T.tolist(), edges, named.tolist(), strict=True)
    return tuple(
        Grapheme(text[0], share[0], *edge, tuple(map(Alternative, text[1 : 1 + count], share[1 : 1 + count])))
        for text, share, edge, count in rows
    )


def _edges(first: Integers, last: Integers, extent: Extent) -> list[tuple[float, float]]:
    """Borders halfway between neighbouring graphemes; at the ends, as far out as the neighbour within."""
    if not len(first):
        return []
    between = (last[:-1] + 1 + first[1:]) / 2
    outer = np.median(np.diff(between)) / 2 if len(between) > 1 else 2.0
    frames = np.concatenate([[first[0] + 0.5 - outer], between, [last[-1] + 0.5 + outer]])
    fractions = np.clip(extent.origin + frames * extent.step, 0.0, 1.0)
    return list(pairwise(np.maximum.accumulate(fractions).tolist()))

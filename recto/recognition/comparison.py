"""Two models that read the same lines: which makes fewer errors, and how much of that chance could explain.

Pure NumPy, without torch: the gate judges by it, and whoever reads a verdict can compute it again.
"""

from collections.abc import Sequence
from hashlib import blake2b
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLINGS = 10_000
INTERVAL = 0.95
ENOUGH_PAGES = 5
_AT_ONCE = 2_000_000
_NORMAL = NormalDist()


class Paired(NamedTuple):
    """Errors of two models on the same lines. One entry a line: edits, graphemes of the truth, and which page."""

    candidate: Floats
    champion: Floats
    lengths: Floats
    pages: NDArray[Any]

    def take(self, rows: NDArray[Any]) -> "Paired":
        """These lines alone."""
        return Paired(*(column[rows] for column in self))


class Comparison(NamedTuple):
    """What two models' errors on the same lines say. Differences are candidate - champion: negative is better."""

    lines: int
    pages: int
    candidate_cer: float
    champion_cer: float
    low: float
    high: float
    """The difference lies between `low` and `high` with 95 %; without bounds where a single line is all there is."""
    probability: float
    """That the candidate makes fewer errors on lines like these; a tie counts half."""


def compare(paired: Paired, seed: str) -> Comparison:
    """Candidate against champion by the paired bootstrap. The same lines and seed give the same figures.

    Percentiles of a bootstrap say too much where units are few: both figures are brought down to what Student's t
    with units - 1 degrees of freedom allows (the expanded percentile interval, Hesterberg 2015, arXiv:1411.5279).
    """
    units = len(_units(paired)[0])
    length = max(paired.lengths.sum(), 1)
    low, high, probability = -np.inf, np.inf, 0.5
    if units > 1:
        drawn = differences(paired, seed)
        tail = _NORMAL.cdf(-_widened(_NORMAL.inv_cdf((1 + INTERVAL) / 2), units))
        low, high = np.quantile(drawn, (tail, 1 - tail))
        probability = _sobered(float(np.mean(drawn < 0) + np.mean(drawn == 0) / 2), units)
    return Comparison(
        lines=len(paired.lengths),
        pages=len(np.unique(paired.pages)),
        candidate_cer=float(paired.candidate.sum() / length),
        champion_cer=float(paired.champion.sum() / length),
        low=float(low),
        high=float(high),
        probability=probability,
    )


def differences(paired: Paired, seed: str) -> Floats:
    """CER of the candidate less that of the champion, in so many resamplings of the pages, or lines."""
    errors, lengths = _units(paired)
    rng = np.random.default_rng(int.from_bytes(blake2b(seed.encode(), digest_size=8).digest(), "big"))
    block = max(1, _AT_ONCE // max(len(errors), 1))
    found = []
    for start in range(0, RESAMPLINGS, block):
        rows = rng.integers(len(errors), size=(min(block, RESAMPLINGS - start), len(errors)), dtype=np.int32)
        found.append(errors[rows].sum(1) / np.maximum(lengths[rows].sum(1), 1))
    return np.concatenate(found)


def worse_beyond_noise(probabilities: Sequence[float], doubt: float) -> list[bool]:
    """Of several comparisons at once, where the candidate is worse.

    With at most a chance of `doubt` one is named that is not (Holm 1979).
    """
    left = len(probabilities)
    worse = [False] * left
    for index in np.argsort(probabilities, kind="stable"):
        if probabilities[index] > doubt / left:
            break
        worse[index] = True
        left -= 1
    return worse


def _units(paired: Paired) -> tuple[Floats, Floats]:
    """Difference of errors and length of what is drawn: pages, whose lines are alike; lines where pages are few."""
    difference = paired.candidate - paired.champion
    pages, number = np.unique(paired.pages, return_inverse=True)
    if len(pages) < ENOUGH_PAGES:
        return difference, paired.lengths
    errors, lengths = (np.bincount(number, each) for each in (difference, paired.lengths))
    return errors.astype(np.float64), lengths.astype(np.float64)


def _widened(z: float, units: int) -> float:
    """Standard deviations of a bootstrap of so many units that leave as much outside as `z` of a normal does.

    Student's t from the normal's by Wallace's approximation (1959); the bootstrap's own are too narrow by n - 1 in n.
    """
    free = units - 1
    t = sqrt(free * (exp((z * (8 * free + 3) / (8 * free + 1)) ** 2 / free) - 1))
    return t * sqrt(units / free)


def _sobered(share: float, units: int) -> float:
    """The probability that a share of resamplings stands for: the inverse of `_widened`."""
    free, certain = units - 1, 0.5 / RESAMPLINGS
    z = _NORMAL.inv_cdf(min(max(share, certain), 1 - certain))
    t = z * sqrt(free / units)
    sober = (8 * free + 1) / (8 * free + 3) * sqrt(free * log(1 + t * t / free))
    return _NORMAL.cdf(sober if z > 0 else -sober)

"""Where the learning curve goes: the error rate that more labels would bring, with an interval."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from recto.querying.lines import Floats

_EXPONENTS = np.linspace(0.1, 2.0, 39)
_FLOORS = np.linspace(0, 0.98, 25)
_DRAWS = 300
_LEAST_CER = 1e-5
_ENDLESS = 10_000_000
FEWEST_ROUNDS = 5
"""Rounds from which a curve of three parameters can be told from noise."""


class Round(NamedTuple):
    """One training: the labels it learned from, and the held-out CER it reached."""

    labels: int
    cer: float


class Forecast(NamedTuple):
    """What so many labels should bring."""

    labels: int
    cer: float
    low: float
    high: float
    """The interval that holds nine of ten bootstrapped curves."""
    likelihood: float
    """Share of the curves that are at the target or under it."""


def forecast(rounds: Sequence[Round], labels: int, target_cer: float, seed: int = 0) -> Forecast | None:
    """The held-out CER at `labels`, None with fewer than five rounds of labels that differ.

        CER(n) = a + b n^-c,   a, b >= 0,   c in 0.1..2

    fitted to the logarithms by least squares over a grid of c and of a as a share of the lowest CER; b is solved
    for. Learning curves follow such power laws (Hestness et al. 2017, arXiv:1712.00409; Viering & Loog 2022,
    arXiv:2103.10948). The interval: residuals drawn with replacement, inflated for the three parameters, 300 curves.
    """
    points = _points(rounds)
    if len(points) < FEWEST_ROUNDS:
        return None
    counts, rates = points.T
    floor, scale, exponent = _fit(counts, np.log(rates)[None])[0]
    curve = np.log(floor + scale * counts**-exponent)
    residuals = (np.log(rates) - curve) * np.sqrt(len(points) / (len(points) - 3))
    drawn = np.random.default_rng(seed).choice(residuals, size=(_DRAWS, len(points)))
    floors, scales, exponents = _fit(counts, curve + drawn).T
    # A verdict on so many lines scatters about its curve as the earlier ones did.
    scatter = np.random.default_rng(seed + 1).choice(residuals, size=_DRAWS)
    ends = (floors + scales * float(labels) ** -exponents) * np.exp(scatter)
    low, high = np.quantile(ends, (0.05, 0.95))
    best = floor + scale * float(labels) ** -exponent
    return Forecast(labels, float(best), float(low), float(high), float((ends <= target_cer).mean()))


def labels_needed(rounds: Sequence[Round], cer: float) -> int | None:
    """Labels at which the curve that fits best is at `cer`; None if it never is, or with too few rounds to tell."""
    points = _points(rounds)
    if len(points) < FEWEST_ROUNDS:
        return None
    floor, scale, exponent = _fit(points[:, 0], np.log(points[:, 1])[None])[0]
    if cer <= floor:
        return None
    needed = (scale / (cer - floor)) ** (1 / exponent)
    return math.ceil(needed) if needed < _ENDLESS else None


def _points(rounds: Sequence[Round]) -> Floats:
    """(rounds, 2): labels and CER, of the last training with so many labels each."""
    latest = {each.labels: each for each in rounds if each.labels > 0}
    points = np.array(sorted(latest.values()), float).reshape(-1, 2)
    return np.column_stack([points[:, 0], np.maximum(points[:, 1], _LEAST_CER)])


def _fit(counts: Floats, logarithms: Floats) -> Floats:
    """(curves, 3): a, b, c of each row of logarithms of CER."""
    lowest = np.exp(logarithms.min(axis=1))
    best = np.full(len(logarithms), np.inf)
    found = np.zeros((len(logarithms), 3))
    for share in _FLOORS:
        above = np.log(np.maximum(np.exp(logarithms) - share * lowest[:, None], 1e-7))
        for exponent in _EXPONENTS:
            scale = np.exp((above + exponent * np.log(counts)).mean(axis=1))
            curve = np.log((share * lowest)[:, None] + scale[:, None] * counts**-exponent)
            loss = ((logarithms - curve) ** 2).sum(axis=1)
            better = loss < best
            best[better] = loss[better]
            found[better] = np.stack(np.broadcast_arrays(share * lowest, scale, exponent), axis=1)[better]
    return found

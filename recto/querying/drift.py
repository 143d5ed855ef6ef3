"""Whether lines that arrive are still like those that a bound was derived from."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from recto.querying.embeddings import Codes
from recto.querying.lines import Column, Floats, Lines, Numbers

_BINS = 10
_STEADY, _GONE = 0.1, 0.25
"""Population stability: under 0.1 nothing has changed, over 0.25 it is another population (Siddiqi 2006)."""
_DIRECTIONS = 4
DRIFT_COLUMNS: tuple[Column, ...] = (
    "confidence",
    "entropy",
    "expected_errors",
    "height",
    "pitch",
    "embedding",
)


class Drift(NamedTuple):
    """The column that has moved most, and how far."""

    column: str
    psi: float


NO_DRIFT = Drift("", 0.0)


def drift(before: Lines, now: Lines) -> Drift:
    """The largest population stability index over evidence, length and image columns, as far as chance can't make it.

    Columns: confidence, entropy, expected errors per grapheme, graphemes; height, pitch, and four directions of the
    embedding, which are numbers of the image too. Needs DRIFT_COLUMNS.
    """
    if not len(before) or not len(now):
        return NO_DRIFT
    first, second = _measured(before), _measured(now)
    tests = len(first)
    found = [Drift(name, stability(first[name], second[name], tests)) for name in first]
    return max(found, key=lambda each: each.psi)


def stability(before: Numbers, now: Numbers, tests: int = 1) -> float:
    """Population stability index beyond chance, >= 0.

        PSI = sum_b (p_b - q_b) ln(p_b / q_b)

    p, q: shares of each in ten bins with equal shares of `before`. Without drift PSI / (1/n + 1/m) is chi-squared
    with bins - 1 degrees of freedom (Yurdakul 2018): what 99 % of such draws stay under, over all `tests`, is
    subtracted, so that small samples don't cry wolf.
    """
    edges = np.unique(np.quantile(before, np.linspace(0, 1, _BINS + 1)[1:-1]))
    p, q = (np.bincount(np.searchsorted(edges, each), minlength=len(edges) + 1) for each in (before, now))
    p, q = ((each + 0.5) / (each + 0.5).sum() for each in (p, q))
    index = float(((p - q) * np.log(p / q)).sum())
    chance = _chi_squared(len(edges), 0.01 / tests) * (1 / len(before) + 1 / len(now))
    return max(0.0, index - chance)


def tightened(asked_cer: float, found: Drift) -> float:
    """The error rate to ask of the answers when lines have drifted: all of it up to 0.1, nothing from 0.25."""
    return asked_cer * float(np.clip((_GONE - found.psi) / (_GONE - _STEADY), 0, 1))


def _measured(lines: Lines) -> Mapping[str, Floats]:
    length = np.maximum(lines.graphemes, 1)
    embedding: Codes = lines["embedding"]
    columns = {
        "confidence": lines["confidence"],
        "entropy": lines["entropy"],
        "expected errors": lines["expected_errors"] / length,
        "graphemes": lines.graphemes,
        "height": lines["height"],
        "pitch": lines["pitch"],
        **{f"embedding {i + 1}": embedding[:, i] for i in range(_DIRECTIONS)},
    }
    return {name: np.asarray(values, np.float64) for name, values in columns.items()}


def _chi_squared(degrees: int, doubt: float) -> float:
    """What chi-squared exceeds with a chance of `doubt` (Wilson & Hilferty 1931; normal quantile by Hastings)."""
    t = np.sqrt(-2 * np.log(doubt))
    above = (2.515517 + 0.802853 * t + 0.010328 * t * t) / (
        1 + 1.432788 * t + 0.189269 * t**2 + 0.001308 * t**3
    )
    z, part = t - above, 2 / (9 * max(degrees, 1))
    return float(max(degrees, 1) * (1 - part + z * np.sqrt(part)) ** 3)

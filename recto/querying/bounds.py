"""How high the character error rate may be, given errors found in some lines. The one bound that all decisions use."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.querying.lines import Floats
from recto.querying.tails import clopper_pearson, student

_MANY = 1e6


class Found(NamedTuple):
    """Errors found: per line the edits, the characters of the truth, and the page (or source) it is from."""

    errors: Floats
    lengths: Floats
    groups: NDArray[np.integer[Any]]

    @property
    def rate(self) -> float:
        """Errors per character; 0 where there is no character."""
        return float(self.errors.sum() / max(self.lengths.sum(), 1))

    def take(self, rows: NDArray[Any]) -> "Found":
        """These lines alone."""
        return Found(self.errors[rows], self.lengths[rows], self.groups[rows])


def upper_bound(found: Found, confidence: float) -> float:
    """The character error rate that is not exceeded with this confidence, for lines like these.

    Clopper-Pearson on effective characters (Korn & Graubard 1998): errors come in bad lines and bad pages, so that
    N characters are worth N / deff independent ones. deff = variance of the rate over pages, by linearisation, over
    p (1 - p) / N; at least 1. Few pages know their own variance badly: N shrinks further by the square of the
    quantiles of Student's t, (t_inf / t_pages-1)^2. Bounds without such an estimate (Hoeffding-Bentkus, betting)
    accept nothing at 1 % with fewer than 300 lines without an error: docs/decisions/021-acceptance.md compares.
    1 where nothing is known.
    """
    effective = _effective(found, confidence)
    if effective is None:
        return 1.0
    return clopper_pearson(min(found.rate, 1.0) * effective, effective, 1 - confidence)


def interval(found: Found, confidence: float) -> tuple[float, float]:
    """Where the character error rate lies with this confidence: an upper bound and a lower one, half the doubt each.

    The lower one is the upper one of the characters that are right. 0 and 1 where nothing is known.
    """
    one_sided = (1 + confidence) / 2
    effective = _effective(found, one_sided)
    if effective is None:
        return 0.0, 1.0
    right = (1 - min(found.rate, 1.0)) * effective
    return 1 - clopper_pearson(right, effective, 1 - one_sided), upper_bound(found, one_sided)


def _effective(found: Found, confidence: float) -> float | None:
    """How many independent characters say as much as these; None where they say nothing."""
    characters = found.lengths.sum()
    pages = len(np.unique(found.groups))
    if characters == 0 or pages < 2:
        return None
    effective = characters / max(1.0, _design_effect(found, min(found.rate, 1.0), pages))
    return float(effective * (student(confidence, _MANY) / student(confidence, pages - 1)) ** 2)


def _design_effect(found: Found, rate: float, pages: int) -> float:
    """How many characters say as much as one independent character would."""
    if not 0 < rate < 1:
        return 1.0
    _, number = np.unique(found.groups, return_inverse=True)
    residuals = np.bincount(number, found.errors) - rate * np.bincount(number, found.lengths)
    characters = found.lengths.sum()
    variance = pages / (pages - 1) * (residuals**2).sum() / characters**2
    return float(variance * characters / (rate * (1 - rate)))

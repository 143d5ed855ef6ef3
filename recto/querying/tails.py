"""Tails of distributions, by NumPy's standards: what scipy.special would be a large dependency for."""

from collections.abc import Callable
from functools import lru_cache
from math import exp, lgamma, log

_TINY = 1e-300


def clopper_pearson(wrong: float, trials: float, doubt: float) -> float:
    """The largest error rate that `wrong` of `trials` leave possible with a chance of more than `doubt`.

    One-sided, exact for whole numbers (Clopper & Pearson 1934): the p with P(Binomial(trials, p) <= wrong) = doubt.
    Numbers need not be whole: the regularised incomplete beta function goes on between them. 1 if trials <= wrong.
    """
    if trials <= wrong:
        return 1.0
    return _crossing(lambda p: doubt - beta(trials - wrong, wrong + 1, 1 - p), wrong / trials, 1.0)


@lru_cache
def student(share: float, degrees: float) -> float:
    """The quantile of Student's t: P(T <= t) = share, for share >= 0.5."""
    return _crossing(lambda t: 1 - share - _above(t, degrees), 0.0, 1e4)


def beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz; DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta(b, a, 1 - x)
    front = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)
    below = 1 / _away(1 - (a + b) * x / (a + 1))
    fraction, above = below, 1.0
    for i in range(1, 1000):
        even = i * (b - i) * x / ((a + 2 * i - 1) * (a + 2 * i))
        odd = -(a + i) * (a + b + i) * x / ((a + 2 * i) * (a + 2 * i + 1))
        for term in (even, odd):
            below, above = 1 / _away(1 + term * below), _away(1 + term / above)
            fraction *= below * above
        if abs(below * above - 1) < 1e-12:
            break
    return exp(front) * fraction / a


def _above(t: float, degrees: float) -> float:
    return beta(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2


def _away(value: float) -> float:
    """Away from zero, where a continued fraction would stop."""
    return value if abs(value) > _TINY else _TINY


def _crossing(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function passes zero, by halving."""
    for _ in range(60):
        middle = (low + high) / 2
        if rising(middle) > 0:
            high = middle
        else:
            low = middle
    return high

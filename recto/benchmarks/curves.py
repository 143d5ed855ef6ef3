"""Learning curves: what labels cost and what they brought, and how much less of it a strategy needs than chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Cost = Literal["lines", "characters", "edits"]
Counts = NDArray[np.int64]
_RESAMPLINGS = 2_000


@dataclass(frozen=True)
class Point:
    """One model of a curve: what its labels cost, and its errors on each test line."""

    lines: int
    characters: int
    """Keyed from nothing."""
    edits: int
    """To the text as the model read it, and one more for looking at each line."""
    errors: Counts


Curve = Sequence[Point]


@dataclass(frozen=True)
class Ratio:
    """Cost at which a strategy is as good as random lines after one of their rounds, over what that had cost.

    None where it never is within its own budget; `low` and `high` bound 95 % of resamplings of the test lines.
    """

    value: float | None
    low: float | None
    high: float | None


def ratio_to_random(
    strategy: Sequence[Curve], random: Sequence[Curve], lengths: Counts, cost: Cost, seed: int = 0
) -> list[Ratio]:
    """By round of random lines: the ratio over all seeds of both, with the interval of a bootstrap over test lines.

    `lengths`: graphemes of each test line. Curves of a strategy are averaged at equal rounds; what is better after
    its first round than random lines are has the cost of that round.
    """
    rng = np.random.default_rng(seed)
    resampled = (
        np.bincount(rows, minlength=len(lengths)).astype(float)
        for rows in rng.integers(0, len(lengths), (_RESAMPLINGS, len(lengths)))
    )
    values = _ratios(strategy, random, lengths, np.ones(len(lengths)), cost)
    drawn = [_ratios(strategy, random, lengths, weights, cost) for weights in resampled]
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0, method="nearest")
    return [Ratio(*map(_finite, bounds)) for bounds in zip(values, low, high, strict=True)]


def mean_curve(
    curves: Sequence[Curve], lengths: Counts, weights: NDArray[np.float64], cost: Cost
) -> list[tuple[float, float]]:
    """(cost, CER) by round, the mean over seeds, with each test line counted `weights` times."""
    total = float(lengths @ weights)
    rounds = list(zip(*curves, strict=True))
    return [
        (
            float(np.mean([getattr(point, cost) for point in points])),
            float(np.mean([point.errors @ weights for point in points])) / total,
        )
        for points in rounds
    ]


def cost_of(curve: Sequence[tuple[float, float]], cer: float) -> float:
    """The lowest cost at which a curve of (cost, CER) is at `cer`, on a line between rounds; infinite if at none."""
    if curve[0][1] <= cer:
        return curve[0][0]
    for (cheap, worse), (dear, better) in pairwise(curve):
        if better <= cer:
            return cheap + (dear - cheap) * (worse - cer) / (worse - better)
    return float("inf")


def _ratios(
    strategy: Sequence[Curve],
    random: Sequence[Curve],
    lengths: Counts,
    weights: NDArray[np.float64],
    cost: Cost,
) -> list[float]:
    curve = mean_curve(strategy, lengths, weights, cost)
    return [cost_of(curve, reached) / spent for spent, reached in mean_curve(random, lengths, weights, cost)]


def _finite(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None

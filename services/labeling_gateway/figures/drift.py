"""Whether somebody's recent work differs from their work before, or only by chance."""

from typing import NamedTuple

import numpy as np

from recto.querying.chance import number
from recto.querying.lines import Floats

_SHUFFLES = 2_000


class Change(NamedTuple):
    """A rate before and lately, and the chance that a difference as large comes about without any change."""

    before: float
    lately: float
    chance: float

    @property
    def is_noise(self) -> bool:
        """Whether one in twenty people who have not changed would show as much."""
        return self.chance > 0.05


def change(above: Floats, below: Floats, lately: int, seed: str) -> Change | None:
    """Of a rate sum(above) / sum(below) over lines in order of time, of which the last `lately` are recent.

    A permutation test by line: which lines are recent is drawn anew 2,000 times, and the chance is the share of draws,
    the one at hand included, in which the two rates are at least as far apart. None with under two lines on a side.
    """
    lines = len(above)
    if lately < 2 or lines - lately < 2 or below[:-lately].sum() == 0 or below[-lately:].sum() == 0:
        return None
    before, now = _rates(above, below, np.arange(lines), lately)
    draws = np.random.default_rng(number(seed))
    far = abs(now - before) - 1e-12
    apart = sum(
        abs(float(np.subtract(*_rates(above, below, draws.permutation(lines), lately)))) >= far
        for _ in range(_SHUFFLES)
    )
    return Change(before, now, (1 + apart) / (1 + _SHUFFLES))


def _rates(above: Floats, below: Floats, order: np.ndarray, lately: int) -> tuple[float, float]:
    old, new = order[:-lately], order[-lately:]
    return float(above[old].sum() / max(below[old].sum(), 1e-9)), float(
        above[new].sum() / max(below[new].sum(), 1e-9)
    )

"""Ridges that go on in one another become one: the words of a line that stand far apart."""

import numpy as np

from recto.recognition.line_finding.ridges import Floats, Ridge

_GAP = 4.0
"""Widest gap between ridges, in text heights; ridges reach beyond their words already."""

_OVERLAP = 4.0
"""Widest overlap, in text heights: smearing makes both reach into each other."""

_STEP = 0.7
"""Largest step up or down across a gap, in text heights."""


def joined(ridges: list[Ridge], unit: float) -> list[Ridge]:
    """Ridges after joining each with the nearest that continues it, nearest pairs first."""
    ends = _ends(ridges, unit)
    candidates = sorted(pair for a in range(len(ridges)) for pair in _continuing(a, ends, unit))
    following: dict[int, int] = {}
    preceded: set[int] = set()
    for _, a, b in candidates:
        if a not in following and b not in preceded:
            following[a] = b
            preceded.add(b)
    starts = [at for at in range(len(ridges)) if at not in preceded]
    return [_chain(ridges, start, following) for start in starts]


def _ends(ridges: list[Ridge], unit: float) -> Floats:
    """(ridges, 4): first and last column, and the height at either end."""
    reach = max(1, round(2 * unit))
    ends = [(r.left, r.right, r.ys[:reach].mean(), r.ys[-reach:].mean()) for r in ridges]
    return np.array(ends, dtype=np.float64).reshape(-1, 4)


def _continuing(a: int, ends: Floats, unit: float) -> list[tuple[float, int, int]]:
    """The ridges that may continue ridge a: (cost, a, b) each, the cost being how far apart they are."""
    left, right, _, y = ends[a]
    gap = ends[:, 0] - right
    step = np.abs(ends[:, 2] - y)
    onward = (ends[:, 0] > left) & (ends[:, 1] > right)
    fit = onward & (gap > -_OVERLAP * unit) & (gap < _GAP * unit) & (step < _STEP * unit)
    return [(float(gap[b] + 4 * step[b]), a, int(b)) for b in np.flatnonzero(fit)]


def _chain(ridges: list[Ridge], start: int, following: dict[int, int]) -> Ridge:
    parts = [ridges[start]]
    at = start
    while at in following:
        at = following[at]
        parts.append(ridges[at])
    xs = np.concatenate([np.arange(part.left, part.right + 1) for part in parts])
    ys = np.concatenate([part.ys for part in parts])
    strength = np.concatenate([part.strength for part in parts])
    order = np.argsort(xs, kind="stable")
    columns = np.arange(xs.min(), xs.max() + 1)
    places = xs[order]
    return Ridge(
        int(columns[0]), np.interp(columns, places, ys[order]), np.interp(columns, places, strength[order])
    )

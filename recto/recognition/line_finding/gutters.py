"""Where a line is really several: at gaps too wide for a word space, or that go on in the lines around."""

from typing import NamedTuple

import numpy as np

from recto.recognition.line_finding.sharing import Share

_ALWAYS = 5.0
"""A gap this wide, in text heights, parts two columns by itself."""

_ALIGNED = 1.7
"""One this wide does where other lines have theirs in the same place; sentences are less apart."""

_COMMON = 1.2
"""Width that aligned gaps share, in text heights."""

_WITHIN = 14.0
"""How far above and below aligned gaps are looked for, in text heights."""

_OTHERS = 2
"""How many other lines must have one."""


class Gap(NamedTuple):
    """Columns without ink inside a line, and the line's height on the page."""

    left: int
    right: int
    y: float


def stretches(shares: list[Share], unit: float) -> list[list[tuple[int, int]]]:
    """For each share of ink the first and last column of every part of it between gutters."""
    gaps = [_gaps(share, unit) for share in shares]
    everywhere = [gap for own in gaps for gap in own]
    return [
        _between(share, [gap for gap in own if _is_gutter(gap, everywhere, unit)])
        for share, own in zip(shares, gaps, strict=True)
    ]


def _gaps(share: Share, unit: float) -> list[Gap]:
    columns = np.unique(share.xs)
    wide = np.flatnonzero(np.diff(columns) > _ALIGNED * unit)
    y = float(share.ridge.ys.mean())
    return [Gap(int(columns[at]), int(columns[at + 1]), y) for at in wide]


def _is_gutter(gap: Gap, everywhere: list[Gap], unit: float) -> bool:
    if gap.right - gap.left > _ALWAYS * unit:
        return True
    aligned = {
        other.y
        for other in everywhere
        if 0 < abs(other.y - gap.y) < _WITHIN * unit
        and min(other.right, gap.right) - max(other.left, gap.left) > _COMMON * unit
    }
    return len(aligned) >= _OTHERS


def _between(share: Share, gutters: list[Gap]) -> list[tuple[int, int]]:
    starts = [int(share.xs.min()), *(gap.right for gap in gutters)]
    ends = [*(gap.left for gap in gutters), int(share.xs.max())]
    return list(zip(starts, ends, strict=True))

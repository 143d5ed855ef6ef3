"""Whether an outline encloses something: its area, and whether it crosses itself."""

import numpy as np
from numpy.typing import NDArray

from recto.documents.points import Points

_Corners = NDArray[np.int64]
"""(n, 2) x, y."""


def area(outline: Points) -> float:
    """What a polygon encloses, in pixels."""
    corners = np.array(outline, np.int64)
    after = np.roll(corners, -1, axis=0)
    return abs(float((corners[:, 0] * after[:, 1] - after[:, 0] * corners[:, 1]).sum())) / 2


def crosses_itself(outline: Points) -> bool:
    """Whether two edges of a polygon that do not follow each other touch or cross."""
    start = np.array(outline, np.int64)
    end = np.roll(start, -1, axis=0)
    meet = _boxes_meet(start, end)
    meet &= _sides(start, end, start) * _sides(start, end, end) <= 0
    meet &= (_sides(start, end, start) * _sides(start, end, end)).T <= 0
    count = len(start)
    apart = (np.arange(count)[:, None] - np.arange(count)[None, :]) % count
    return bool((meet & (apart > 1) & (apart < count - 1)).any())


def _sides(start: _Corners, end: _Corners, points: _Corners) -> _Corners:
    """(edge, point): on which side of an edge each point lies, -1, 0 or 1."""
    along = (end - start)[:, None, :]
    to = points[None, :, :] - start[:, None, :]
    sides: _Corners = np.sign(along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0])
    return sides


def _boxes_meet(start: _Corners, end: _Corners) -> NDArray[np.bool_]:
    low, high = np.minimum(start, end), np.maximum(start, end)
    meet: NDArray[np.bool_] = np.all((low[:, None] <= high[None]) & (low[None] <= high[:, None]), axis=-1)
    return meet

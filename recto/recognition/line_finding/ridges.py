"""Where text runs: ridges of smeared ink, one per line or per part of a line."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.recognition.line_finding.ink import InkMap, Mask

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ridge:
    """The middle of a line: one y for every column from `left` on, and how strong it is, (columns,) each."""

    left: int
    ys: Floats
    strength: Floats

    @property
    def right(self) -> int:
        """The last column."""
        return self.left + len(self.ys) - 1

    def at(self, xs: Floats) -> Floats:
        """y at some x, level beyond the ends."""
        return np.asarray(np.interp(xs, np.arange(self.left, self.right + 1), self.ys), dtype=np.float64)


SMEAR = 1.6
"""Across, in text heights: bridges words, but not columns."""

BLUR = 0.36
"""Up and down, in text heights: melts the strokes of a line, but not two lines."""

_MANY, _SHORT = 150, 8.0
"""More ridges than a page has captions; shorter, in text heights, than lines of text are, smeared."""

_SAME = 0.4
"""Ridges nearer than this, in text heights, are of one line."""

_ECHO = 0.9
"""So are ridges nearer than this, if the shorter one is much weaker."""

_AROUND = 1.5
"""How far an echo may reach beyond its line, in text heights."""

_WEAKER = 0.5

_WEAK = 0.16
"""Ridges below this fraction of a strong one are noise."""


def ridges_of(text: Mask, unit: float) -> list[Ridge]:
    """Ridges of the marks that are text; `unit` is their usual height."""
    response = _response(text, unit)
    strong = np.percentile(response[text > 0], 75) if text.any() else 0.0
    if strong <= 0:
        return []
    peaks = _peaks(response, _WEAK * float(strong))
    bridged = cv2.dilate(peaks, np.ones((3, 3), np.uint8))
    count, labels = cv2.connectedComponents(bridged, connectivity=8)
    ys, xs = np.nonzero(peaks)
    order = np.argsort(labels[ys, xs], kind="stable")
    ys, xs = ys[order], xs[order]
    cuts = np.searchsorted(labels[ys, xs], np.arange(1, count + 1))
    found = [_ridge(xs[a:b], ys[a:b], response) for a, b in pairwise(cuts) if b - a > unit]
    return [] if _is_texture(found, unit) else _without_echoes(found, unit)


def _is_texture(ridges: list[Ridge], unit: float) -> bool:
    """Whether so many ridges are so short that they are of a screen, of cloth or of noise."""
    if len(ridges) <= _MANY:
        return False
    return float(np.median([len(ridge.ys) for ridge in ridges])) < _SHORT * unit


def _response(text: Mask, unit: float) -> InkMap:
    """How much more ink there is than a little above and below, smeared along the line."""
    ink = text.astype(np.float32) * np.float32(1 / 255)
    smooth = cv2.GaussianBlur(ink, (0, 0), sigmaX=SMEAR * unit, sigmaY=max(1.0, BLUR * unit))
    step = max(1, round(BLUR * unit))
    above = np.roll(smooth, step, axis=0)
    below = np.roll(smooth, -step, axis=0)
    above[:step], below[-step:] = 0, 0
    return np.asarray(2 * smooth - above - below, dtype=np.float32)


def _peaks(response: InkMap, least: float) -> Mask:
    """Pixels above both neighbours in their column."""
    peaks = np.zeros(response.shape, dtype=np.uint8)
    inner = response[1:-1]
    peaks[1:-1] = (inner > response[:-2]) & (inner >= response[2:]) & (inner > least)
    return peaks


def _without_echoes(ridges: list[Ridge], unit: float) -> list[Ridge]:
    """Ridges but for those that run close along a longer one: accents, ascenders and underlines."""
    ordered = sorted(ridges, key=lambda ridge: -len(ridge.ys))
    boxes = np.array([(r.left, r.right, r.ys.min(), r.ys.max()) for r in ordered], dtype=np.float64).reshape(
        -1, 4
    )
    kept = np.zeros(len(ordered), dtype=np.bool_)
    for at, ridge in enumerate(ordered):
        near = kept & _close(boxes, boxes[at], unit)
        echo = np.zeros(len(ridge.ys), dtype=np.bool_)
        for longer in np.flatnonzero(near):
            echo |= _echoes(ridge, ordered[longer], unit)
        kept[at] = echo.mean() < 0.6
    return [ridge for ridge, keep in zip(ordered, kept, strict=True) if keep]


def _close(boxes: Floats, box: Floats, unit: float) -> NDArray[np.bool_]:
    """(boxes,) which boxes come near enough to one for an echo."""
    across = (boxes[:, 0] < box[1] + _AROUND * unit) & (boxes[:, 1] > box[0] - _AROUND * unit)
    return np.asarray(across & (boxes[:, 2] < box[3] + unit) & (boxes[:, 3] > box[2] - unit), dtype=np.bool_)


def _echoes(ridge: Ridge, longer: Ridge, unit: float) -> NDArray[np.bool_]:
    """(columns,) where a ridge only echoes a longer one."""
    xs = np.arange(ridge.left, ridge.right + 1, dtype=np.float64)
    beside = (xs >= longer.left - _AROUND * unit) & (xs <= longer.right + _AROUND * unit)
    away = np.abs(longer.at(xs) - ridge.ys) / unit
    weaker = (
        ridge.strength
        < _WEAKER * longer.strength[np.clip(xs - longer.left, 0, len(longer.ys) - 1).astype(int)]
    )
    return np.asarray(beside & (away < np.where(weaker, _ECHO, _SAME)), dtype=np.bool_)


def _ridge(xs: NDArray[np.intp], ys: NDArray[np.intp], response: InkMap) -> Ridge:
    """One y per column: the mean of its peaks, weighted by strength, then smoothed a little."""
    left, right = int(xs.min()), int(xs.max())
    weights = response[ys, xs].astype(np.float64)
    total = np.bincount(xs - left, weights, right - left + 1)
    moment = np.bincount(xs - left, weights * ys, right - left + 1)
    known = total > 0
    columns = np.arange(right - left + 1, dtype=np.float64)
    middle: Floats = np.interp(columns, columns[known], moment[known] / total[known])
    return Ridge(left, middle, np.interp(columns, columns[known], total[known]))

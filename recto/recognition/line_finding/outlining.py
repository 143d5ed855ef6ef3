"""Shares of ink to lines with a baseline and a polygon."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from recto.recognition.line_finding.gutters import stretches
from recto.recognition.line_finding.ink import Ink
from recto.recognition.line_finding.judging import looks_like_text
from recto.recognition.line_finding.ridges import Floats, Ridge
from recto.recognition.line_finding.sharing import Share


@dataclass(frozen=True)
class Outline:
    """A line at working size: baseline points (n, 2), and how far its ink goes above and below and how dark it is."""

    baseline: Floats
    above: float
    below: float
    darkness: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        xs, ys = self.baseline[:, 0], self.baseline[:, 1]
        return float(xs[0]), float(ys.min() - self.above), float(xs[-1]), float(ys.max() + self.below)

    def heights_at(self, x: float) -> tuple[float, float]:
        """Top and bottom at some x."""
        y = float(np.interp(x, self.baseline[:, 0], self.baseline[:, 1]))
        return y - self.above, y + self.below

    def polygon(self, pad: float) -> Floats:
        """Corners clockwise, (2 n, 2)."""
        ends = self.baseline + np.array(
            [[-pad, 0.0]] + [[0.0, 0.0]] * (len(self.baseline) - 2) + [[pad, 0.0]]
        )
        top = ends - np.array([0.0, self.above + pad])
        bottom = ends + np.array([0.0, self.below + pad])
        return np.concatenate([top, bottom[::-1]])


def outlines(shares: list[Share], ink: Ink, unit: float) -> Iterator[Outline]:
    """The lines of all ridges: several of one where gutters part it, none where nothing looks like text."""
    for share, parts in zip(shares, stretches(shares, unit), strict=True):
        for left, right in parts:
            part = share.between(left, right)
            if looks_like_text(part, ink.mask > 0, unit):
                yield _outline(part, float(np.percentile(ink.amount[part.ys, part.xs], 75)), unit)


def _outline(part: Share, darkness: float, unit: float) -> Outline:
    left, right, offsets = int(part.xs.min()), int(part.xs.max()), part.offsets()
    base = _base(offsets, unit)
    count = max(2, round((right - left) / (4 * unit)) + 1)
    xs = np.linspace(left, right, count)
    ys = _smoothed(part.ridge, unit).at(xs) + base
    above = float(base - np.percentile(offsets, 0.7))
    below = float(np.percentile(offsets, 99.3) - base)
    return Outline(np.stack([xs, ys], axis=1), max(above, 0.6 * unit), max(below, 0.2 * unit), darkness)


def _smoothed(ridge: Ridge, unit: float) -> Ridge:
    """The ridge without the ups and downs of single letters."""
    reach = min(round(3 * unit), (len(ridge.ys) - 1) // 2)
    if reach < 1:
        return ridge
    padded = np.pad(ridge.ys, reach, mode="reflect", reflect_type="odd")
    smooth = np.convolve(padded, np.full(2 * reach + 1, 1 / (2 * reach + 1)), mode="valid")
    return replace(ridge, ys=smooth)


def _base(offsets: Floats, unit: float) -> float:
    """Where the baseline runs below the ridge: at the steepest fall of the ink's profile."""
    reach = round(1.2 * unit) + 2
    rows = np.clip(np.rint(offsets).astype(int), -reach, reach) + reach
    profile = np.bincount(rows, minlength=2 * reach + 1).astype(np.float64)
    size = max(1, round(0.12 * unit))
    smooth = np.convolve(profile, np.ones(2 * size + 1), mode="same")
    fall = smooth[reach:-1] - smooth[reach + 1 :]
    return float(np.argmax(fall)) + 0.5

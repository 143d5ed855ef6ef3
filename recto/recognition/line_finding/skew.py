"""Pages that lie askew: by how much, and how to level them and come back."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from recto.recognition.line_finding.ink import Ink, Mask
from recto.recognition.line_finding.ridges import Floats

_STEEPEST = 20
"""Degrees up to which skew is looked for."""

_SURE = 2.0
"""How much sharper the projection must get; big handwriting slants anyhow."""

_HARMLESS = 2.5
"""Degrees that ridges follow by themselves; single slanting lines are no skew."""

_SAMPLES = 30_000
"""Ink pixels looked at."""


@dataclass(frozen=True)
class Turn:
    """A rotation about the middle of a page, as OpenCV's 2 x 3 matrix."""

    matrix: Floats

    def back(self, points: Floats) -> Floats:
        """Points (n, 2) of the turned page as points of the page as it was."""
        inverse = cv2.invertAffineTransform(self.matrix)
        return np.asarray(points @ inverse[:, :2].T + inverse[:, 2], dtype=np.float64)


def levelled(ink: Ink) -> tuple[Ink, Turn]:
    """The ink with its lines level, and the turn that made it so."""
    height, width = ink.mask.shape
    angle = _skew(ink.mask)
    if abs(angle) <= _HARMLESS:
        return ink, Turn(np.eye(2, 3))
    sin, cos = abs(np.sin(np.radians(angle))), abs(np.cos(np.radians(angle)))
    size = (round(width * cos + height * sin), round(width * sin + height * cos))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    amount = np.asarray(cv2.warpAffine(ink.amount, matrix, size), dtype=np.float32)
    mask = np.asarray(cv2.warpAffine(ink.mask, matrix, size, flags=cv2.INTER_NEAREST), dtype=np.uint8)
    return replace(ink, amount=amount, mask=mask), Turn(matrix)


def _skew(mask: Mask) -> float:
    """Degrees by which lines fall to the right: where the ink's projection has the sharpest steps."""
    ys, xs = np.nonzero(mask)
    if len(xs) < 100:
        return 0.0
    step = max(1, len(xs) // _SAMPLES)
    x, y = xs[::step].astype(np.float64), ys[::step].astype(np.float64)
    angles = np.arange(-_STEEPEST, _STEEPEST + 1, 1.0)
    found = np.array([_sharpness(x, y, angle) for angle in angles])
    coarse = angles[int(np.argmax(found))]
    level = found[np.abs(angles) <= _HARMLESS].max()
    if found.max() < _SURE * max(float(level), float(np.median(found))):
        return 0.0
    fine = np.arange(coarse - 1, coarse + 1.01, 0.25)
    return float(max(fine, key=lambda angle: _sharpness(x, y, angle)))


def _sharpness(x: Floats, y: Floats, angle: float) -> float:
    """Sum of squared steps of the projection along an angle in degrees."""
    radians = np.radians(angle)
    rows = (y * np.cos(radians) - x * np.sin(radians)) / 2
    counts = np.bincount((rows - rows.min()).astype(np.int64)).astype(np.float64)
    return float(np.sum(np.diff(counts) ** 2))

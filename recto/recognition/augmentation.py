"""Prepared lines, varied as scans of the same material vary, so that few labels teach more."""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recto.recognition.line_images import Ink

_Field = NDArray[np.float32]


def varied(ink: Ink, rng: Generator, strength: float = 1.0) -> Ink:
    """The line moved, scaled, slanted and bent a little, its strokes heavier or lighter, blurred, noisy.

    Same height; the width changes by some per cent. `strength` 0 gives the line back.
    """
    if strength <= 0:
        return ink
    moved = _moved(ink, rng, strength)
    grey = moved.astype(np.float32)
    if rng.random() < 0.5 * strength:
        grey = _reinked(grey, rng, strength)
    if rng.random() < 0.25 * strength:
        grey = cv2.GaussianBlur(grey, (0, 0), float(rng.uniform(0.3, 1.0)))
    if rng.random() < 0.3 * strength:
        grey += rng.standard_normal(grey.shape, dtype=np.float32) * np.float32(rng.uniform(2, 22))
    if rng.random() < 0.4 * strength:
        grey = _relit(grey, rng)
    return np.clip(grey, 0, 255).astype(np.uint8)


def _moved(ink: Ink, rng: Generator, strength: float) -> Ink:
    """One resampling: stretch, vertical shift and scale, slant, skew, and a slow random field."""
    height, width = ink.shape
    new_width = max(8, round(width * float(np.exp(rng.normal(0, 0.07 * strength)))))
    x, y = np.meshgrid(np.arange(new_width, dtype=np.float32), np.arange(height, dtype=np.float32))
    centred = (y - height / 2) * float(np.exp(rng.normal(0, 0.06 * strength)))
    skew = (x / new_width - 0.5) * float(rng.normal(0, 0.9 * strength))
    source_y = centred + height / 2 + float(rng.normal(0, 1.0 * strength)) + skew
    source_x = x * (width / new_width) + centred * float(rng.normal(0, 0.08 * strength))
    if rng.random() < 0.6:
        source_x += _field(height, new_width, rng, 0.9 * strength)
        source_y += _field(height, new_width, rng, 0.7 * strength)
    moved = cv2.remap(ink, source_x.astype(np.float32), source_y.astype(np.float32), cv2.INTER_LINEAR)
    return np.asarray(moved, np.uint8)


def _field(height: int, width: int, rng: Generator, pixels: float) -> _Field:
    """Smooth random shifts with features of some 16 pixels."""
    coarse = rng.normal(0, pixels, (max(2, height // 16), max(2, width // 16))).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _reinked(grey: _Field, rng: Generator, strength: float) -> _Field:
    """Strokes a little heavier or lighter: a soft copy, thresholded higher or lower."""
    soft = cv2.GaussianBlur(grey, (0, 0), float(rng.uniform(0.5, 1.0)))
    level = float(rng.uniform(70, 150)) if strength >= 1 else 110.0
    sharp = np.clip((soft - level) * float(rng.uniform(1.5, 4)) + 128, 0, 255)
    share = float(rng.uniform(0.3, 1.0))
    return np.asarray(grey * (1 - share) + sharp * share, np.float32)


def _relit(grey: _Field, rng: Generator) -> _Field:
    """Fainter ink, in all or along the line."""
    ends = rng.uniform(0.5, 1.1, 2)
    return np.asarray(grey * np.linspace(ends[0], ends[1], grey.shape[1]), np.float32)

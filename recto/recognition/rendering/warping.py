"""Geometry of a line: slant, stretch, skew, waves and small distortions, all in one resampling of the ink."""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recto.recognition.rendering.typesetting import InkMask

Shifts = NDArray[np.float32]
"""How far to move, in pixels."""


def warped(ink: InkMask, rng: Generator, strength: float = 1.0) -> InkMask:
    """The ink, slanted, stretched, skewed and waved; `strength` 1 for print, more for hands."""
    height, width = ink.shape
    stretch = float(np.exp(rng.normal(0, 0.1)))
    slant = float(rng.normal(0, 0.06)) * strength
    skew = float(rng.normal(0, 0.004))
    new_width = int(width * stretch + abs(slant) * height) + 2
    x, y = np.meshgrid(np.arange(new_width, dtype=np.float32), np.arange(height, dtype=np.float32))
    middle = height / 2
    source_x = (x + (y - middle) * slant - max(0.0, -slant) * height) / stretch
    source_y = y + (x - new_width / 2) * skew + _wave(rng, new_width, strength)[None, :]
    if rng.random() < 0.5 * strength:
        source_x += _field(rng, height, new_width, 0.5 + 0.5 * strength)
        source_y += _field(rng, height, new_width, 0.4 + 0.5 * strength)
    moved = cv2.remap(ink, source_x.astype(np.float32), source_y.astype(np.float32), cv2.INTER_LINEAR)
    return np.asarray(moved, np.uint8)


def _wave(rng: Generator, width: int, strength: float) -> Shifts:
    """A slow rise and fall of the baseline, in pixels by column."""
    knots = rng.normal(0, 0.7 * strength, max(3, width // 220 + 2)).astype(np.float32)
    return np.asarray(cv2.resize(knots[None, :], (width, 1), interpolation=cv2.INTER_CUBIC)[0], np.float32)


def _field(rng: Generator, height: int, width: int, pixels: float) -> Shifts:
    coarse = rng.normal(0, pixels, (max(2, height // 20), max(2, width // 20))).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)

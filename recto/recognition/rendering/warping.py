"""Geometry of a line: slant, stretch, skew, waves and small distortions, all in one resampling of the ink."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recto.recognition.rendering.typesetting import InkMask

Shifts = NDArray[np.float32]
"""How far to move, in pixels."""


class Bend(NamedTuple):
    """How a line is bent. `slant` in columns per row, `stretch` a factor, the others pixels (standard deviation).

    `wave` moves the baseline slowly, `shake` the strokes, `wobble` makes letters larger and smaller and turns them.
    """

    slant: float
    stretch: float
    wave: float
    shake: float
    wobble: float


def print_bend(rng: Generator) -> Bend:
    """Of letters in metal: hardly any."""
    shake = 0.45 if rng.random() < 0.5 else 0.0
    return Bend(float(rng.normal(0, 0.06)), float(np.exp(rng.normal(0, 0.12))), 0.7, shake, 0.0)


def hand_bend(rng: Generator) -> Bend:
    """As one writer differs from another: upright or leaning, wide or narrow, steady or not."""
    slant = float(rng.uniform(-0.18, 0.5)) if rng.random() < 0.6 else float(rng.normal(0, 0.08))
    wobble = float(rng.uniform(0.5, 2.6)) if rng.random() < 0.75 else 0.0
    shake = float(rng.uniform(0.4, 1.1)) if rng.random() < 0.7 else 0.0
    return Bend(slant, float(np.exp(rng.normal(0, 0.2))), float(rng.uniform(0.5, 3.5)), shake, wobble)


def warped(ink: InkMask, bend: Bend, rng: Generator) -> InkMask:
    """The ink, bent."""
    height, width = ink.shape
    new_width = int(width * bend.stretch + abs(bend.slant) * height) + 2
    x = np.arange(new_width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    lean = (y - np.float32(height / 2)) * np.float32(bend.slant) - np.float32(max(0.0, -bend.slant) * height)
    source_x = (x + lean) * np.float32(1 / bend.stretch)
    skew = np.float32(rng.normal(0, 0.004))
    source_y = y + ((x - new_width / 2) * skew + _wave(rng, new_width, bend.wave)[None, :])
    for pixels, cell in ((bend.shake, 20), (bend.wobble, 44)):
        if pixels:
            source_x += _field(rng, height, new_width, pixels, cell)
            source_y += _field(rng, height, new_width, pixels, cell)
    return np.asarray(cv2.remap(ink, source_x, source_y, cv2.INTER_LINEAR), np.uint8)


def _wave(rng: Generator, width: int, pixels: float) -> Shifts:
    """A slow rise and fall of the baseline, in pixels by column."""
    knots = rng.normal(0, pixels, max(3, width // 220 + 2)).astype(np.float32)
    return np.asarray(cv2.resize(knots[None, :], (width, 1), interpolation=cv2.INTER_CUBIC)[0], np.float32)


def _field(rng: Generator, height: int, width: int, pixels: float, cell: int) -> Shifts:
    coarse = rng.normal(0, pixels, (max(2, height // cell), max(2, width // cell))).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)

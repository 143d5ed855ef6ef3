"""What a typewriter does to its letters: counters fill with dirt, keys strike twice, copies come through carbon."""

import cv2
import numpy as np
from numpy.random import Generator

from recto.recognition.rendering.wear import Coverage, noise

_CLOGGED = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))


def typed(coverage: Coverage, rng: Generator) -> Coverage:
    """The line as a used machine prints it: each fault now and then."""
    if rng.random() < 0.3:
        coverage = _clogged(coverage, rng)
    if rng.random() < 0.15:
        coverage = _struck_twice(coverage, rng)
    if rng.random() < 0.25:
        coverage = _through_carbon(coverage, rng)
    return coverage


def _clogged(coverage: Coverage, rng: Generator) -> Coverage:
    """The narrow insides of e, a and s filled, more in some places than in others."""
    filled = cv2.morphologyEx(coverage, cv2.MORPH_CLOSE, _CLOGGED)
    share = np.clip(noise(coverage.shape, rng, cell=24) + float(rng.uniform(-0.5, 0.8)), 0, 1)
    return np.asarray(coverage + (filled - coverage) * share, np.float32)


def _struck_twice(coverage: Coverage, rng: Generator) -> Coverage:
    across, down = rng.integers(-3, 4, 2)
    again = np.roll(coverage, (int(down), int(across)), axis=(0, 1))
    share = np.clip(noise(coverage.shape, rng, cell=40) * 0.7 + float(rng.uniform(0, 0.5)), 0, 1)
    return np.asarray(np.maximum(coverage, again * share), np.float32)


def _through_carbon(coverage: Coverage, rng: Generator) -> Coverage:
    """Soft edges, fat strokes, and smudges around the letters."""
    soft = cv2.GaussianBlur(coverage, (0, 0), float(rng.uniform(1.2, 2.6))) * float(rng.uniform(1.0, 1.7))
    smudge = cv2.GaussianBlur(coverage, (0, 0), 7) * float(rng.uniform(0, 0.5))
    return np.asarray(np.clip(soft + smudge * 0.6, 0, 1), np.float32)

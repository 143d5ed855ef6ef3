"""What happens to ink: it spreads or runs dry, prints unevenly by letter, breaks up at the edges."""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recto.recognition.rendering.typesetting import InkMask

Coverage = NDArray[np.float32]
"""(height, width), 0 for bare paper to 1 for full ink."""


def worn(ink: InkMask, rng: Generator) -> Coverage:
    """The ink as it came to lie on the paper."""
    coverage: Coverage = ink.astype(np.float32) / np.float32(255)
    if rng.random() < 0.75:
        coverage = _spread(coverage, rng)
    if rng.random() < 0.35:
        coverage = coverage * _unevenness(coverage.shape, rng)
    if rng.random() < 0.15:
        coverage = _broken(coverage, rng)
    return coverage


def written(ink: InkMask, rng: Generator) -> Coverage:
    """The ink of a pen: clean for the most part, or as uneven and ragged as print can be."""
    if rng.random() < 0.35:
        return worn(ink, rng)
    coverage: Coverage = ink.astype(np.float32) / np.float32(255)
    if rng.random() < 0.5:
        coverage = cv2.GaussianBlur(coverage, (0, 0), float(rng.uniform(0.4, 0.9)))
    return coverage * _unevenness(coverage.shape, rng) if rng.random() < 0.2 else coverage


def pencilled(coverage: Coverage, rng: Generator) -> Coverage:
    """Grey and grainy, as graphite lies on the paper's fibres."""
    grain = 1 + noise(coverage.shape, rng, cell=2) * float(rng.uniform(0.1, 0.4))
    return np.asarray(np.clip(coverage * grain * float(rng.uniform(0.45, 0.9)), 0, 1), np.float32)


def _spread(coverage: Coverage, rng: Generator) -> Coverage:
    """Heavier or lighter strokes with edges ragged by the paper's grain."""
    sigma = float(rng.uniform(0.6, 1.8))
    soft = cv2.GaussianBlur(coverage, (0, 0), sigma)
    # Of what is left of a typical stroke, so that hairlines thin out rather than vanish.
    typical = float(soft[coverage > 0.5].mean()) if (coverage > 0.5).any() else 1.0
    threshold = typical * float(np.clip(rng.normal(0.55, 0.16), 0.2, 0.85))
    grain = noise(coverage.shape, rng, cell=int(rng.integers(2, 6))) * float(rng.uniform(0, 0.14)) * typical
    steepness = float(rng.uniform(2.5, 12)) / typical
    return np.asarray(np.clip((soft - threshold + grain) * steepness + 0.5, 0, 1), np.float32)


def _unevenness(shape: tuple[int, ...], rng: Generator) -> Coverage:
    """Patches of a tired ribbon or a badly inked forme."""
    patches = noise(shape, rng, cell=int(rng.integers(8, 60)))
    kept = 1 - float(rng.uniform(0.2, 0.6)) * np.clip(patches + 0.3, 0, 2)
    return np.asarray(np.clip(kept, 0.15, 1), np.float32)


def _broken(coverage: Coverage, rng: Generator) -> Coverage:
    """Gaps where ink did not take, and flecks where it should not be."""
    specks = noise(coverage.shape, rng, cell=int(rng.integers(2, 5)))
    bare, fleck = rng.uniform(1.5, 2.4), rng.uniform(2.3, 3.0)
    flecked = np.where(specks < -fleck, rng.uniform(0.4, 1), coverage)
    return np.asarray(np.where(specks > bare, 0, flecked), np.float32)


def noise(shape: tuple[int, ...], rng: Generator, cell: int) -> Coverage:
    """Smooth normal noise with features of about `cell` pixels, standard deviation near 1."""
    small = (max(1, shape[0] // cell) + 1, max(1, shape[1] // cell) + 1)
    coarse = rng.standard_normal(small, dtype=np.float32)
    smooth = cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(smooth * 1.3, np.float32)

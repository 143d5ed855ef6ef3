"""Which part of the inked paper a line finder cuts out: too much, too little, now and then through a letter."""

import numpy as np
from numpy.random import Generator

from recto.recognition.rendering.wear import Coverage


def cropped_columns(ink: Coverage, size: int, rng: Generator) -> slice:
    """From the first to the last inked column with a small margin; sometimes a little less than the ink."""
    columns = np.flatnonzero(ink.max(axis=0) > 0.25)
    if not len(columns):
        return slice(0, ink.shape[1])
    first, last = int(columns[0]), int(columns[-1]) + 1
    before, after = (_margin(size, last - first, rng) for _ in range(2))
    return slice(max(0, first - before), min(ink.shape[1], last + after))


def cropped_rows(ink: Coverage, size: int, baseline: int, spread: float, rng: Generator) -> slice:
    """From a little inside the letters to well outside of them; `spread` is the margins' standard deviation."""
    inked = np.flatnonzero((ink > 0.3).sum(axis=1) > 2)
    top, bottom = (int(inked[0]), int(inked[-1]) + 1) if len(inked) else (baseline - size, baseline)
    if rng.random() < 0.6:
        top, bottom = min(top, baseline - int(size * 0.68)), max(bottom, baseline + int(size * 0.2))
    above, below = rng.normal(0.08, spread, 2) * size
    first = int(np.clip(top - above, 0, baseline - size // 3))
    return slice(first, int(np.clip(bottom + below, baseline + 3, ink.shape[0])))


def _margin(size: int, width: int, rng: Generator) -> int:
    """Blank columns at an end; negative where the crop cuts into the letter there, as long as others are left."""
    if rng.random() < 0.15 and width > size * 4:
        return -int(size * rng.uniform(0, 0.16))
    return int(rng.integers(0, 7))

"""How bright the paper is along a strip."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_BLOCKS_OF = 64
"""Columns over which paper is taken to be even."""


def paper_level(pixels: NDArray[np.uint8], mask: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """Level of the paper in every column, (width,): the 70th percentile of what lies inside the mask.

    Text covers less than a third of a strip, so that percentile is paper even in dense lines. Pale text on
    dark ground fades to pale, which still hides its neighbours.
    """
    width = pixels.shape[1]
    blocks = max(1, width // _BLOCKS_OF)
    centres = (np.arange(blocks) + 0.5) * width / blocks
    edges = np.linspace(0, width, blocks + 1).astype(int)
    inside = np.where(mask[::3, ::2] > 127, pixels[::3, ::2], 0)
    levels = [_level(inside[:, a // 2 : max(b // 2, a // 2 + 1)]) for a, b in pairwise(edges)]
    known = [(x, level) for x, level in zip(centres, levels, strict=True) if level]
    if not known:
        known = [(0.0, _level(pixels))]
    xs, ys = zip(*known, strict=True)
    levels_at: NDArray[np.uint16] = np.interp(np.arange(width), xs, ys).astype(np.uint16)
    return levels_at


def _level(block: NDArray[np.uint8]) -> int:
    """70th percentile of the pixels that are not 0, from their histogram; 0 if there are none."""
    counts = np.bincount(block.ravel(), minlength=256)
    counts[0] = 0
    upto = np.cumsum(counts)
    return int(np.searchsorted(upto, 0.7 * upto[-1])) if upto[-1] else 0

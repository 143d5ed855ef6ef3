"""How much ink lies on each pixel of a page, whatever the paper, the light and the resolution."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

GreyImage = NDArray[np.uint8]
"""(height, width), 0 black to 255 white."""

Mask = NDArray[np.uint8]
"""(height, width), 0 or 255."""

InkMap = NDArray[np.float32]
"""(height, width), 0 bare paper to 1 black."""

WORKING_PIXELS = 2_200_000
"""Size at which lines are looked for: an A4 page at 150 dots per inch."""


_BLOCK = 16
"""Side of the squares in which the paper's noise is measured, in working pixels; even."""

_FAINTEST = 0.07
"""Ink that is fainter than this is not looked for."""

_OF_DARKEST = 0.5
"""Strokes begin at this fraction of the darkest ink around them."""

_AT_LEAST, _AT_MOST = 0.4, 0.6
"""Bounds of that, as fractions of Otsu's threshold for the page: neither shadows nor half of the text."""

_STEEP = 0.1
"""Change of the paper's level within 36 working pixels, as a fraction of the level."""


@dataclass(frozen=True)
class Ink:
    """A page at working size. `scale` is working pixels per page pixel, at most 1."""

    amount: InkMap
    mask: Mask
    scale: float


def ink_of(page: GreyImage) -> Ink:
    """The page shrunk, its background divided away, and what is ink on it."""
    height, width = page.shape
    scale = min(1.0, (WORKING_PIXELS / (height * width)) ** 0.5)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = page if scale == 1.0 else cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    paper = _paper(np.asarray(small, dtype=np.uint8))
    amount = np.asarray(cv2.GaussianBlur(1.0 - small / paper, (0, 0), 0.7), dtype=np.float32)
    mask = _mask(amount)
    mask[_edges(paper) > 0] = 0
    return Ink(amount, mask, scale)


def _paper(page: GreyImage) -> InkMap:
    """Level of the paper around each pixel, 0 to 255: strokes closed away on a small copy, then smoothed."""
    height, width = page.shape
    size = (max(1, width // 4), max(1, height // 4))
    small = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    small = cv2.medianBlur(small, 3)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13)))
    smooth = cv2.GaussianBlur(closed, (0, 0), 3)
    large = cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.maximum(np.asarray(large, dtype=np.float32), 1.0)


def _mask(amount: InkMap) -> Mask:
    """Ink by Otsu's threshold on what is not bare paper, never below the noise of the paper around."""
    bare = _bare(amount)
    marks = amount[amount > bare]
    if marks.size < 16:
        return np.zeros(amount.shape, dtype=np.uint8)
    levels = np.clip(marks * 255, 0, 255).astype(np.uint8).reshape(1, -1)
    otsu, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    limit = np.clip(_OF_DARKEST * _darkest(amount), _AT_LEAST * otsu / 255, _AT_MOST * otsu / 255)
    return np.asarray((amount > np.maximum(bare, limit)) * np.uint8(255), dtype=np.uint8)


def _darkest(amount: InkMap) -> InkMap:
    """The darkest ink in some lines around each pixel: pale carbon copies beside bold titles."""
    height, width = amount.shape
    size = (max(1, width // 4), max(1, height // 4))
    small = cv2.resize(amount, size, interpolation=cv2.INTER_AREA)
    dark = cv2.GaussianBlur(cv2.dilate(small, np.ones((11, 11), np.uint8)), (0, 0), 5)
    return np.asarray(cv2.resize(dark, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def _bare(amount: InkMap) -> InkMap:
    """What bare paper does not reach, around each pixel: its median and four times its deviation.

    Measured in small blocks; of the blocks around, the quietest counts, for it has no text in it. The median
    before keeps chance from choosing it, which would let the grain of the paper through.
    """
    height, width = amount.shape
    rows, columns = max(1, height // _BLOCK), max(1, width // _BLOCK)
    even = cv2.resize(amount, (columns * _BLOCK // 2, rows * _BLOCK // 2), interpolation=cv2.INTER_NEAREST)
    half = _BLOCK // 2
    blocks = even.reshape(rows, half, columns, half).swapaxes(1, 2).reshape(rows, columns, half * half)
    middle, upper = np.percentile(blocks, (50, 65), axis=2)
    limit = np.maximum(_FAINTEST, middle + 4 * (upper - middle) / 0.385).astype(np.float32)
    limit = cv2.erode(cv2.medianBlur(limit, 3), np.ones((9, 9), np.uint8))
    return np.asarray(cv2.resize(limit, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def _edges(paper: InkMap) -> Mask:
    """255 where the paper itself changes its level at once: edges of sheets, shadows, pictures."""
    height, width = paper.shape
    small = cv2.resize(paper, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    change = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((9, 9), np.uint8)) / small
    steep = np.asarray((change > _STEEP) * np.uint8(255), dtype=np.uint8)
    return np.asarray(cv2.resize(steep, (width, height), interpolation=cv2.INTER_NEAREST), dtype=np.uint8)

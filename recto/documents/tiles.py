"""A page image in tiles at every scale, so that a browser fetches what it shows and no more."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from recto.documents.images import GreyImage, encode_jpeg

TILE = 512
"""Pixels of a tile's side."""


def pyramid(image: GreyImage) -> list[GreyImage]:
    """The image, then each time half as large, until it fits into one tile."""
    levels = [image]
    while max(levels[-1].shape) > TILE:
        levels.append(np.asarray(Image.fromarray(levels[-1]).reduce(2)))
    return levels


def levels_of(width: int, height: int) -> int:
    """How many levels the pyramid of an image has."""
    levels, side = 1, max(width, height)
    while side > TILE:
        levels, side = levels + 1, (side + 1) // 2
    return levels


def tile(levels: Sequence[GreyImage], level: int, x: int, y: int) -> bytes | None:
    """The tile in column x and row y of a level, as JPEG; None if there is none. Those at the rim are smaller."""
    if not 0 <= level < len(levels) or x < 0 or y < 0:
        return None
    part = levels[level][y * TILE : (y + 1) * TILE, x * TILE : (x + 1) * TILE]
    return encode_jpeg(np.ascontiguousarray(part), quality=85) if part.size else None

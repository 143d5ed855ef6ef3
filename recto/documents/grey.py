"""Decoded images of any mode to 8-bit grey: bilevel, palette, alpha, CMYK, 16 bits, floating point."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_WHITES = (255, 1023, 4095, 16383, 65535)
"""White of 8, 10, 12, 14 and 16 bits: deep images say how they are stored, not how deep they were scanned."""


def to_grey(image: Image.Image) -> NDArray[np.uint8]:
    """(height, width) grey of a decoded image; what is transparent becomes white paper."""
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep(np.asarray(image))
    if image.mode in {"1", "L"}:
        return np.array(image.convert("L"), dtype=np.uint8)
    if image.has_transparency_data:
        return np.array(_on_white(image), dtype=np.uint8)
    colours = image if image.mode == "RGB" else image.convert("RGB")
    return np.array(colours.convert("L"), dtype=np.uint8)


def _on_white(image: Image.Image) -> Image.Image:
    grey = image.convert("RGBA").convert("LA")
    paper = Image.new("L", image.size, 255)
    paper.paste(grey.getchannel("L"), mask=grey.getchannel("A"))
    return paper


def _from_deep(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Values of more than 8 bits, scaled by the least usual white that is not below the brightest of them."""
    deep = np.nan_to_num(np.asarray(values, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    brightest = float(deep.max())
    white = next((white for white in _WHITES if brightest <= white), brightest)
    if 0 < brightest <= 1:
        white = 1  # floating point images go from 0 to 1
    grey: NDArray[np.uint8] = np.clip(deep * (255.0 / white) + 0.5, 0, 255).astype(np.uint8)
    return grey

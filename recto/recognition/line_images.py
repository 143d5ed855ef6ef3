"""Line images as they come in, and as the network takes them: one code path for training and reading."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.recognition.errors import UnreadableImage

LineImage = NDArray[np.uint8]
"""(height, width), greyscale, dark ink on light paper, any height."""
Ink = NDArray[np.uint8]
"""(the network's height, width), 0 for paper and 255 for ink."""

_LONGEST = 4096
_FAINTEST = 12
_GRAIN = 0.1
_KEPT_HEIGHT = 0.6
_FRINGE = 0.004


class PreparedLine(NamedTuple):
    """A normalised line, and which part of the original's width it shows, as fractions."""

    ink: Ink
    start: float
    end: float


def checked(image: NDArray[Any]) -> LineImage:
    """The image itself if it is a line image, else UnreadableImage saying what it is instead."""
    if image.ndim != 2 or image.dtype != np.uint8 or image.size == 0:
        raise UnreadableImage(
            f"A line image must be a non-empty (height, width) array of uint8, got {image.dtype} {image.shape}."
        )
    return image


def prepared(image: LineImage, height: int) -> PreparedLine:
    """The line with paper at 0 and ink at 255, blank margins cut, scaled to `height` pixels.

    >>> prepared(np.full((30, 200), 255, np.uint8), height=40).ink.max()
    0
    """
    ink = _ink_of(checked(image))
    rows, columns = _occupied_rows(ink), _occupied_columns(ink)
    cut = ink[rows, columns]
    width = int(np.clip(round(cut.shape[1] * height / cut.shape[0]), 8, _LONGEST))
    method = cv2.INTER_AREA if cut.shape[0] > height else cv2.INTER_LINEAR
    scaled = cv2.resize(cut, (width, height), interpolation=method)
    return PreparedLine(scaled, columns.start / ink.shape[1], columns.stop / ink.shape[1])


def _ink_of(image: LineImage) -> Ink:
    """Contrast stretched between ink and paper, and turned where a dark ground shows light letters."""
    darkest, dark, middle, light = np.percentile(image[:: max(1, image.shape[0] // 32)], (0.1, 1, 60, 97))
    if middle - dark < (middle - darkest) / 2:
        dark = darkest  # a few letters on a long blank strip: ink is less than one pixel in a hundred
    if light - dark < _FAINTEST:
        return np.zeros_like(image)
    if middle - dark < (light - dark) * 0.25:
        image, dark, middle, light = 255 - image, 255 - light, 255 - middle, 255 - dark
    paper = middle - _GRAIN * (middle - dark)
    levels = (paper - np.arange(256)) * (255 / max(paper - dark, 1))
    return np.asarray(cv2.LUT(image, np.clip(levels, 0, 255).astype(np.uint8)), np.uint8)


def _occupied_rows(ink: Ink) -> slice:
    """The rows that hold the ink, with a fringe; never less than a fixed share, lest a dash fill the height."""
    height = ink.shape[0]
    first, last = _occupied(ink.sum(axis=1, dtype=np.float64))
    pad = max(1, round((last - first) * 0.06))
    first, last = max(0, first - pad), min(height, last + pad)
    missing = round(height * _KEPT_HEIGHT) - (last - first)
    if missing > 0:
        first = min(max(0, first - missing // 2), height - (last - first) - missing)
        last = first + round(height * _KEPT_HEIGHT)
    return slice(first, max(last, first + 1))


def _occupied_columns(ink: Ink) -> slice:
    """The columns that hold the ink, with a margin of a quarter of the height."""
    first, last = _occupied(ink.sum(axis=0, dtype=np.float64))
    pad = max(2, ink.shape[0] // 4)
    return slice(max(0, first - pad), min(ink.shape[1], last + pad))


def _occupied(profile: NDArray[np.float64]) -> tuple[int, int]:
    """First and last+1 index between which all but a fringe of the ink lies; everything where there is none."""
    total = np.cumsum(profile)
    if total[-1] <= 0:
        return 0, len(profile)
    first, last = np.searchsorted(total, (total[-1] * _FRINGE, total[-1] * (1 - _FRINGE)))
    return int(first), int(last) + 1

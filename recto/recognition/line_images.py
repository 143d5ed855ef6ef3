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


class Scale(NamedTuple):
    """What lines are scaled to: so many pixels of height, and their width by `squeeze` beside.

    Letters are told apart by less width than height, and what a line costs goes by its width.
    """

    height: int
    squeeze: float = 1.0


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


def prepared(image: LineImage, scale: Scale) -> PreparedLine:
    """The line with paper at 0 and ink at 255, blank margins cut, scaled.

    >>> prepared(np.full((30, 200), 255, np.uint8), Scale(40)).ink.max()
    0
    """
    ink = _ink_of(checked(image))
    rows, columns = _occupied_rows(ink), _occupied_columns(ink)
    cut = ink[rows, columns]
    width = round(cut.shape[1] * scale.squeeze * scale.height / cut.shape[0])
    size = (int(np.clip(width, 8, _LONGEST)), scale.height)
    method = cv2.INTER_AREA if cut.shape[1] > size[0] else cv2.INTER_LINEAR
    scaled = cv2.resize(cut, size, interpolation=method)
    return PreparedLine(scaled, columns.start / ink.shape[1], columns.stop / ink.shape[1])


def _ink_of(image: LineImage) -> Ink:
    """Contrast stretched between ink and paper, and turned where a dark ground shows light letters."""
    darkest, dark, middle, light = quantiles(image[:: max(1, image.shape[0] // 32)], (0.001, 0.01, 0.6, 0.97))
    if middle - dark < (middle - darkest) / 2:
        dark = darkest  # a few letters on a long blank strip: ink is less than one pixel in a hundred
    if light - dark < _FAINTEST:
        return np.zeros_like(image)
    if middle - dark < (light - dark) * 0.25:
        image, dark, middle, light = 255 - image, 255 - light, 255 - middle, 255 - dark
    paper = middle - _GRAIN * (middle - dark)
    levels = (paper - np.arange(256)) * (255 / max(paper - dark, 1))
    return np.asarray(cv2.LUT(image, np.clip(levels, 0, 255).astype(np.uint8)), np.uint8)


def quantiles(image: LineImage, shares: tuple[float, ...]) -> NDArray[np.float64]:
    """The levels below which these shares (each less than 1) of the pixels lie, as np.quantile has them, but faster."""
    total = np.cumsum(cv2.calcHist([image], [0], None, [256], [0, 256]), dtype=np.float64)
    rank = np.array(shares) * (image.size - 1)
    below, above = (np.searchsorted(total, np.floor(rank) + step, side="right") for step in (0, 1))
    return np.asarray(below + (above - below) * (rank % 1))


def _occupied_rows(ink: Ink) -> slice:
    """The rows that hold the ink, with a fringe; never less than a fixed share, lest a dash fill the height."""
    height = ink.shape[0]
    first, last = _occupied(cv2.reduce(ink, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S))
    pad = max(1, round((last - first) * 0.06))
    first, last = max(0, first - pad), min(height, last + pad)
    missing = round(height * _KEPT_HEIGHT) - (last - first)
    if missing > 0:
        first = min(max(0, first - missing // 2), height - (last - first) - missing)
        last = first + round(height * _KEPT_HEIGHT)
    return slice(first, max(last, first + 1))


def _occupied_columns(ink: Ink) -> slice:
    """The columns that hold the ink, with a margin of a quarter of the height."""
    first, last = _occupied(cv2.reduce(ink, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S))
    pad = max(2, ink.shape[0] // 4)
    return slice(max(0, first - pad), min(ink.shape[1], last + pad))


def _occupied(profile: NDArray[Any]) -> tuple[int, int]:
    """First and last+1 index between which all but a fringe of the ink lies; everything where there is none."""
    total = np.cumsum(profile, dtype=np.float64)
    if total[-1] <= 0:
        return 0, len(total)
    first, last = np.searchsorted(total, (total[-1] * _FRINGE, total[-1] * (1 - _FRINGE)))
    return int(first), int(last) + 1

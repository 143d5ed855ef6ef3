"""The connected marks of ink on a page, and which of them may be text: no rules, borders, blots or pictures."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.recognition.line_finding.ink import Mask

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Marks:
    """Connected marks; mark 0 is the paper.

    `labels` (height, width) is the mark of each pixel; the other arrays (marks,) are their boxes and areas.
    `height` is the usual height of a mark of text, in pixels.
    """

    labels: Ints
    left: Ints
    top: Ints
    widths: Ints
    heights: Ints
    areas: Ints
    height: float


def marks_of(mask: Mask) -> Marks:
    """The marks of a page without its rules."""
    without = cv2.subtract(mask, cv2.bitwise_or(_rules(mask, upright=False), _rules(mask, upright=True)))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(without, connectivity=8, ltype=cv2.CV_32S)
    left, top, widths, heights, areas = (np.asarray(column, dtype=np.int32) for column in stats.T)
    height = _usual_height(heights, widths, areas)
    return Marks(np.asarray(labels, dtype=np.int32), left, top, widths, heights, areas, height)


def like_text(marks: Marks) -> NDArray[np.bool_]:
    """(marks,) whether a mark may be a letter, a word, or a dot of one."""
    page_height, page_width = marks.labels.shape
    unit = marks.height
    large = (marks.heights > min(7 * unit, 0.25 * page_height)) | (marks.widths > 0.8 * page_width)
    filled = marks.areas / np.maximum(marks.widths * marks.heights, 1)
    blot = (filled > 0.55) & (np.minimum(marks.widths, marks.heights) > 1.8 * unit)
    speck = np.maximum(marks.widths, marks.heights) < max(2, 0.15 * unit)
    fit = ~(large | blot | speck | _at_border(marks))
    fit[0] = False
    return np.asarray(fit, dtype=np.bool_)


def _rules(mask: Mask, *, upright: bool) -> Mask:
    """Long thin strokes; where a letter crosses one, the letter stays."""
    height, width = mask.shape
    length, thickness = (max(60, height // 9), 5) if upright else (max(40, width // 22), 6)
    along = (1, length) if upright else (length, 1)
    across = (thickness + 1, 1) if upright else (1, thickness + 1)
    runs = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones(along[::-1], np.uint8))
    wide = cv2.dilate(runs, np.ones((3, 3), np.uint8))
    letters = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones(across[::-1], np.uint8))
    return np.asarray(cv2.bitwise_and(cv2.bitwise_and(wide, mask), cv2.bitwise_not(letters)), dtype=np.uint8)


def _usual_height(heights: Ints, widths: Ints, areas: Ints) -> float:
    """Median height of the marks, each weighted by its ink; specks and huge marks are left out."""
    usable = (heights >= 6) & (heights <= 160) & (widths >= 3) & (widths <= 30 * heights)
    usable[0] = False
    if not usable.any():
        return 12.0
    chosen, weights = heights[usable], np.minimum(areas[usable], 40 * heights[usable])
    order = np.argsort(chosen)
    upto = np.cumsum(weights[order])
    return float(chosen[order][np.searchsorted(upto, upto[-1] / 2)])


def _at_border(marks: Marks) -> NDArray[np.bool_]:
    """Marks that touch the page's edge and run along it: shadows, the gutter, the scanner's bed."""
    page_height, page_width = marks.labels.shape
    right, bottom = marks.left + marks.widths, marks.top + marks.heights
    slim_x, slim_y = 0.012 * page_width, 0.012 * page_height
    beside = (right < slim_x) | (marks.left > page_width - slim_x)
    above = (bottom < slim_y) | (marks.top > page_height - slim_y)
    touching = (marks.left <= 1) | (right >= page_width - 1) | (marks.top <= 1) | (bottom >= page_height - 1)
    tall = (marks.heights > 3.5 * marks.height) & (marks.heights > 2 * marks.widths)
    return np.asarray(beside | above | (touching & tall), dtype=np.bool_)

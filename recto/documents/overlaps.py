"""How much of a page's lines lies on one another: lines that are cut well hardly touch."""

from collections.abc import Sequence
from statistics import median

import numpy as np
from PIL import Image, ImageDraw

from recto.documents.points import Points, bounds

_LINE_HEIGHT = 16
"""Pixels of a usual line on the grid that outlines are compared on."""

_LARGEST_SIDE = 2000


def overlap(outlines: Sequence[Points]) -> float:
    """Share of the area of all outlines that two or more of them cover, 0 to 1, to about 5 percent of a line."""
    if len(outlines) < 2:
        return 0.0
    boxes = [bounds(outline) for outline in outlines]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    factor = min(_scale(boxes), _LARGEST_SIDE / max(right - left, bottom - top, 1))
    covered = np.zeros((int((bottom - top) * factor) + 2, int((right - left) * factor) + 2), np.uint16)
    for outline in outlines:
        _cover(covered, [((x - left) * factor, (y - top) * factor) for x, y in outline])
    area = int((covered > 0).sum())
    return float((covered > 1).sum()) / area if area else 0.0


def _scale(boxes: Sequence[tuple[int, int, int, int]]) -> float:
    return _LINE_HEIGHT / max(median(bottom - top for _, top, _, bottom in boxes), 1)


def _cover(covered: np.ndarray, outline: Sequence[tuple[float, float]]) -> None:
    """Count one outline, on the part of the grid around it. Its lower and right rim belong to what comes next."""
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    left, top = int(min(xs)), int(min(ys))
    mask = Image.new("L", (int(max(xs)) - left + 2, int(max(ys)) - top + 2), 0)
    ImageDraw.Draw(mask).polygon([(x - left - 0.5, y - top - 0.5) for x, y in outline], fill=1)
    part = np.asarray(mask)[: covered.shape[0] - top, : covered.shape[1] - left]
    covered[top : top + part.shape[0], left : left + part.shape[1]] += part

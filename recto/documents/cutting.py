"""A line's image from its page: straightened along the baseline, neighbours faded to paper.

Every step works on the line's bounding box, shrunk first, so that the size of the page does not matter.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from recto.documents.images import GreyImage
from recto.documents.paper import paper_level
from recto.documents.points import bounds
from schemas.layout import Line

MAX_HEIGHT = 96
"""Pixels; strips are never enlarged."""

_MARGIN = 0.06
"""Kept above and below the polygon, as a fraction of the strip's height."""

_STEEP = math.radians(8)
"""Beyond this a shear would distort the letters, and the line is rotated first."""

_LARGEST_SHRINK = 64

Columns = NDArray[np.float64]
"""(width,) a number per column."""

FloatPoints = NDArray[np.float64]
"""(n, 2) x, y."""


class _Piece(NamedTuple):
    """A line with the part of its page around it, in that part's own pixels."""

    image: Image.Image
    polygon: FloatPoints
    baseline: FloatPoints


def cut_line(page: GreyImage, line: Line) -> GreyImage:
    """Strip of one line, (height <= 96, width), reading direction left to right.

    Its rows are parallel to the baseline, its top lies a little above the polygon and its bottom a little
    below. What lies outside the polygon fades to the level of the paper around. A line that lies outside
    the page gives a blank strip.
    """
    piece = _around(page, line)
    if piece is None:
        return np.full((16, 16), 255, dtype=np.uint8)
    angle = _angle(piece.baseline)
    if abs(angle) > _STEEP:
        piece = _levelled(piece, angle)
    return _unrolled(_shrunk(piece))


def _around(page: GreyImage, line: Line) -> _Piece | None:
    """The line's bounding box, cut out."""
    height, width = page.shape
    left, top, right, bottom = bounds(line.polygon)
    pad = 2 + round(_MARGIN * min(bottom - top, right - left))
    x0, x1 = max(0, left - pad), min(width, right + pad)
    y0, y1 = max(0, top - pad), min(height, bottom + pad)
    if x1 <= x0 or y1 <= y0:
        return None
    image = Image.fromarray(page[y0:y1, x0:x1])
    origin = np.array([x0, y0], dtype=np.float64)
    polygon = np.array(line.polygon, dtype=np.float64) - origin
    return _Piece(image, polygon, np.array(line.baseline, dtype=np.float64) - origin)


def _angle(baseline: FloatPoints) -> float:
    """Direction of the baseline from its first to its last point, in radians."""
    across, down = baseline[-1] - baseline[0]
    return math.atan2(float(down), float(across))


def _levelled(piece: _Piece, angle: float) -> _Piece:
    """The piece rotated so that its baseline runs from left to right."""
    image = piece.image.rotate(
        math.degrees(angle),
        Image.Resampling.BILINEAR,
        expand=True,
        fillcolor=int(np.percentile(np.asarray(piece.image)[::4, ::4], 80)),
    )
    cos, sin = math.cos(angle), math.sin(angle)
    turn = np.array([[cos, -sin], [sin, cos]], dtype=np.float64)
    before = np.array(piece.image.size, dtype=np.float64) / 2
    after = np.array(image.size, dtype=np.float64) / 2
    polygon: FloatPoints = (piece.polygon - before) @ turn + after
    baseline: FloatPoints = (piece.baseline - before) @ turn + after
    return _Piece(image, polygon, baseline)


def _shrunk(piece: _Piece) -> _Piece:
    """The piece at the resolution of the strip."""
    above, below = _reach(piece)
    factor = min(1.0, MAX_HEIGHT / ((above + below) * (1 + 2 * _MARGIN) + 1))
    factor = max(factor, 1 / _LARGEST_SHRINK)
    if factor == 1.0:
        return piece
    width, height = (max(1, round(side * factor)) for side in piece.image.size)
    image = piece.image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0)
    scale = np.array([width, height], dtype=np.float64) / np.array(piece.image.size, dtype=np.float64)
    return _Piece(image, piece.polygon * scale, piece.baseline * scale)


def _reach(piece: _Piece) -> tuple[float, float]:
    """How far the polygon goes above and below the baseline."""
    closed = np.concatenate([piece.polygon, piece.polygon[:1]])
    steps = np.linspace(0, 1, 5, dtype=np.float64)[:, None, None]
    dense = (closed[:-1] + steps * (closed[1:] - closed[:-1])).reshape(-1, 2)
    off = dense[:, 1] - _height_at(piece.baseline, dense[:, 0])
    above, below = float(-off.min()), float(off.max())
    return above, max(below, 1 - above)


def _height_at(baseline: FloatPoints, xs: Columns) -> Columns:
    """y of the baseline at some x, carried on beyond its ends in its overall direction."""
    order = np.argsort(baseline[:, 0], kind="stable")
    x, y = baseline[order, 0], baseline[order, 1]
    width = float(x[-1] - x[0])
    slope = float(y[-1] - y[0]) / width if width > 1 else 0.0
    beyond = xs - np.clip(xs, x[0], x[-1])
    heights: Columns = np.interp(xs, x, y) + slope * beyond
    return heights


def _unrolled(piece: _Piece) -> GreyImage:
    """The strip along the baseline, with the neighbours faded."""
    above, below = _reach(piece)
    margin = _MARGIN * (above + below)
    left = max(0, math.floor(float(piece.polygon[:, 0].min())))
    right = min(piece.image.width, max(left + 1, math.ceil(float(piece.polygon[:, 0].max()))))
    left = min(left, right - 1)
    rows = min(MAX_HEIGHT, max(1, math.ceil(above + below + 2 * margin)))
    columns = np.arange(left, right, dtype=np.float64)
    tops = _height_at(piece.baseline, columns + 0.5) - above - margin
    pixels = _sampled(np.asarray(piece.image)[:, left:right], tops, rows)
    mask = _sampled(_mask(piece)[:, left:right], tops, rows)
    return _faded(pixels, mask)


def _mask(piece: _Piece) -> GreyImage:
    """255 inside the polygon, half of that on its rim, 0 outside."""
    mask = Image.new("L", piece.image.size, 0)
    corners = [(float(x), float(y)) for x, y in piece.polygon]
    draw = ImageDraw.Draw(mask)
    draw.line([*corners, corners[0]], fill=128, width=4)
    draw.polygon(corners, fill=255, outline=255)
    return np.asarray(mask)


def _sampled(image: GreyImage, tops: Columns, rows: int) -> GreyImage:
    """(rows, width): every column from its own top downwards, between two pixels where that falls so."""
    height, width = image.shape
    whole = np.floor(tops)
    part = np.rint((tops - whole) * 256).astype(np.uint16)
    starts = whole.astype(np.int32)
    columns = np.arange(width, dtype=np.int32)
    at = np.clip(np.arange(rows + 1, dtype=np.int32)[:, None] + starts, 0, height - 1) * width + columns
    picked = np.ascontiguousarray(image).ravel().take(at)
    if not part.any():
        return np.asarray(picked[:rows], dtype=np.uint8)
    between = picked[:-1] * (256 - part) + picked[1:] * part
    sampled: GreyImage = (between >> 8).astype(np.uint8)
    return sampled


def _faded(pixels: GreyImage, mask: GreyImage) -> GreyImage:
    if mask.min() == 255:
        return pixels
    paper = paper_level(pixels, mask)
    weight = mask.astype(np.uint16)
    faded: GreyImage = ((pixels * weight + paper * (255 - weight)) // 255).astype(np.uint8)
    return faded

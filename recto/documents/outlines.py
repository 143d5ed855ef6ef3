"""Lines as files give them, often incomplete, to lines that have both a polygon and a baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from recto.documents.errors import BadLayout, TooLarge
from recto.documents.line_ids import unique
from recto.documents.points import Points, bounds
from recto.documents.text import plain
from schemas.layout import Layout, Line

MAX_LINES = 20_000
"""Most lines of one page; a dense newspaper page has about two thousand."""

ASCENT = 0.78
"""Where the baseline runs in a line's outline, as a fraction of its height from the top."""

Box = tuple[float, float, float, float]
"""Left, top, width, height."""


@dataclass(frozen=True)
class RawLine:
    """A line as a file gives it. Less than 3 points are no polygon, less than 2 no baseline."""

    id: str | None = None
    polygon: Points = ()
    baseline: Points = ()
    box: Box | None = None
    text: str | None = None


def completed(raws: Sequence[RawLine], *, width: int, height: int) -> Layout:
    """The layout of a page from what its file says, in the order given.

    Texts become NFC; a blank one counts as no text, since that is how files mark lines nobody has
    transcribed. Baselines run from left to right. Lines that lie nowhere are refused.
    """
    if width < 1 or height < 1:
        raise BadLayout("gives no page width and height: add them")
    check_count(len(raws))
    names = unique([raw.id for raw in raws])
    typical = _typical_height(raws, height)
    lines = tuple(_complete(raw, name, typical) for raw, name in zip(raws, names, strict=True))
    return Layout(width=width, height=height, lines=lines)


def check_count(lines: int) -> None:
    """Refuse more lines than a page can have."""
    if lines > MAX_LINES:
        raise TooLarge(f"has {lines} lines, more than the {MAX_LINES} accepted for a page")


def _complete(raw: RawLine, name: str, typical: float) -> Line:
    polygon = raw.polygon if len(set(raw.polygon)) > 2 else _boxed(raw)
    baseline = raw.baseline if len(set(raw.baseline)) > 1 else ()
    if not polygon and not baseline:
        raise BadLayout(f"gives no place for line {name!r}: it has no polygon, baseline or box")
    polygon = polygon or around(baseline, typical)
    baseline = baseline or below(polygon)
    if baseline[-1][0] < baseline[0][0]:
        baseline = baseline[::-1]
    return Line(id=name, polygon=polygon, baseline=baseline, text=plain(raw.text or "") or None)


def _boxed(raw: RawLine) -> Points:
    if raw.box is None or raw.box[2] <= 0 or raw.box[3] <= 0:
        return ()
    left, top, width, height = raw.box
    right, bottom = round(left + width), round(top + height)
    x, y = round(left), round(top)
    return ((x, y), (right, y), (right, bottom), (x, bottom))


def around(baseline: Points, height: float) -> Points:
    """A polygon for a baseline, as high as other lines of the page."""
    up, down = max(1, round(ASCENT * height)), max(1, round((1 - ASCENT) * height))
    return tuple((x, y - up) for x, y in baseline) + tuple((x, y + down) for x, y in reversed(baseline))


def below(polygon: Points) -> Points:
    """A baseline for a polygon, at ASCENT of its height; it follows the polygon where that is curved."""
    left, top, right, bottom = bounds(polygon)
    if right - left < 2:
        y = round(top + ASCENT * (bottom - top))
        return ((left, y), (max(right, left + 1), y))
    pieces = max(1, min(16, round((right - left) / max(8 * (bottom - top), 1))))
    xs = np.linspace(left + 0.5, right - 0.5, pieces + 1)
    spans = [_span(polygon, float(x)) for x in xs]
    ys = [round(upper + ASCENT * (lower - upper)) for upper, lower in spans]
    return tuple((round(float(x)), y) for x, y in zip(np.linspace(left, right, pieces + 1), ys, strict=True))


def _span(polygon: Points, x: float) -> tuple[float, float]:
    """Highest and lowest y of a polygon at one x strictly inside its width."""
    ys = [
        y1 + (x - x1) * (y2 - y1) / (x2 - x1)
        for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True)
        if min(x1, x2) <= x <= max(x1, x2) and x1 != x2
    ]
    return min(ys), max(ys)


def _typical_height(raws: Sequence[RawLine], page_height: int) -> float:
    """Height of the page's outlines, else the distance of its baselines, else a fortieth of the page."""
    heights = [box[3] - box[1] for box in (bounds(raw.polygon) for raw in raws if len(raw.polygon) > 2)]
    heights += [round(raw.box[3]) for raw in raws if raw.box]
    if heights:
        return float(median(heights))
    ys = sorted(raw.baseline[0][1] for raw in raws if raw.baseline)
    gaps = [after - before for before, after in pairwise(ys) if after - before > 4]
    return float(min(median(gaps), page_height / 20)) if gaps else page_height / 40

"""Lines of a page by classical means, where no layout came along: ink, marks, ridges, shares, outlines, order."""

import numpy as np

from recto.recognition.line_finding.fading import in_ink
from recto.recognition.line_finding.fragments import without_fragments
from recto.recognition.line_finding.ink import GreyImage, Ink, ink_of
from recto.recognition.line_finding.joining import joined
from recto.recognition.line_finding.marks import Marks, like_text, marks_of
from recto.recognition.line_finding.order import in_reading_order
from recto.recognition.line_finding.outlining import Outline, outlines
from recto.recognition.line_finding.ridges import Floats, ridges_of
from recto.recognition.line_finding.sharing import shared
from recto.recognition.line_finding.skew import levelled
from schemas.layout import Layout, Line, Point

__all__ = ["find_lines"]


_SMALLEST = 5
"""Height in working pixels below which nothing is legible."""

_PAD = 0.3
"""Added around the ink, in text heights: people draw polygons with air around the letters."""


def find_lines(page: GreyImage) -> Layout:
    """The lines of a grey page, (height, width) 0 to 255, in reading order, with baselines and polygons."""
    height, width = page.shape
    ink, turn = levelled(ink_of(page))
    marks = marks_of(ink.mask)
    found = in_reading_order(without_fragments(in_ink(_candidates(ink, marks))))
    lines = [
        Line(
            id=f"line-{number}",
            polygon=_points(turn.back(line.polygon(_PAD * marks.height)) / ink.scale, width, height),
            baseline=_points(turn.back(line.baseline) / ink.scale, width, height),
        )
        for number, line in enumerate(found, start=1)
    ]
    return Layout(width=width, height=height, lines=tuple(lines))


def _candidates(ink: Ink, marks: Marks) -> list[Outline]:
    """What looks like a line by itself."""
    usable = like_text(marks)
    core = usable & (marks.heights > max(0.35 * marks.height, _SMALLEST))
    text = np.asarray(core[marks.labels], dtype=np.uint8) * np.uint8(255)
    ridges = joined(ridges_of(text, marks.height), marks.height)
    return list(outlines(shared(ridges, marks, usable), ink, marks.height))


def _points(points: Floats, width: int, height: int) -> tuple[Point, ...]:
    inside = np.clip(np.rint(points), 0, (width, height)).astype(int)
    return tuple((int(x), int(y)) for x, y in inside)

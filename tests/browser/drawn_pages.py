"""Pages drawn for tests: lines of type on paper, with readings that know where each character stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from recto.documents.cutting import cut_line
from recto.documents.images import GreyImage
from schemas.layout import Line
from schemas.readings import Alternative, Evidence, Grapheme, Reading

WIDTH, MARGIN, STEP, HEIGHT = 1500, 120, 84, 64
_FONT = ImageFont.load_default(46)


@dataclass(frozen=True)
class Doubt:
    """A character that the reader was not sure of, and what else it could be."""

    confidence: float
    others: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What is read is what the reader holds for likeliest; it never offers a better one."""
        assert all(share <= self.confidence for share in self.others.values()), self


@dataclass(frozen=True)
class DrawnLine:
    """What stands on the paper, and what was read: doubts by their place in the reading."""

    truth: str
    read: str
    doubts: dict[int, Doubt] = field(default_factory=dict)


def misread(truth: str, wrong: dict[int, tuple[str, float, float]]) -> DrawnLine:
    """A line in which characters were taken for others: place -> (read, its confidence, that of the truth)."""
    read = "".join(wrong[at][0] if at in wrong else character for at, character in enumerate(truth))
    doubts = {at: Doubt(sure, {truth[at]: right}) for at, (_, sure, right) in wrong.items()}
    return DrawnLine(truth, read, doubts)


def page(lines: Sequence[DrawnLine]) -> tuple[GreyImage, list[Line]]:
    """A page with the lines under one another, and where they are."""
    height = 2 * MARGIN + STEP * len(lines)
    sheet = Image.new("L", (WIDTH, height), 244)
    draw = ImageDraw.Draw(sheet)
    outlines = []
    for at, line in enumerate(lines):
        top = MARGIN + STEP * at
        draw.text((MARGIN, top + 4), line.truth, font=_FONT, fill=38)
        outlines.append(_outline(f"l{at:03}", top, round(_FONT.getlength(line.truth))))
    return np.asarray(sheet, dtype=np.uint8), outlines


def strip(sheet: GreyImage, line: Line) -> GreyImage:
    """The line, cut out as inference does it."""
    return cut_line(sheet, line)


def reading(line: DrawnLine) -> Reading:
    """What was read, with the places that the drawing gave."""
    whole = _FONT.getlength(line.truth)
    drawn = line.truth if len(line.truth) == len(line.read) else line.read
    edges = [min(1.0, _FONT.getlength(drawn[:at]) / whole) for at in range(len(drawn) + 1)]
    graphemes = tuple(_grapheme(line, at, (edges[at], edges[at + 1])) for at in range(len(line.read)))
    sure = min((doubt.confidence for doubt in line.doubts.values()), default=0.93)
    evidence = Evidence(log_probability=-1, margin=0.1, entropy=0.2, expected_errors=0.6, confidence=sure)
    return Reading(text=line.read, graphemes=graphemes, evidence=evidence)


def _grapheme(line: DrawnLine, at: int, edges: tuple[float, float]) -> Grapheme:
    doubt = line.doubts.get(at, Doubt(0.995))
    others = tuple(Alternative(text, probability) for text, probability in doubt.others.items())
    return Grapheme(line.read[at], doubt.confidence, *edges, others)


def _outline(name: str, top: int, width: int) -> Line:
    left, right = MARGIN, MARGIN + width
    polygon = ((left, top), (right, top), (right, top + HEIGHT), (left, top + HEIGHT))
    return Line(id=name, polygon=polygon, baseline=((left, top + 50), (right, top + 50)))

"""Pages to hand in: composed from the line images of a set, or the scans of a folder as they are."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from recto.benchmarks.line_sets import LabelledLine, LineSet, samples
from recto.documents.images import GreyImage, encode_jpeg
from recto.local.demo.collection import Scan, scanned
from recto.recognition.line_images import LineImage
from schemas.layout import Layout, Line

LINES_ON_A_PAGE = 30

_PAPER = 235
_BORDER = 40
"""Pixels of paper around the lines of a page."""
_GAP = 16
"""Pixels between two lines: more than cutting keeps above and below a line, so that none has a bit of the next."""
_BASELINE = 0.75
"""Where in a line image the letters stand, as a share of its height."""


def pages_of(folder: Path, count: int, seed: int = 0, lines_on_a_page: int = LINES_ON_A_PAGE) -> list[Scan]:
    """`count` pages of a folder that has a lines.tsv; of one with scans and layouts, all it has up to `count`.

    Raises UserError if there is neither.
    """
    if (folder / "lines.tsv").is_file() or not folder.is_dir():
        return list(_composed(LineSet(folder), count, seed, lines_on_a_page))
    return [scan for scan in scanned(folder) if scan.layout.lines][:count]


def write_pages(scans: Sequence[Scan], folder: Path) -> None:
    """Each page as two files, NAME and its stem with .xml: ALTO that says where its lines are."""
    folder.mkdir(parents=True, exist_ok=True)
    for scan in scans:
        (folder / scan.name).write_bytes(scan.image)
        (folder / scan.name).with_suffix(".xml").write_bytes(scan.layout_without_text)


def compose(images: Sequence[LineImage]) -> tuple[GreyImage, Layout]:
    """A page with these line images one below the other, and where they are on it."""
    width = 2 * _BORDER + max(image.shape[1] for image in images)
    height = 2 * _BORDER + sum(image.shape[0] + _GAP for image in images) - _GAP
    page = np.full((height, width), _PAPER, np.uint8)
    lines, top = [], _BORDER
    for number, image in enumerate(images, start=1):
        down, across = image.shape
        page[top : top + down, _BORDER : _BORDER + across] = image
        lines.append(_line(number, top, across, down))
        top += down + _GAP
    return page, Layout(width=width, height=height, lines=tuple(lines))


def _line(number: int, top: int, across: int, down: int) -> Line:
    left, right, bottom = _BORDER, _BORDER + across, top + down
    at = top + round(_BASELINE * down)
    outline = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Line(id=f"l{number}", polygon=outline, baseline=((left, at), (right, at)))


def _composed(lines: LineSet, count: int, seed: int, lines_on_a_page: int) -> Iterator[Scan]:
    """Every line before any comes again, each time in another order, so that no page comes twice."""
    ordered = _orders(lines.all(), seed)
    for number in range(1, count + 1):
        chosen = samples(list(islice(ordered, lines_on_a_page)))
        page, layout = compose([sample.image for sample in chosen])
        yield Scan(f"page-{number:04}.jpg", encode_jpeg(page), layout)


def _orders(lines: Sequence[LabelledLine], seed: int) -> Iterator[LabelledLine]:
    chance = np.random.default_rng(seed)
    while True:
        yield from (lines[int(index)] for index in chance.permutation(len(lines)))

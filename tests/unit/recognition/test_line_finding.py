"""Lines found on pages: drawn ones, degenerate ones, and real ones where they are at hand."""

import os
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from recto.documents.formats import read_layout
from recto.documents.images import open_image
from recto.recognition.line_finding import find_lines
from schemas.layout import Layout, Line

Page = NDArray[np.uint8]

WORDS = "the quick brown fox jumps over the lazy dog and runs away from it"


def paper(width: int = 1240, height: int = 1754) -> Page:
    return np.full((height, width), 235, dtype=np.uint8)


def write(page: Page, text: str, x: int, y: int, size: float = 0.9) -> None:
    cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_COMPLEX, size, 30, 2, cv2.LINE_AA)


def a_letter() -> Page:
    page = paper()
    for at in range(20):
        write(page, WORDS[: 25 + at], 120, 200 + 60 * at)
    return page


def turned(page: Page, degrees: float) -> Page:
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(page, matrix, (width, height), borderValue=235), dtype=np.uint8)


def heights(layout: Layout) -> list[int]:
    return [round(float(np.mean([y for _, y in line.baseline]))) for line in layout.lines]


def test_every_line_is_found_once_and_from_top_to_bottom():
    assert heights(find_lines(a_letter())) == pytest.approx([200 + 60 * at for at in range(20)], abs=8)


def test_baselines_and_polygons_cover_their_line():
    line = find_lines(a_letter()).lines[0]
    xs, ys = zip(*line.polygon, strict=True)
    assert line.baseline[0][0] == pytest.approx(122, abs=8)
    assert min(ys) < 182
    assert max(ys) >= 204
    assert min(xs) <= line.baseline[0][0] < line.baseline[-1][0] <= max(xs)


@pytest.mark.parametrize("degrees", [-10, -4, 2, 7])
def test_a_page_that_lies_askew_gives_the_same_lines(degrees):
    lines = find_lines(turned(a_letter(), degrees)).lines
    assert len(lines) == 20
    slopes = [slope_of(line) for line in lines]
    assert np.median(slopes) == pytest.approx(-np.tan(np.radians(degrees)), abs=0.02)


def slope_of(line: Line) -> float:
    (x0, y0), (x1, y1) = line.baseline[0], line.baseline[-1]
    return (y1 - y0) / (x1 - x0)


def test_two_columns_are_read_one_after_the_other():
    page = paper()
    for at in range(10):
        write(page, "left column", 100, 200 + 60 * at)
        write(page, "right column", 700, 200 + 60 * at)
    lefts = [line.baseline[0][0] for line in find_lines(page).lines]
    assert len(lefts) == 20
    assert max(lefts[:10]) < 200
    assert min(lefts[10:]) > 600


def test_cells_of_a_table_are_lines_of_their_own():
    page = paper()
    for at in range(8):
        for x, text in ((100, "531"), (220, "notes"), (420, "of the days")):
            write(page, text, x, 200 + 70 * at)
    assert len(find_lines(page).lines) == 24


def test_rules_and_borders_are_not_lines():
    page = a_letter()
    page[:30] = 0
    page[:, -40:] = 20
    cv2.line(page, (100, 1500), (1100, 1504), 40, 3)
    for at in range(20):
        page[206 + 60 * at : 208 + 60 * at, 60:1180] = 120
    assert heights(find_lines(page)) == pytest.approx([200 + 60 * at for at in range(20)], abs=8)


def test_what_shines_through_from_the_back_is_not_read():
    page = a_letter()
    back = np.full_like(page, 235)
    for at in range(12):
        write(back, WORDS[:40], 150, 230 + 60 * at)
    faint = (235 - (235 - back[:, ::-1].astype(int)) * 0.15).astype(np.uint8)
    assert len(find_lines(np.minimum(page, faint)).lines) == 20


def test_resolution_and_light_do_not_matter():
    page = a_letter()
    light = np.linspace(0.5, 1.0, page.shape[1])
    shaded = (page * light).astype(np.uint8)
    large = np.asarray(cv2.resize(shaded, None, fx=2.5, fy=2.5), dtype=np.uint8)
    found = find_lines(large)
    assert (found.width, found.height) == (3100, 4385)
    assert heights(found) == pytest.approx([2.5 * (200 + 60 * at) for at in range(20)], abs=20)


def test_the_same_page_gives_the_same_layout():
    assert find_lines(a_letter()) == find_lines(a_letter())


random = np.random.default_rng(0)
EMPTY = {
    "white": np.full((1500, 1000), 255),
    "black": np.zeros((1500, 1000)),
    "one pixel": np.zeros((1, 1)),
    "one row": np.zeros((1, 3000)),
    "one column": np.full((3000, 1), 200),
    "tiny": random.integers(0, 256, (6, 9)),
    "noise": random.integers(0, 256, (1500, 1000)),
    "grain": np.clip(random.normal(200, 15, (1500, 1000)), 0, 255),
    "salt": np.where(random.random((1500, 1000)) < 0.02, 0, 255),
    "gradient": np.tile(np.linspace(0, 255, 1000), (1000, 1)),
    "chessboard": 255 * ((np.indices((1200, 1200)) // 30).sum(axis=0) % 2),
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_page_without_text_has_no_lines(name):
    started = time.perf_counter()
    assert len(find_lines(EMPTY[name].astype(np.uint8)).lines) <= 2
    assert time.perf_counter() - started < 3


def real_pages(kind: str) -> list[Path]:
    here = Path(os.environ.get("RECTO_DATA", Path(__file__).parents[4] / "shared" / "data"))
    pages = sorted((here / "pages" / kind).glob("*.xml"))
    if not pages:
        pytest.skip(f"NO REAL PAGES at {here}: set RECTO_DATA, or recall of lines stays unmeasured")
    return pages


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "recall", "precision"),
    [("english-letters", 0.9, 0.8), ("french-typescript", 0.9, 0.75), ("french-handwriting", 0.95, 0.9)],
)
def test_lines_of_real_pages_are_found(kind, recall, precision):
    counts = np.sum([counted(page) for page in real_pages(kind)], axis=0)
    matched, wanted, found = counts.tolist()
    assert matched / wanted >= recall
    assert matched / found >= precision


def counted(alto: Path) -> tuple[int, int, int]:
    """Lines found, lines there are, and lines that were given."""
    truth = read_layout(alto.read_bytes()).lines
    [page] = open_image(alto.with_suffix(".jpg").read_bytes())
    found = find_lines(page).lines
    near = 0.4 * spacing(truth)
    pairs = sorted(
        (distance, a, b)
        for a, line in enumerate(truth)
        for b, other in enumerate(found)
        if (distance := apart(line, other)) <= near
    )
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    for _, a, b in pairs:
        if a not in taken_a and b not in taken_b:
            taken_a.add(a)
            taken_b.add(b)
    return len(taken_a), len(truth), len(found)


def apart(line: Line, other: Line) -> float:
    """Mean distance of two baselines where they overlap; infinite if that is less than 70 % of the first."""
    left, right = line.baseline[0][0], line.baseline[-1][0]
    start, end = max(left, other.baseline[0][0]), min(right, other.baseline[-1][0])
    if end - start < 0.7 * (right - left):
        return float("inf")
    xs = np.linspace(start, end, 30)
    ys = [np.interp(xs, *zip(*sorted(a.baseline), strict=True)) for a in (line, other)]
    return float(np.mean(np.abs(ys[0] - ys[1])))


def spacing(lines: tuple[Line, ...]) -> float:
    """Median distance of lines that stand below one another."""
    ordered = sorted(lines, key=lambda line: line.baseline[0][1])
    gaps = [
        min(
            (
                after.baseline[0][1] - before.baseline[0][1]
                for after in ordered[at + 1 :]
                if after.baseline[0][1] > before.baseline[0][1] + 5
                and after.baseline[0][0] < before.baseline[-1][0]
                and after.baseline[-1][0] > before.baseline[0][0]
            ),
            default=0,
        )
        for at, before in enumerate(ordered)
    ]
    return float(np.median([gap for gap in gaps if gap] or [60]))

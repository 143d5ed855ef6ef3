"""Lines cut from their page."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.documents.cutting import MAX_HEIGHT, cut_line
from schemas.layout import Line, Point


def page(width: int = 1200, height: int = 600, level: int = 200) -> np.ndarray:
    return np.full((height, width), level, dtype=np.uint8)


def band(baseline: list[Point], up: int = 40, down: int = 12) -> Line:
    upper = [(x, y - up) for x, y in baseline]
    lower = [(x, y + down) for x, y in reversed(baseline)]
    return Line(id="a", polygon=tuple(upper + lower), baseline=tuple(baseline))


def inked_rows(strip: np.ndarray) -> np.ndarray:
    """(width,) row of the darkest pixel in each column."""
    return strip.argmin(axis=0)


def test_a_level_line_is_cut_at_its_own_resolution():
    image = page()
    image[298:303, 100:900] = 0
    strip = cut_line(image, band([(100, 300), (900, 300)]))
    assert strip.shape[1] == 800
    assert 52 < strip.shape[0] < 64
    assert np.ptp(inked_rows(strip)) <= 1


@pytest.mark.parametrize("slope", [0.05, -0.1, 0.4, -0.8])
def test_a_slanting_line_becomes_level(slope):
    image = page(1000, 1000)
    xs = np.arange(100, 900)
    for thickness in range(-2, 3):
        image[np.rint(500 + slope * (xs - 500)).astype(int) + thickness, xs] = 0
    ends = [(100, round(500 - 400 * slope)), (900, round(500 + 400 * slope))]
    rows = inked_rows(cut_line(image, band(ends)))[40:-40]
    assert np.ptp(rows) <= 4


def test_a_curved_line_is_unrolled():
    image = page()
    xs = np.arange(100, 1100)
    ys = np.rint(300 + 40 * np.sin(xs / 160)).astype(int)
    for thickness in range(-2, 3):
        image[ys + thickness, xs] = 0
    points = [(int(x), int(y)) for x, y in zip(xs[::20], ys[::20], strict=True)]
    rows = inked_rows(cut_line(image, band(points)))
    assert np.ptp(rows[5:-20]) <= 3


def test_an_upright_line_is_laid_down():
    image = page(400, 900)
    image[100:800, 198:203] = 0
    line = Line(
        id="a", polygon=((160, 100), (160, 800), (212, 800), (212, 100)), baseline=((200, 100), (200, 800))
    )
    strip = cut_line(image, line)
    assert strip.shape[1] > 5 * strip.shape[0]


def test_neighbours_are_faded_to_the_paper():
    image = page(level=180)
    image[298:303, 100:900] = 0
    image[250:256, 100:900] = 0
    line = Line(
        id="a",
        polygon=((100, 230), (300, 230), (300, 265), (900, 265), (900, 315), (100, 315)),
        baseline=((100, 300), (900, 300)),
    )
    strip = cut_line(image, line)
    assert strip[: strip.shape[0] // 3, 230:].min() > 165
    assert strip[: strip.shape[0] // 2, :180].min() < 20


def test_a_tall_line_is_shrunk_to_the_largest_height():
    assert cut_line(page(), band([(100, 400), (1100, 400)], up=300, down=100)).shape[0] == MAX_HEIGHT


def test_a_line_outside_the_page_is_blank():
    assert cut_line(page(), band([(5000, 5000), (6000, 5000)])).min() == 255


coordinates = st.tuples(st.integers(-300, 1500), st.integers(-300, 900))


@settings(max_examples=150, deadline=None)
@given(st.lists(coordinates, min_size=3, max_size=6), st.lists(coordinates, min_size=2, max_size=4))
def test_any_line_gives_a_strip(polygon, baseline):
    strip = cut_line(page(), Line(id="a", polygon=tuple(polygon), baseline=tuple(baseline)))
    assert strip.dtype == np.uint8
    assert 1 <= strip.shape[0] <= MAX_HEIGHT
    assert strip.shape[1] >= 1


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (50, 1), (3, 3)])
def test_tiny_pages_give_a_strip(size):
    assert cut_line(page(*size), band([(0, 1), (40, 1)])).size


def test_cutting_takes_milliseconds_on_a_large_page():
    image = page(3000, 3400)
    line = band([(300, 1000), (1500, 1010), (2700, 1005)], up=80, down=25)
    times = []
    for _ in range(15):
        started = time.perf_counter()
        cut_line(image, line)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.010  # 3 ms on an idle core; the shared machines of CI are slower

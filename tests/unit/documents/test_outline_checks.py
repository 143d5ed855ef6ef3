"""Whether an outline encloses something, and whether it crosses itself."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.documents.outline_checks import area, crosses_itself
from recto.documents.tiles import levels_of, pyramid, tile

SQUARE = ((0, 0), (10, 0), (10, 10), (0, 10))


@pytest.mark.parametrize(
    ("outline", "crosses"),
    [
        (SQUARE, False),
        (((0, 0), (10, 0), (5, 8)), False),
        (((0, 0), (10, 10), (10, 0), (0, 10)), True),
        (((0, 0), (10, 0), (10, 10), (5, 0), (0, 10)), True),
        (((0, 0), (10, 0), (10, 10), (5, 1), (0, 10)), False),
        (((0, 0), (20, 0), (20, 9), (12, 9), (12, -3), (8, -3), (8, 9), (0, 9)), True),
    ],
)
def test_an_outline_crosses_itself_where_edges_touch_that_do_not_follow_each_other(
    outline: tuple[tuple[int, int], ...], crosses: bool
) -> None:
    assert crosses_itself(outline) is crosses
    assert crosses_itself(outline[::-1]) is crosses


def test_an_area_is_that_of_the_polygon_whichever_way_it_runs() -> None:
    assert area(SQUARE) == area(SQUARE[::-1]) == 100
    assert area(((0, 0), (5, 5), (9, 9))) == 0


@given(st.integers(3, 60), st.integers(20, 1_000_000))
def test_a_star_shaped_outline_never_crosses_itself(corners: int, reach: int) -> None:
    radius = [reach * (2 + at % 2) for at in range(corners)]
    outline = tuple(
        (round(r * math.cos(math.tau * at / corners)), round(r * math.sin(math.tau * at / corners)))
        for at, r in enumerate(radius)
    )
    assert not crosses_itself(outline)


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_the_number_of_levels_is_told_from_the_size_alone(width: int, height: int) -> None:
    levels = pyramid(np.zeros((height, width), np.uint8))
    assert len(levels) == levels_of(width, height)
    assert tile(levels, len(levels) - 1, 0, 0) is not None

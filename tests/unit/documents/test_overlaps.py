"""How much of a page's lines lies on one another."""

import pytest

from recto.documents.overlaps import overlap
from recto.documents.points import Points


def band(top: int, height: int = 40, slope: int = 0) -> Points:
    return ((0, top), (1000, top + slope), (1000, top + slope + height), (0, top + height))


@pytest.mark.parametrize(
    ("outlines", "share"),
    [
        ([], 0),
        ([band(0)], 0),
        ([band(at * 40) for at in range(10)], 0),
        ([band(at * 40, slope=200) for at in range(10)], 0),
        ([band(0), band(0)], 1),
        ([band(0), band(20)], 1 / 3),
        ([band(0), band(200), band(400), band(400)], 1 / 3),
    ],
)
def test_what_is_covered_twice_counts_and_lines_that_touch_do_not(
    outlines: list[Points], share: float
) -> None:
    assert overlap(outlines) == pytest.approx(share, abs=0.05)


def test_lines_without_extent_cover_nothing() -> None:
    assert overlap([((5, 5), (5, 5), (5, 5)), ((9, 9), (9, 9), (9, 9))]) == 0


def test_a_very_large_page_is_compared_on_a_grid_of_limited_size() -> None:
    assert overlap([band(0, 2), ((0, 9_000_000), (9_000_000, 9_000_000), (0, 9_000_002))]) == 0

"""What a budget leaves: in lines, in characters, in minutes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.querying.budget import NO_LIMIT, Spent, affordable, left
from schemas.collections import CollectionSettings

SPENT = Spent(lines=100, characters=4000, answered=95, seconds=1800)
"""19 seconds a line, with the five usual ones."""


@pytest.mark.parametrize(
    ("what", "budget", "lines", "characters"),
    [
        ("no limit", {}, NO_LIMIT, NO_LIMIT),
        ("lines", {"budget_lines": 130}, 30, NO_LIMIT),
        ("lines, spent", {"budget_lines": 100}, 0, NO_LIMIT),
        ("lines, cut under what is spent", {"budget_lines": 10}, 0, NO_LIMIT),
        ("characters", {"budget_characters": 5000}, NO_LIMIT, 1000),
        ("characters, spent", {"budget_characters": 4000}, 0, 0),
        ("minutes", {"budget_minutes": 95}, 200, NO_LIMIT),
        ("minutes, spent", {"budget_minutes": 30}, 0, NO_LIMIT),
        ("whichever runs out first", {"budget_lines": 500, "budget_minutes": 95}, 200, NO_LIMIT),
    ],
)
def test_what_is_left(what: str, budget: dict[str, float], lines: int, characters: int) -> None:
    assert left(SPENT, CollectionSettings(**budget)) == (lines, characters), what


def test_minutes_count_before_anybody_has_answered() -> None:
    assert left(Spent(), CollectionSettings(budget_minutes=10)).lines == 30


@given(st.lists(st.integers(0, 80), max_size=50), st.integers(0, 2000))
def test_no_more_lines_than_the_characters_pay_for_and_no_fewer(lengths: list[int], characters: int) -> None:
    count = affordable(lengths, characters)
    assert sum(lengths[:count]) <= characters
    assert count == len(lengths) or sum(lengths[: count + 1]) > characters

"""Which lines two people key: the share holds over the collection, and the most disputed ones are taken."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.querying.keying import expected_disagreement, to_key_twice
from recto.querying.lines import Lines


def lines(errors: list[float], voters: list[float] | None = None) -> Lines:
    count = len(errors)
    columns = {
        "expected_errors": np.array(errors, np.float32),
        "edit_disagreement": np.array(voters or [0.0] * count, np.float32),
        "lot": np.arange(count, dtype=np.uint32),
    }
    return Lines(np.array([f"l{n}" for n in range(count)]), np.zeros(count, int), np.full(count, 40), columns)


@given(st.lists(st.integers(0, 30), max_size=30), st.floats(0, 1))
def test_the_share_holds_over_the_collection_however_small_the_batches(
    batches: list[int], share: float
) -> None:
    asked = twice = 0
    for size in batches:
        twice += len(to_key_twice(lines([1.0] * size), asked, share))
        asked += size
    assert abs(twice - share * asked) < 1 + 1e-6


def test_single_lines_add_up_to_the_share() -> None:
    assert sum(len(to_key_twice(lines([1.0]), asked, 0.1)) for asked in range(1000)) == 100


def test_a_change_of_the_share_counts_from_then_on() -> None:
    assert len(to_key_twice(lines([1.0] * 10), 10_000, 0.1)) == 1


def test_lines_are_taken_where_most_errors_may_be_overlooked_or_voters_differ_most() -> None:
    assert to_key_twice(lines([0.1, 5.0, 0.2, 0.3]), 0, 0.25) == {"l1"}
    assert to_key_twice(lines([1.0] * 4, [0.0, 0.0, 0.5, 0.1]), 0, 0.25) == {"l2"}


def test_a_line_without_doubt_is_expected_to_be_read_alike() -> None:
    assert expected_disagreement(lines([0.0, 10.0], [0.0, 0.5])) == pytest.approx([0, 1.8 + 2])

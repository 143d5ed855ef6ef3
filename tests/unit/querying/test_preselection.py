"""The lines worth handing to a strategy: found in parts, the same as if seen at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.querying import preselection
from recto.querying.lines import Lines
from recto.querying.preselection import Candidates, Preselection
from recto.querying.selection import select
from recto.querying.strategies import STRATEGIES, Strategy
from tests.unit.querying.conftest import some_lines

every_strategy = pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)


def many(count: int) -> Lines:
    random = np.random.default_rng(5)
    return some_lines(
        count,
        pages=np.arange(count) // 20,
        confidence=random.random(count),
        expected_errors=random.gamma(1, 2, count),
        graphemes=random.integers(0, 60, count),
        entropy=random.random(count),
    )


def seen(lines: Lines, strategy: Strategy, count: int, cuts: list[int]) -> Candidates:
    found = Preselection(strategy, count, "r")
    for start, end in zip([0, *cuts], [*cuts, len(lines)], strict=True):
        rows = np.arange(start, end)
        part = lines.take(rows)
        needed = {name: part[name] for name in found.needs}
        found.see(Lines(rows, part.pages, part.graphemes, needed))
    return found.candidates()


@every_strategy
@given(cuts=st.lists(st.integers(0, 9000), max_size=5).map(sorted))
@settings(max_examples=10, deadline=None)
def test_the_same_lines_are_found_however_the_pool_is_cut(strategy: Strategy, cuts: list[int]) -> None:
    lines = many(9000)
    whole, parts = seen(lines, strategy, 50, []), seen(lines, strategy, 50, cuts)
    np.testing.assert_array_equal(whole.ids, parts.ids)
    np.testing.assert_array_equal(whole.sample, parts.sample)


@every_strategy
def test_a_pool_that_is_small_enough_is_handed_over_whole(strategy: Strategy) -> None:
    assert len(seen(many(300), strategy, 50, [100]).ids) == 300


@every_strategy
def test_enough_lines_are_found_for_any_batch(strategy: Strategy) -> None:
    assert len(seen(many(9000), strategy, 2000, [4500]).ids) >= 8000


def test_the_picks_of_a_simple_strategy_are_those_of_the_whole_pool() -> None:
    lines, strategy = many(9000), STRATEGIES["uncertainty"]
    found = seen(lines, strategy, 100, [3000])
    assert select(lines.take(found.ids), strategy, 100, "r") == select(lines, strategy, 100, "r")


def test_the_sample_stands_for_the_pool_and_the_rest_are_the_best() -> None:
    lines, strategy = many(20_000), STRATEGIES["recto"]
    found = seen(lines, strategy, 100, [7000])
    sample = found.ids[found.sample]
    assert len(sample) == strategy.batch.sample
    assert lines["expected_errors"][sample].mean() == pytest.approx(lines["expected_errors"].mean(), rel=0.1)
    best = np.argsort(-preselection.priorities(lines, strategy, "r"))[:1000]
    assert set(best) <= set(found.ids)

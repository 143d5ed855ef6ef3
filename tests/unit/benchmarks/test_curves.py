"""Learning curves compared: how much of random's budget a strategy needs."""

import numpy as np
import pytest

from recto.benchmarks.curves import Point, cost_of, ratio_to_random

LENGTHS = np.full(50, 40)


def spread(errors):
    return np.bincount(np.arange(errors) % len(LENGTHS), minlength=len(LENGTHS))


@pytest.fixture
def made():
    return lambda *rounds: [Point(n // 40, n, n // 10, spread(errors)) for n, errors in rounds]


def test_a_strategy_that_is_as_good_at_half_the_cost_has_a_ratio_of_one_half(made):
    random = made((1000, 400), (2000, 300), (4000, 200))
    twice_as_good = made((1000, 300), (2000, 200), (4000, 100))
    assert [ratio.value for ratio in ratio_to_random([twice_as_good], [random], LENGTHS, "characters")] == [
        1,
        0.5,
        0.5,
    ]


def test_random_lines_need_all_of_their_own_budget(made):
    random = made((1000, 400), (2000, 300), (4000, 200))
    for ratio in ratio_to_random([random], [random], LENGTHS, "edits"):
        assert (ratio.value, ratio.low, ratio.high) == (1, 1, 1)


def test_what_is_never_as_good_has_no_ratio(made):
    random, worse = made((1000, 400), (4000, 200)), made((1000, 500), (4000, 300))
    assert ratio_to_random([worse], [random], LENGTHS, "characters")[-1].value is None


def test_seeds_are_averaged_before_they_are_compared(made):
    random = made((1000, 400), (4000, 200))
    lucky, unlucky = made((1000, 100), (4000, 50)), made((1000, 500), (4000, 350))
    assert ratio_to_random([lucky, unlucky], [random], LENGTHS, "characters")[-1].value == 1


def test_the_interval_holds_the_ratio_and_widens_with_chance(made):
    rng = np.random.default_rng(1)
    random = [Point(n // 40, n, n, rng.poisson(mean, 50)) for n, mean in ((1000, 8), (2000, 6), (4000, 4))]
    other = [Point(n // 40, n, n, rng.poisson(mean, 50)) for n, mean in ((1000, 6), (2000, 4), (4000, 3))]
    ratio = ratio_to_random([other], [random], LENGTHS, "characters")[-1]
    assert ratio.low < ratio.value < ratio.high


def test_costs_between_rounds_lie_on_a_line():
    assert cost_of([(0, 0.4), (100, 0.2)], 0.3) == pytest.approx(50)
    assert cost_of([(10, 0.4), (100, 0.2)], 0.5) == 10
    assert cost_of([(10, 0.4), (100, 0.2)], 0.1) == float("inf")

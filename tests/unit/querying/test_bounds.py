"""How high an error rate may be: against known figures, and by trial."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.querying.bounds import Found, upper_bound
from recto.querying.tails import beta, clopper_pearson, student


@pytest.mark.parametrize(
    ("wrong", "trials", "doubt", "rate"),
    [(0, 100, 0.05, 0.02951), (0, 300, 0.05, 0.00994), (5, 100, 0.05, 0.10225), (10, 1000, 0.025, 0.01831)],
)
def test_clopper_pearson_is_as_tabulated(wrong: int, trials: int, doubt: float, rate: float) -> None:
    assert clopper_pearson(wrong, trials, doubt) == pytest.approx(rate, abs=2e-5)


@pytest.mark.parametrize(
    ("share", "degrees", "quantile"), [(0.95, 5, 2.0150), (0.975, 10, 2.2281), (0.95, 1e6, 1.6449)]
)
def test_students_quantiles_are_as_tabulated(share: float, degrees: float, quantile: float) -> None:
    assert student(share, degrees) == pytest.approx(quantile, abs=2e-4)


@given(st.floats(0.1, 500), st.floats(0.1, 500), st.floats(1e-6, 1 - 1e-6))
def test_the_beta_function_is_a_share_and_symmetric(a: float, b: float, x: float) -> None:
    assert -1e-9 <= beta(a, b, x) <= 1 + 1e-9
    assert beta(a, b, x) == pytest.approx(1 - beta(b, a, 1 - x), abs=1e-6)


def on_pages(random: np.random.Generator, pages: int, lines: int, rate: float, spread: float) -> Found:
    """Lines of 40 characters; pages differ in their rate, and errors come in bad lines."""
    by_page = np.clip(rate * random.gamma(1 / spread, spread, pages), 0, 1)
    by_line = np.repeat(by_page, lines) * random.gamma(0.5, 2, pages * lines)
    errors = random.binomial(40, np.clip(by_line, 0, 1)).astype(float)
    return Found(errors, np.full(pages * lines, 40.0), np.repeat(np.arange(pages), lines))


@pytest.mark.parametrize(("rate", "pages", "spread"), [(0.01, 30, 0.2), (0.01, 12, 0.5), (0.05, 30, 0.5)])
def test_the_bound_is_exceeded_no_more_often_than_said(rate: float, pages: int, spread: float) -> None:
    random = np.random.default_rng(1)
    everything = on_pages(np.random.default_rng(2), 20_000, 10, rate, spread).rate
    exceeded = [upper_bound(on_pages(random, pages, 10, rate, spread), 0.95) < everything for _ in range(300)]
    # 5 %, and what 300 trials scatter; a bound that is exceeded never would be of no use.
    assert np.mean(exceeded) <= 0.09


def test_independent_characters_need_no_allowance() -> None:
    random = np.random.default_rng(3)
    errors = random.binomial(40, 0.01, 4000).astype(float)
    found = Found(errors, np.full(4000, 40.0), np.arange(4000) // 10)
    naive = clopper_pearson(errors.sum(), 160_000, 0.05)
    assert naive <= upper_bound(found, 0.95) < naive * 1.1


def test_errors_that_come_in_few_pages_say_less() -> None:
    spread = Found(np.tile([1.0, 0, 0, 0, 0], 40), np.full(200, 40.0), np.arange(200) // 5)
    heaped = Found(np.r_[np.full(5, 8.0), np.zeros(195)], np.full(200, 40.0), np.arange(200) // 5)
    assert spread.rate == heaped.rate
    assert upper_bound(heaped, 0.95) > 2 * upper_bound(spread, 0.95)


@pytest.mark.parametrize("pages", [[], [1], [1, 1, 1]])
def test_of_one_page_nothing_is_known(pages: list[int]) -> None:
    found = Found(np.zeros(len(pages)), np.full(len(pages), 40.0), np.array(pages, int))
    assert upper_bound(found, 0.95) == 1

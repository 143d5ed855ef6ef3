"""Two models on the same lines: mirrored when they change places, and as sure as the lines allow."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.recognition import comparison
from recto.recognition.comparison import Paired, compare, worse_beyond_noise

counts = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 60), st.integers(0, 12)),
    min_size=1,
    max_size=40,
)


@pytest.fixture(autouse=True)
def fewer_resamplings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "RESAMPLINGS", 500)


def paired(lines: Any) -> Paired:
    candidate, champion, lengths, pages = (
        np.array(column, np.float64) for column in zip(*lines, strict=True)
    )
    return Paired(candidate, champion, lengths, pages)


def random_lines(rng: np.random.Generator, pages: int, each: int, better_by: float = 0.0) -> Paired:
    """Lines of unlike difficulty on pages of unlike difficulty, which the candidate reads with so much less error."""
    page = np.repeat(np.arange(pages), each)
    lengths = rng.integers(15, 60, len(page)).astype(float)
    rate = 0.05 * lengths * rng.gamma(1, 1, len(page)) * np.exp(rng.normal(0, 0.4, pages))[page]
    return Paired(
        rng.poisson(rate * (1 - better_by)).astype(float), rng.poisson(rate).astype(float), lengths, page
    )


@settings(deadline=None, max_examples=40)
@given(counts)
def test_when_the_models_change_places_the_figures_are_mirrored(lines: Any) -> None:
    one = compare(paired(lines), "x")
    other = compare(paired([(old, new, length, page) for new, old, length, page in lines]), "x")
    assert (one.candidate_cer, one.champion_cer) == (other.champion_cer, other.candidate_cer)
    assert one.low == pytest.approx(-other.high)
    assert one.high == pytest.approx(-other.low)
    assert one.probability == pytest.approx(1 - other.probability)


@settings(deadline=None, max_examples=40)
@given(counts)
def test_a_candidate_that_is_worse_on_every_line_is_never_probably_better(lines: Any) -> None:
    worse = [(new + old + 1, old, max(length, 1), page) for new, old, length, page in lines]
    assert compare(paired(worse), "x").probability <= 0.5


def test_the_same_lines_and_seed_give_the_same_figures() -> None:
    lines = random_lines(np.random.default_rng(3), 12, 4)
    assert compare(lines, "letters-3") == compare(lines, "letters-3")
    assert compare(lines, "letters-3") != compare(lines, "letters-4")


@pytest.mark.parametrize(("pages", "each"), [(1, 12), (3, 8), (12, 5)])
def test_of_equal_candidates_few_look_surely_better(pages: int, each: int) -> None:
    rng = np.random.default_rng(pages)
    sure = [compare(random_lines(rng, pages, each), str(k)).probability >= 0.9 for k in range(200)]
    assert (
        0.02 <= np.mean(sure) <= 0.17
    )  # one in ten, give or take chance in 200 and alike lines on few pages


def test_a_candidate_that_halves_the_errors_is_seen_even_on_twenty_lines() -> None:
    rng = np.random.default_rng(5)
    found = [compare(random_lines(rng, 2, 10, better_by=0.5), str(k)).probability >= 0.9 for k in range(60)]
    assert np.mean(found) > 0.6


def test_lines_that_are_alike_on_a_page_say_less_than_as_many_on_pages_of_their_own() -> None:
    new, old = np.array([0.0, 1, 0, 1, 0, 2]).repeat(10), np.array([1.0, 0, 2, 0, 1, 1]).repeat(10)
    lengths = np.full(60, 40.0)
    together = compare(Paired(new, old, lengths, np.arange(6).repeat(10)), "x")
    apart = compare(Paired(new, old, lengths, np.arange(60)), "x")
    assert together.high - together.low > 1.5 * (apart.high - apart.low)


def test_one_line_proves_nothing() -> None:
    said = compare(paired([(0, 9, 40, 1)]), "x")
    assert said.probability == 0.5
    assert (said.low, said.high) == (-np.inf, np.inf)


def test_two_models_that_read_alike_are_as_good_as_each_other() -> None:
    said = compare(paired([(1, 1, 40, n) for n in range(20)]), "x")
    assert (said.low, said.high, said.probability) == (0, 0, 0.5)


def test_among_many_slices_more_is_asked_of_each_before_one_counts_as_worse() -> None:
    assert worse_beyond_noise([0.02], 0.05) == [True]
    assert worse_beyond_noise([0.02, 0.5, 0.9], 0.05) == [False, False, False]
    assert worse_beyond_noise([0.5, 0.01, 0.02, 0.9], 0.05) == [False, True, False, False]
    assert worse_beyond_noise([0.02, 0.6, 0.001], 0.05) == [True, False, True]
    assert worse_beyond_noise([], 0.05) == []

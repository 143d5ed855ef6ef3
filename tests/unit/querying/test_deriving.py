"""What answers support: the bound holds on lines that nobody has looked at, and says what it lacks."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from recto.querying.acceptance import Bound, is_within
from recto.querying.bounds import Found
from recto.querying.deriving import Answered, Audits, confirmed, derived
from recto.querying.lines import Lines
from tests.unit.querying.conftest import answered, some_lines


def readings(count: int, seed: int, *, skill: float = 1.0, lines_on_a_page: int = 8) -> Answered:
    """Lines as a model reads them: doubt that tells of errors by its skill, pages that differ."""
    random = np.random.default_rng(seed)
    pages = np.arange(count) // lines_on_a_page
    by_page = random.gamma(8, 1 / 8, pages.max() + 1)[pages]
    rates = np.clip(0.02 * random.lognormal(-0.7, 1.2, count) * by_page, 1e-6, 0.9)
    seen = np.clip(rates**skill * random.lognormal(0, 0.5, count), 1e-6, 0.9)
    length = random.integers(20, 60, count)
    lines = some_lines(
        count,
        pages=pages,
        graphemes=length,
        confidence=1 - seen,
        expected_errors=seen * length,
        entropy=seen * 2,
        least_confidence=np.clip(1 - 8 * seen, 0, 1),
        margin=-np.log(seen),
    )
    return answered(lines, random.binomial(length, rates))


def part(whole: Answered, rows: np.ndarray) -> Answered:
    return Answered(whole.lines.take(rows), whole.found.take(rows))


@pytest.mark.parametrize("by", ["lines", "pages"])
def test_over_many_draws_of_answers_the_bound_is_broken_in_no_more_than_one_in_twenty(by: str) -> None:
    whole = readings(6000, seed=1)
    random = np.random.default_rng(2)
    broken, shares = [], []
    for _ in range(60):
        if by == "lines":
            drawn = random.permutation(6000)[:300]
        else:
            drawn = np.flatnonzero(np.isin(whole.lines.pages, random.permutation(750)[:38]))
        rest = np.setdiff1d(np.arange(6000), drawn)
        within = rest[is_within(whole.lines.take(rest), derived(part(whole, drawn), 0.01, 0.95))]
        broken.append(whole.found.take(within).rate > 0.01)
        shares.append(len(within) / len(rest))
    assert np.mean(broken) <= 0.05 + 0.05  # and what 60 draws scatter
    assert np.mean(shares) > 0.3, "it accepts something worth the name"


def test_with_doubt_that_tells_nothing_a_model_that_errs_too_much_accepts_nothing() -> None:
    bound = derived(readings(400, seed=3, skill=0.0), 0.005, 0.95)
    assert bound.threshold == -inf
    assert bound.upper_cer == 1
    assert not is_within(some_lines(5), bound).any()


def test_without_enough_answers_nothing_is_accepted_and_it_is_said_how_many_are_missing() -> None:
    none = derived(part(readings(8, seed=4), np.arange(0)), 0.01, 0.95)
    assert (none.threshold, none.answered, none.missing) == (-inf, 0, 75)
    perfect = readings(200, seed=5)
    flawless = Answered(perfect.lines, Found(np.zeros(200), perfect.found.lengths, perfect.found.groups))
    assert derived(part(flawless, np.arange(20)), 0.01, 0.95).missing
    assert derived(flawless, 0.01, 0.95).missing == 0


def test_so_many_answers_more_do_suffice() -> None:
    some = readings(800, seed=6)
    flawless = Answered(some.lines, some.found._replace(errors=np.zeros(800)))
    missing = derived(part(flawless, np.arange(100)), 0.002, 0.95).missing
    assert missing
    assert derived(part(flawless, np.arange(100 + missing)), 0.002, 0.95).supported_by > 0


def test_if_the_surest_lines_have_too_many_errors_no_number_of_answers_is_named() -> None:
    lines = readings(300, seed=7).lines
    bound = derived(answered(lines, np.full(300, 2.0)), 0.01, 0.95)
    assert bound.missing is None


def test_a_looser_demand_never_accepts_less() -> None:
    whole = readings(500, seed=8)
    thresholds = [derived(whole, asked, 0.95).threshold for asked in (0.002, 0.005, 0.01, 0.03, 0.5)]
    assert thresholds == sorted(thresholds)
    assert thresholds[-1] > -inf


def test_a_line_read_as_empty_is_never_within() -> None:
    bound = replace(derived(readings(500, seed=9), 0.5, 0.95), threshold=inf)
    assert list(is_within(some_lines(2, graphemes=[0, 9]), bound)) == [False, True]


@pytest.fixture(scope="module")
def whole() -> Answered:
    return readings(800, seed=10)


@pytest.fixture(scope="module")
def bound(whole: Answered) -> Bound:
    return derived(whole, 0.01, 0.95)


class TestConfirmed:
    def audits(self, bound: Bound, errors: int) -> Audits:
        some = readings(400, seed=11)
        within = part(some, np.flatnonzero(is_within(some.lines, bound)))
        count = len(within.found.errors)
        found = within.found._replace(errors=np.full(count, float(errors)))
        return Audits(Answered(within.lines, found), np.full(count, bound.threshold))

    def test_audits_without_errors_leave_it_as_it_is(self, whole: Answered, bound: Bound) -> None:
        assert confirmed(bound, whole, self.audits(bound, 0), 0.01).threshold == bound.threshold

    def test_audits_full_of_errors_end_it(self, whole: Answered, bound: Bound) -> None:
        assert confirmed(bound, whole, self.audits(bound, 5), 0.01).threshold == -inf

    def test_drift_makes_it_stricter_and_never_looser(self, whole: Answered, bound: Bound) -> None:
        none = self.audits(bound, 0)._replace(answered=part(whole, np.arange(0)), reach=np.zeros(0))
        stricter, looser, off = (confirmed(bound, whole, none, asked) for asked in (0.007, 0.05, 0.0))
        assert off.threshold < stricter.threshold < bound.threshold
        assert looser.threshold == bound.threshold
        assert (off.threshold, off.asked_cer) == (-inf, 0.01)


def test_a_committee_that_tells_errors_apart_is_listened_to() -> None:
    """Doubt says nothing here, disagreement all: with enough answers the predictor finds out."""
    random = np.random.default_rng(12)
    wrong = random.random(800) < 0.3
    lines: Lines = some_lines(
        800,
        pages=np.arange(800) // 8,
        graphemes=40,
        disagreement=np.where(wrong, 0.5, 0.0),
        confidence=random.uniform(0.9, 0.99, 800),
    )
    bound = derived(answered(lines, np.where(wrong, 3, 0)), 0.01, 0.95)
    assert bound.share >= 0.6
    assert wrong[is_within(lines, bound)].mean() < 0.1

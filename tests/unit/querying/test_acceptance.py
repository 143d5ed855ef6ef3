"""What is accepted without a person, and what a person checks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.querying.acceptance import Bound, accept, is_within
from recto.querying.lines import Lines
from recto.querying.predictor import FEATURES, Predictor
from tests.unit.querying.conftest import pools, some_lines

BY_CONFIDENCE = Predictor((0.0,) * 8, (1.0,) * 8, (0.0, 1.0) + (0.0,) * 7)
"""Predicts 1 - confidence."""


def up_to(rate: float) -> Bound:
    return Bound(0.01, 0.95, BY_CONFIDENCE, threshold=rate)


@given(lines=pools(), rate=st.floats(0, 1), share=st.floats(0, 1))
@settings(deadline=None)
def test_each_sure_line_is_accepted_or_audited_and_no_other_is_either(
    lines: Lines, rate: float, share: float
) -> None:
    drawn = accept(lines, up_to(rate), audit_share=share, seed="letters")
    sure = set(np.flatnonzero(is_within(lines, up_to(rate))).tolist())
    assert set(drawn.accepted) | set(drawn.audited) == sure
    assert not set(drawn.accepted) & set(drawn.audited)
    assert all(lines.graphemes[row] > 0 for row in sure)


def test_a_prediction_at_the_threshold_is_good_enough() -> None:
    lines = some_lines(3, confidence=[0.97, 0.98, 0.99])
    at = float(BY_CONFIDENCE.rates(lines)[1])
    assert list(accept(lines, up_to(at), audit_share=0, seed="s").accepted) == [1, 2]


def test_a_prediction_looks_at_the_columns_it_names_and_no_others() -> None:
    lines = some_lines(3)
    bare = Lines(lines.ids, lines.pages, lines.graphemes, {name: lines[name] for name in FEATURES})
    np.testing.assert_array_equal(BY_CONFIDENCE.rates(bare), BY_CONFIDENCE.rates(lines))


@pytest.mark.parametrize("share", [0.02, 0.05, 0.3])
def test_audits_are_drawn_as_a_share_of_many_lines(share: float) -> None:
    count, deviations = 20_000, 5
    drawn = accept(some_lines(count), up_to(1), audit_share=share, seed="letters")
    spread = deviations * np.sqrt(count * share * (1 - share))
    assert abs(len(drawn.audited) - count * share) < spread


def test_audits_do_not_look_at_the_line() -> None:
    """A line is drawn by its id alone: how sure the model is must not show."""
    some = accept(some_lines(500, confidence=0.99), up_to(0.2), audit_share=0.3, seed="letters")
    others = accept(some_lines(500, confidence=0.91), up_to(0.2), audit_share=0.3, seed="letters")
    assert list(some.audited) == list(others.audited)


def test_asking_twice_gives_the_same_and_another_collection_draws_others() -> None:
    lines = some_lines(500)
    first, again, another = (
        list(accept(lines, up_to(1), audit_share=0.3, seed=seed).audited)
        for seed in ("letters", "letters", "maps")
    )
    assert first == again != another


@pytest.mark.parametrize(("share", "audited"), [(0.0, 0), (1.0, 100)])
def test_none_or_all_may_be_audited(share: float, audited: int) -> None:
    drawn = accept(some_lines(100), up_to(1), audit_share=share, seed="s")
    assert len(drawn.audited) == audited

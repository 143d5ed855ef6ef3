"""What is accepted without a person, and what a person checks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.querying.acceptance import accept
from recto.querying.lines import Lines
from tests.unit.querying.conftest import pools, some_lines


@given(lines=pools(), confidence=st.floats(0, 1), share=st.floats(0, 1))
@settings(deadline=None)
def test_each_sure_line_is_accepted_or_audited_and_no_other_is_either(
    lines: Lines, confidence: float, share: float
) -> None:
    drawn = accept(lines, confidence=confidence, audit_share=share, seed="letters")
    sure = {
        row for row in range(len(lines)) if lines.confidence[row] >= confidence and lines.graphemes[row] > 0
    }
    assert set(drawn.accepted) | set(drawn.audited) == sure
    assert not set(drawn.accepted) & set(drawn.audited)


def test_confidence_at_the_threshold_is_enough() -> None:
    drawn = accept(
        some_lines(3, confidence=[0.97999, 0.98, 0.98001]), confidence=0.98, audit_share=0, seed="s"
    )
    assert list(drawn.accepted) == [1, 2]


@pytest.mark.parametrize("share", [0.02, 0.05, 0.3])
def test_audits_are_drawn_as_a_share_of_many_lines(share: float) -> None:
    count, deviations = 20_000, 5
    drawn = accept(some_lines(count), confidence=0.5, audit_share=share, seed="letters")
    spread = deviations * np.sqrt(count * share * (1 - share))
    assert abs(len(drawn.audited) - count * share) < spread


def test_audits_do_not_look_at_the_line() -> None:
    """A line is drawn by its id alone: how sure the model is must not show."""
    some = accept(some_lines(500, confidence=0.99), confidence=0.9, audit_share=0.3, seed="letters")
    others = accept(some_lines(500, confidence=0.91), confidence=0.9, audit_share=0.3, seed="letters")
    assert list(some.audited) == list(others.audited)


def test_asking_twice_gives_the_same_and_another_collection_draws_others() -> None:
    lines = some_lines(500)
    first, again, another = (
        list(accept(lines, confidence=0.5, audit_share=0.3, seed=seed).audited)
        for seed in ("letters", "letters", "maps")
    )
    assert first == again != another


@pytest.mark.parametrize(("share", "audited"), [(0.0, 0), (1.0, 100)])
def test_none_or_all_may_be_audited(share: float, audited: int) -> None:
    drawn = accept(some_lines(100), confidence=0.5, audit_share=share, seed="s")
    assert len(drawn.audited) == audited

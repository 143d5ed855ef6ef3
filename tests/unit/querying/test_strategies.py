"""What every strategy of the registry keeps to. A new one is tested by being registered."""

import importlib
import pkgutil
import re
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.querying import strategies
from recto.querying.lines import Lines, NotLoaded
from recto.querying.strategies import STRATEGIES, Strategy
from tests.unit.querying.conftest import pools, some_lines

MORE_DOUBTFUL = {
    "uncertainty": {"confidence": [0.9, 0.2]},
    "margin": {"margin": [3.0, 0.01]},
    "entropy": {"entropy": [0.1, 1.5]},
    "committee-vote-entropy": {"disagreement": [0.1, 0.4]},
    "committee-edit-distance": {"edit_disagreement": [0.0, 0.2]},
    "recto": {"expected_errors": [0.5, 4.0]},
}
"""By each strategy's own definition, the second line is the more doubtful one."""
BLIND = {"random"}
"""These look at no evidence, and say so."""

every_strategy = pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)


def test_every_strategy_in_the_folder_is_registered_under_its_name() -> None:
    found = set()
    for module in pkgutil.iter_modules(strategies.__path__):
        loaded = importlib.import_module(f"{strategies.__name__}.{module.name}")
        found |= {value.name for value in vars(loaded).values() if isinstance(value, Strategy)}
    assert found
    assert found == set(STRATEGIES) == {strategy.name for strategy in STRATEGIES.values()}


def test_every_strategy_has_a_definition_of_doubt_tested_here_or_is_blind() -> None:
    assert set(MORE_DOUBTFUL) | BLIND == set(STRATEGIES)


@every_strategy
@given(lines=pools())
@settings(max_examples=50, deadline=None)
def test_there_is_one_finite_score_for_each_line_and_none_is_negative(
    strategy: Strategy, lines: Lines
) -> None:
    scores = strategy.score(lines, "round-1")
    assert scores.shape == (len(lines),)
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()


@every_strategy
@given(lines=pools(min_size=2), random=st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_scores_do_not_depend_on_the_order_or_company_of_lines(
    strategy: Strategy, lines: Lines, random: Random
) -> None:
    rows = random.sample(range(len(lines)), k=random.randint(1, len(lines)))
    some = lines.take(np.array(rows, dtype=np.intp))
    np.testing.assert_allclose(strategy.score(some, "r"), strategy.score(lines, "r")[rows], rtol=1e-6)


@every_strategy
def test_score_and_reason_look_at_no_column_that_the_strategy_has_not_declared(strategy: Strategy) -> None:
    lines = some_lines(3)
    bare = Lines(
        lines.ids,
        lines.pages,
        lines.graphemes,
        {name: column for name, column in lines.columns.items() if name in strategy.needs},
    )
    assert len(strategy.score(bare, "r")) == 3
    assert strategy.reason(bare, 0)


def test_a_column_that_was_not_loaded_is_named() -> None:
    lines = some_lines(1)
    with pytest.raises(NotLoaded, match="without margin"):
        Lines(lines.ids, lines.pages, lines.graphemes)["margin"]


@pytest.mark.parametrize("name", MORE_DOUBTFUL)
def test_the_more_doubtful_line_scores_higher(name: str) -> None:
    sure, doubtful = STRATEGIES[name].score(some_lines(2, **MORE_DOUBTFUL[name]), "r")
    assert doubtful > sure


@every_strategy
def test_the_same_question_has_the_same_answer(strategy: Strategy) -> None:
    lines = some_lines(50, confidence=np.linspace(0, 1, 50))
    np.testing.assert_array_equal(strategy.score(lines, "r"), strategy.score(lines, "r"))


@every_strategy
@given(lines=pools(min_size=1))
@settings(max_examples=50, deadline=None)
def test_the_reason_is_words_and_plain_numbers(strategy: Strategy, lines: Lines) -> None:
    reason = strategy.reason(lines, 0)
    assert re.fullmatch(r"[a-z][a-z ,]*((\d+%|\d+\.\d+|\d+)[a-z ,]*)*", reason), reason
    assert len(reason) < 80


def test_random_draws_anew_each_round_and_evenly() -> None:
    lines = some_lines(2000)
    first, second = (STRATEGIES["random"].score(lines, seed) for seed in ("r1", "r2"))
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.1
    np.testing.assert_allclose(np.histogram(first, bins=4, range=(0, 1))[0], 500, atol=100)


@pytest.mark.parametrize("name", ["committee-vote-entropy", "committee-edit-distance"])
def test_without_a_committee_lines_are_drawn_by_lot(name: str) -> None:
    scores = STRATEGIES[name].score(some_lines(100), "r")
    assert len(np.unique(scores)) > 90
    assert scores.max() < 1e-5

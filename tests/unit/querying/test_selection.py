"""A batch: as many as asked for, the best, and from many pages."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.querying.greedy import fair_share
from recto.querying.lines import Lines
from recto.querying.selection import EMPTY, select
from recto.querying.strategies import STRATEGIES, Strategy
from tests.unit.querying.conftest import pools, some_lines

UNCERTAINTY, RECTO = STRATEGIES["uncertainty"], STRATEGIES["recto"]
any_strategy = st.sampled_from(list(STRATEGIES.values()))


@given(lines=pools(), count=st.integers(0, 80), strategy=any_strategy)
@settings(max_examples=300, deadline=None)
def test_a_batch_is_as_large_as_asked_for_or_as_the_pool_and_has_no_line_twice(
    lines: Lines, count: int, strategy: Strategy
) -> None:
    picks = select(lines, strategy, count, "r")
    assert len(picks) == min(count, len(lines))
    assert len({pick.line_id for pick in picks}) == len(picks)
    assert {pick.line_id for pick in picks} <= set(lines.ids)
    assert all(EMPTY <= pick.priority < 20 and pick.reason for pick in picks)


@given(lines=pools(), count=st.integers(0, 80), strategy=any_strategy)
@settings(max_examples=100, deadline=None)
def test_the_same_seed_gives_the_same_picks(lines: Lines, count: int, strategy: Strategy) -> None:
    assert select(lines, strategy, count, "r") == select(lines, strategy, count, "r")


@pytest.mark.parametrize("strategy", [UNCERTAINTY, RECTO], ids=lambda strategy: strategy.name)
@given(lines=pools(min_size=1), count=st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_a_readable_line_is_left_out_for_an_empty_one_only_if_its_page_has_given_its_share(
    strategy: Strategy, lines: Lines, count: int
) -> None:
    picked = [str(pick.line_id) for pick in select(lines, strategy, count, "r")]
    rows = {str(name): row for row, name in enumerate(lines.ids)}
    groupings = [lines.pages] if strategy is UNCERTAINTY else [lines.pages, lines["writer"]]
    if any(lines.graphemes[rows[name]] == 0 for name in picked):
        left_out = [row for name, row in rows.items() if name not in picked and lines.graphemes[row] > 0]
        for row in left_out:
            assert any(
                sum(group[rows[name]] == group[row] for name in picked)
                >= fair_share(count, len(np.unique(group)))
                for group in groupings
            )


def test_the_best_come_first() -> None:
    lines = some_lines(4, pages=range(4), confidence=[0.9, 0.1, 0.5, 0.3])
    picks = select(lines, UNCERTAINTY, 3, "r")
    assert [pick.line_id[-1] for pick in picks] == ["1", "3", "2"]
    assert [pick.priority for pick in picks] == pytest.approx([0.9, 0.7, 0.5])
    assert picks[0].reason == "read with 10% confidence, about 2.0 errors"


@pytest.mark.parametrize("strategy", [UNCERTAINTY, RECTO], ids=lambda strategy: strategy.name)
def test_lines_read_as_empty_come_last_whatever_their_evidence_says(strategy: Strategy) -> None:
    lines = some_lines(3, confidence=[0.0, 0.9, 0.8], graphemes=[0, 20, 20])
    picks = select(lines, strategy, 3, "r")
    assert picks[-1].line_id[-1] == "0"
    assert picks[-1].priority == EMPTY < picks[-2].priority


@pytest.mark.parametrize("strategy", [UNCERTAINTY, RECTO], ids=lambda strategy: strategy.name)
def test_no_page_gives_more_than_its_share_while_others_have_lines_left(strategy: Strategy) -> None:
    errors = np.r_[np.full(50, 8.0), np.full(50, 1.0)]  # one page is worse than all the others
    lines = some_lines(
        100,
        pages=[0] * 50 + [1 + i // 10 for i in range(50)],
        confidence=1 - errors / 10,
        expected_errors=errors,
        writer=np.arange(100) % 7,
    )
    picked = {pick.line_id for pick in select(lines, strategy, 30, "r")}
    by_page = Counter(int(page) for name, page in zip(lines.ids, lines.pages, strict=True) if name in picked)
    assert by_page[0] <= 10
    assert len(by_page) >= 3


def test_no_writer_gives_more_than_their_share_while_others_have_lines_left() -> None:
    readable = [20] * 50 + [0] * 50  # all that could be read is one writer's
    lines = some_lines(
        100, pages=range(100), graphemes=readable, writer=[0] * 50 + [1 + i // 10 for i in range(50)]
    )
    taken = [int(pick.line_id[-5:]) for pick in select(lines, RECTO, 30, "r")]
    by_writer = Counter(lines["writer"][taken].tolist())
    assert by_writer[0] == fair_share(30, 6) == 10


def test_one_page_alone_gives_all_that_is_wanted() -> None:
    for strategy in (UNCERTAINTY, RECTO):
        assert len(select(some_lines(100), strategy, 60, "r")) == 60


def test_an_empty_pool_gives_an_empty_batch() -> None:
    for strategy in STRATEGIES.values():
        assert select(some_lines(0), strategy, 5, "r") == []

"""Greedy choice: the lazy way gives what looking at every line would, and what it assumes of worth is true."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.querying.context import Context
from recto.querying.embeddings import SIZE, codes, packed, whitened
from recto.querying.greedy import chosen, fair_share
from recto.querying.lines import Lines
from recto.querying.worth import WorthPerKeystroke
from tests.unit.querying.conftest import pools

TRUSTING = Context(doubts=np.arange(50.0), errors=np.arange(50) / 1000)
contexts = st.sampled_from([Context(), TRUSTING])


@given(lines=pools(min_size=1), context=contexts, order=st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_what_a_line_adds_is_never_negative_and_only_falls(
    lines: Lines, context: Context, order: np.random.Generator
) -> None:
    worth = WorthPerKeystroke(lines, context, "r")
    before = np.array([worth.gain(line) for line in range(len(lines))])
    np.testing.assert_allclose(before, worth.gains(), rtol=1e-3, atol=1e-9)
    for taken in order.sample(range(len(lines)), min(3, len(lines))):
        worth.choose(taken)
        after = np.array([worth.gain(line) for line in range(len(lines))])
        assert (after >= 0).all()
        assert (after <= before * (1 + 1e-5) + 1e-9).all()
        before = after


@given(lines=pools(min_size=1), context=contexts)
@settings(max_examples=50, deadline=None)
def test_each_choice_is_the_best_at_the_time(lines: Lines, context: Context) -> None:
    alone = np.arange(len(lines))
    left = set(range(len(lines)))
    watched = WorthPerKeystroke(lines, context, "r")
    for choice in chosen(WorthPerKeystroke(lines, context, "r"), [alone], 10):
        best = max(watched.gain(line) for line in left)
        assert watched.gain(choice.line) >= best * (1 - 1e-4) - 1e-9
        watched.choose(choice.line)
        left.remove(choice.line)


class Falling:
    """Every line is worth its number, and less when chosen: never mind."""

    def __init__(self, count: int) -> None:
        self._worth = np.arange(count, dtype=float)

    def gains(self) -> np.ndarray:
        return self._worth

    def gain(self, line: int) -> float:
        return float(self._worth[line])

    def choose(self, line: int) -> None:
        self._worth[line] = 0


@pytest.mark.parametrize("count", [1, 10, 30, 100])
def test_a_group_gives_more_than_its_share_only_when_all_others_have_given_theirs(count: int) -> None:
    pages = np.r_[np.full(60, 9), np.arange(40) // 10]
    taken = [choice.line for choice in chosen(Falling(100), [pages[::-1]], count)]
    given_by = Counter(pages[::-1][taken].tolist())
    share = fair_share(count, 5)
    assert len(set(taken)) == count
    if max(given_by.values()) > share:
        assert all(given_by[page] >= min(share, 10) for page in range(4))


@given(st.lists(st.floats(-1, 1), min_size=SIZE, max_size=SIZE).filter(lambda v: np.linalg.norm(v) > 0.1))
def test_an_embedding_comes_back_from_its_bytes_in_the_same_direction(vector: list[float]) -> None:
    back = codes([packed(vector)])[0].astype(float)
    cosine = back @ vector / np.linalg.norm(back) / np.linalg.norm(vector)
    assert cosine > np.cos(np.radians(2.5))


@pytest.mark.parametrize("vector", [(), (0.0,) * SIZE, (1.0,) * 3, (float("nan"),) * SIZE])
def test_what_is_no_embedding_is_kept_as_none(vector: tuple[float, ...]) -> None:
    assert packed(vector) == b""
    assert not codes([packed(vector), None]).any()


def test_whitened_directions_are_of_unit_length_and_nothing_stays_nothing() -> None:
    some = np.random.default_rng(0).integers(-127, 128, (50, SIZE)).astype(np.int8)
    some[3] = 0
    sample, others = whitened(some, some[:5])
    lengths = np.linalg.norm(sample, axis=1)
    np.testing.assert_allclose(np.delete(lengths, 3), 1, rtol=1e-5)
    assert lengths[3] == 0
    np.testing.assert_allclose(others, sample[:5], atol=1e-6)

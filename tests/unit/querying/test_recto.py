"""The default strategy: what its picks have in common, and when that changes."""

from collections import Counter

import numpy as np
import pytest

from recto.querying.context import Context
from recto.querying.embeddings import SIZE
from recto.querying.lines import Lines
from recto.querying.selection import select
from recto.querying.strategies import STRATEGIES
from recto.querying.trust import rank_correlation, trust
from tests.unit.querying.conftest import look, some_lines

RECTO = STRATEGIES["recto"]
ANSWERED = Context(doubts=np.linspace(0, 0.3, 200), errors=np.linspace(0, 0.2, 200))
"""Two hundred answers, and doubt was right about every one."""


def clusters(*sizes: int, **columns: object) -> tuple[Lines, np.ndarray]:
    """Lines of several kinds that look alike within a kind, and the kind of each."""
    kinds = np.repeat(np.arange(len(sizes)), sizes)
    noise = np.random.default_rng(0).normal(0, 6, (len(kinds), SIZE))
    looks = np.stack([look(kind + 1) for kind in range(len(sizes))])[kinds] * 0.7 + noise
    pages = np.arange(len(kinds)) % 50
    return some_lines(len(kinds), pages=pages, embedding=np.rint(looks).clip(-127, 127), **columns), kinds


def picked(lines: Lines, kinds: np.ndarray, count: int, context: Context) -> Counter[int]:
    rows = {name: row for row, name in enumerate(lines.ids)}
    return Counter(int(kinds[rows[pick.line_id]]) for pick in select(lines, RECTO, count, "r", context))


class TestColdStart:
    def test_the_first_picks_are_one_of_each_large_kind(self) -> None:
        lines, kinds = clusters(300, 200, 100, 3, 2, 1)
        assert set(picked(lines, kinds, 3, Context())) == {0, 1, 2}

    def test_no_confidence_is_needed(self) -> None:
        unread = {"confidence": 1.0, "expected_errors": 0.0, "entropy": 0.0}
        lines, kinds = clusters(300, 200, 100, 3, **unread)
        assert set(picked(lines, kinds, 3, Context())) == {0, 1, 2}

    def test_what_labels_cover_is_not_asked_again_before_the_rest(self) -> None:
        lines, kinds = clusters(300, 200, 100)
        covered = Context(covered=lines["embedding"][kinds == 0][:20])
        assert picked(lines, kinds, 2, covered) == {1: 1, 2: 1}

    def test_without_embeddings_lines_are_drawn_by_lot(self) -> None:
        lines = some_lines(200, pages=range(200))
        first, second = ({pick.line_id for pick in select(lines, RECTO, 20, seed)} for seed in ("r1", "r2"))
        assert len(first & second) < 10

    def test_the_reason_says_what_the_line_is_typical_of(self) -> None:
        lines, _ = clusters(300, 200)
        [pick] = select(lines, RECTO, 1, "r")
        assert pick.reason.startswith("typical of lines like it, ")
        assert pick.reason.endswith("of what is open, none labelled yet")


class TestWithAnswers:
    def test_of_lines_that_look_alike_the_erroneous_are_asked(self) -> None:
        errors = np.where(np.arange(600) % 3 == 0, 4.0, 0.2)
        doubted = ["ein" if each > 1 else "" for each in errors]
        lines, _ = clusters(600, expected_errors=errors, doubted=doubted)
        rows = {name: row for row, name in enumerate(lines.ids)}
        taken = [rows[pick.line_id] for pick in select(lines, RECTO, 30, "r", ANSWERED)]
        assert np.mean(errors[taken] > 1) > 0.8

    def test_lines_that_nobody_could_read_are_left_to_the_end(self) -> None:
        errors = np.where(np.arange(300) < 30, 19.0, 2.0)
        lines, _ = clusters(300, expected_errors=errors)
        rows = {name: row for row, name in enumerate(lines.ids)}
        taken = [rows[pick.line_id] for pick in select(lines, RECTO, 100, "r", ANSWERED)]
        assert min(taken) >= 30

    def test_characters_that_labels_have_not_shown_are_sought_and_named(self) -> None:
        texts = ["ein Ξ" if i in range(0, 200, 20) else "ein" for i in range(200)]
        errors = np.linspace(1.9, 2.1, 200)
        lines, _ = clusters(200, text=texts, expected_errors=errors, doubted=[text[-1] for text in texts])
        context = Context(doubts=ANSWERED.doubts, errors=ANSWERED.errors, characters={"n": 500})
        picks = select(lines, RECTO, 10, "r", context)
        found = [pick for pick in picks if texts[int(pick.line_id[-5:])] == "ein Ξ"]
        assert len(found) >= 3
        assert "characters rarely labelled: Ξ" in found[0].reason

    def test_of_equal_worth_the_line_that_takes_fewer_keystrokes_is_asked(self) -> None:
        lines = some_lines(2, expected_errors=[2.0, 2.0], graphemes=[20, 60])
        scores = RECTO.score(lines, "r")
        assert scores[0] > scores[1]


class TestTrust:
    @pytest.mark.parametrize(
        ("what", "doubts", "errors", "cer", "between"),
        [
            ("nothing is answered", [], [], None, (0.3, 0.4)),
            ("doubt was right often", range(100), range(100), 0.02, (0.8, 1)),
            ("doubt was right a few times", range(5), range(5), 0.02, (0.5, 0.6)),
            ("doubt was the same for all answers", [1] * 100, range(100), 0.05, (0, 0.1)),
            ("doubt was wrong", range(100, 0, -1), range(100), 0.05, (0, 0)),
            ("the model can't read", range(100), range(100), 0.4, (0, 0)),
            ("the model reads badly", range(100), range(100), 0.25, (0.1, 0.2)),
        ],
    )
    def test_follows_the_evidence(
        self, what: str, doubts: list[int], errors: list[int], cer: float | None, between: tuple[float, float]
    ) -> None:
        context = Context(
            doubts=np.array(doubts, float), errors=np.array(errors, float) / 1000, held_out_cer=cer
        )
        assert between[0] <= trust(context, np.linspace(0, 0.2, 50)) <= between[1], what

    def test_there_is_none_in_doubt_that_is_the_same_everywhere(self) -> None:
        assert trust(ANSWERED, np.full(50, 0.1)) == trust(Context(), np.zeros(0)) == 0

    def test_rank_correlation_is_spearmans(self) -> None:
        assert rank_correlation(
            np.array([1.0, 2, 3, 4]), np.array([10.0, 100, 1000, 10000])
        ) == pytest.approx(1)
        # With a tie: ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4.
        assert rank_correlation(np.array([1.0, 2, 2, 3]), np.array([1.0, 3, 2, 4])) == pytest.approx(
            0.9487, abs=1e-4
        )

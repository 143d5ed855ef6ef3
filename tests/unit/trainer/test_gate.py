"""The promotion gate: surely better on the same held-out lines and worse on no slice of them, or no promotion."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.recognition import comparison
from services.trainer.evidence import HeldOutReading
from services.trainer.gate import SURE_ENOUGH, Judgement, judge
from services.trainer.slices import ENOUGH_LINES, KINDS, slices

TRUTH = "a line of forty characters, more or less"


def line(
    number: int,
    old: int,
    new: int,
    *,
    page: int = 0,
    document: str = "",
    writer: str | None = None,
    truth: str = TRUTH,
) -> Any:
    """A held-out line that the champion reads with `old` errors, and the candidate with `new`."""
    return HeldOutReading(
        line_id=f"page-{page}/l{number}",
        page_id=f"page-{page}",
        document_id=document,
        writer=writer,
        truth=truth,
        champion=truth + "#" * old,
        candidate=truth + "#" * new,
    )


def lines(errors: Iterable[tuple[int, int]], **about: Any) -> list[HeldOutReading]:
    return [line(number, old, new, **about) for number, (old, new) in enumerate(errors)]


def judged(held_out: Sequence[HeldOutReading]) -> Judgement:
    return judge(held_out, "letters-1")


def test_a_first_model_that_is_clearly_better_passes_with_ten_held_out_lines() -> None:
    said = judged(lines([(4, 1), (3, 1), (5, 2), (2, 2), (6, 3), (3, 2), (4, 4), (2, 1), (5, 1), (3, 0)]))
    assert said.is_promoted
    assert (said.candidate_cer, said.champion_cer) == (17 / 400, 37 / 400)
    assert said.interval is not None
    assert said.interval.low < (17 - 37) / 400 < said.interval.high < 0
    assert said.reason.startswith(
        "4.25% of characters wrong on 10 held-out lines, against 9.25%: better with"
    )


def test_as_many_errors_are_not_enough_however_many_lines_say_so() -> None:
    said = judged(lines([(2, 2)] * 200))
    assert not said.is_promoted
    assert said.probability == 0.5
    assert said.reason.endswith("and it is no better on these")


def test_one_line_read_better_among_many_read_alike_does_not_change_models() -> None:
    said = judged(lines([(2, 1)] + [(1, 1)] * 30))
    assert not said.is_promoted
    assert said.reason.endswith("and 90% are asked for")


def test_a_single_held_out_line_proves_nothing() -> None:
    said = judged(lines([(9, 0)]))
    assert not said.is_promoted
    assert said.interval is None


def test_nothing_shows_that_it_is_better_where_no_line_is_held_out() -> None:
    said = judged([])
    assert not said.is_promoted
    assert (said.candidate_cer, said.champion_cer, said.probability) == (None, None, None)
    assert "no held-out line" in said.reason


def test_held_out_lines_without_text_alone_show_nothing_either() -> None:
    said = judged(lines([(4, 0), (0, 0)], truth=""))
    assert not said.is_promoted
    assert said.candidate_cer is None


def test_text_read_where_there_is_none_counts_as_errors() -> None:
    said = judged([*lines([(1, 0)] * 9), *lines([(0, 30)], truth="")])
    assert not said.is_promoted
    assert (said.candidate_cer, said.champion_cer) == (30 / 360, 9 / 360)


def test_characters_count_once_composed_or_not() -> None:
    read = line(1, 0, 0, truth="cafe\u0301").model_copy(update={"candidate": "caf\u00e9", "champion": "cafe"})
    assert judged([read, read]).candidate_cer == 0


def test_a_document_that_is_read_worse_beyond_noise_stops_a_candidate_and_is_named() -> None:
    better = [
        each for d in range(4) for each in lines([(5, 1), (4, 1), (6, 2)] * 5, document=f"d{d}", page=d)
    ]
    paying = lines([(1, 3), (0, 2), (1, 2), (2, 4)] * 3, document="ledger", page=9)
    assert judged(better).is_promoted
    said = judged([*better, *paying])
    assert said.probability is not None
    assert said.probability > SURE_ENOUGH
    assert not said.is_promoted
    assert [each.name for each in said.slices if each.is_worse] == ["document ledger"]
    assert "; but it is worse beyond noise on document ledger (6.88% against 2.50%, 12 lines)" in said.reason


def test_a_writer_who_is_read_worse_beyond_noise_over_documents_stops_a_candidate_and_is_named() -> None:
    better = [
        each for d in range(4) for each in lines([(5, 1), (4, 1), (6, 2)] * 5, document=f"d{d}", page=d)
    ]
    paying = [
        line(n, 1, 3, document=f"letter-{n % 4}", writer="Mary Stanford", page=9 + n % 4) for n in range(16)
    ]
    said = judged([*better, *paying])
    assert not said.is_promoted
    assert [each.name for each in said.slices if each.is_worse] == ["writer Mary Stanford"]
    assert "; but it is worse beyond noise on writer Mary Stanford (" in said.reason


def test_lines_of_nobody_knows_whom_are_no_slice_of_one_writer() -> None:
    held_out = [*lines([(1, 0)] * 20), *lines([(1, 0)] * 20, writer="Mary")]
    assert [name for name, _ in slices(held_out)] == ["writer Mary"]


@pytest.mark.parametrize(
    ("truth", "name"),
    [
        ("ἐν ἀρχῇ ἦν ὁ λόγος καὶ ὁ λόγος ἦν πρὸς", "script Greek"),
        ("Herrn Müller, Schulſtraße 12, zu Händen", "personal data"),
        ("Cap. II", "under 15 characters"),
        ("so lang wie " * 7, "over 60 characters"),
        ("12. 3. 1891 - 14. 4. 1892 - 1893 - 1894", "no letters"),
    ],
)
def test_no_kind_of_line_may_pay_for_what_the_others_gain(truth: str, name: str) -> None:
    paying = lines([(0, 2), (1, 3)] * 6, truth=truth, page=1)
    said = judged([*lines([(6, 1), (5, 2)] * 15), *paying])
    assert not said.is_promoted
    assert name in [each.name for each in said.slices if each.is_worse]
    assert name in said.reason


def test_a_few_lines_are_no_slice_and_neither_are_all() -> None:
    few = lines([(0, 5)] * (ENOUGH_LINES - 1), document="few")
    said = judged([*lines([(9, 1)] * 30, document="many"), *few])
    assert [each.name for each in said.slices] == ["document many"]
    assert said.is_promoted


def test_of_very_many_documents_the_largest_are_looked_at() -> None:
    held_out = [each for d in range(50) for each in lines([(1, 0)] * (10 + d), document=f"d{d}")]
    named = [name for name, _ in slices(held_out)]
    assert named == [f"document d{d}" for d in range(49, 29, -1)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_slice_takes_any_text(kind: str) -> None:
    for truth in ("", " ", "\u0301", "\N{PILE OF POO}" * 80):
        KINDS[kind](line(1, 0, 0, truth=truth))


errors = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=40)


@settings(deadline=None, max_examples=40)
@given(errors)
def test_a_candidate_that_is_worse_on_every_line_is_never_promoted(counts: Any) -> None:
    held_out = [line(n, old, old + more + 1, page=page) for n, (old, more, page) in enumerate(counts)]
    assert not judged(held_out).is_promoted


@settings(deadline=None, max_examples=40)
@given(errors)
def test_of_two_models_at_most_one_would_replace_the_other(counts: Any) -> None:
    one = [line(n, old, new, page=page) for n, (old, new, page) in enumerate(counts)]
    other = [line(n, new, old, page=page) for n, (old, new, page) in enumerate(counts)]
    assert not (judged(one).is_promoted and judged(other).is_promoted)


def test_of_candidates_that_are_no_better_about_one_in_ten_is_promoted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(comparison, "RESAMPLINGS", 400)
    rng = np.random.default_rng(7)
    promoted = 0
    for trial in range(150):
        rate = rng.gamma(1, 2, 24)
        held_out = [
            line(n, int(old), int(new), page=n // 4, document=f"d{n // 12}")
            for n, (old, new) in enumerate(zip(rng.poisson(rate), rng.poisson(rate), strict=True))
        ]
        promoted += judge(held_out, f"letters-{trial}").is_promoted
    assert promoted / 150 <= 0.17

"""Accepting in a benchmark: draws of answers, what they let through, and promises that break."""

import numpy as np
import pytest

from recto.benchmarks import accepting
from recto.benchmarks.accepting import Question
from recto.benchmarks.line_sets import LineSet
from recto.querying.bounds import Found
from recto.querying.deriving import Answered
from recto.querying.lines import Lines


def known(lines: int, wrong: float) -> Answered:
    """Lines of 50 characters from 40 sources; the more doubtful, the more errors, `wrong` of them with any."""
    rng = np.random.default_rng(1)
    doubt = rng.random(lines)
    errors = np.where(doubt > 1 - wrong, rng.integers(1, 12, lines), 0).astype(float)
    numbers = {name: doubt.astype(np.float32) for name in ("entropy", "expected_errors", "disagreement")}
    columns = {
        **numbers,
        "edit_disagreement": np.zeros(lines, np.float32),
        "confidence": (1 - doubt).astype(np.float32),
        "least_confidence": (1 - doubt).astype(np.float32),
        "margin": (5 * (1 - doubt)).astype(np.float32),
    }
    sources = np.arange(lines) % 40
    ids = np.arange(lines).astype(str).astype(object)
    return Answered(
        Lines(ids, sources, np.full(lines, 50), columns), Found(errors, np.full(lines, 50.0), sources)
    )


@pytest.fixture
def accept(monkeypatch, line_set):
    """Figures of a benchmark on lines that were read somewhere else."""

    def accepted(read: Answered, **asked):
        monkeypatch.setattr(accepting, "_read", lambda *_: read)
        lines = LineSet(line_set())
        return accepting.accept(lines, Question(**{"resamplings": 20, **asked}), lambda *_: None)

    return accepted


def test_lines_without_errors_are_accepted_and_no_promise_breaks(accept):
    ways = accept(known(900, wrong=0.3))["ways"]
    assert ways["recto"]["accepted_share"] > 0.5
    assert all(way["broken_share"] <= 0.1 for way in ways.values())


def test_nothing_is_accepted_where_every_line_is_wrong(accept):
    figures = accept(known(900, wrong=1.0))
    assert figures["ways"]["recto"]["accepted_share"] == 0
    assert figures["ways"]["recto"]["accepts_nothing_share"] == 1
    assert figures["ratio_to_raw"] is None


def test_the_bound_on_characters_accepts_more_than_one_on_lines(accept):
    ways = accept(known(900, wrong=0.3))["ways"]
    assert ways["raw_by_characters"]["accepted_share"] > ways["raw_by_lines"]["accepted_share"]


def test_answers_by_source_are_whole_sources():
    everything = known(400, wrong=0.2)
    answered, others = accepting._drawn(
        everything, Question(answers=100, by_source=True), np.random.default_rng(0)
    )
    assert len(answered.lines) == 100
    assert not set(answered.lines.pages) & set(others.lines.pages)


def test_the_base_itself_can_be_asked(line_set):
    figures = accepting.accept(
        LineSet(line_set(pool=6, validation=6, test=6)),
        Question(labels=0, answers=6, resamplings=2),
        lambda *_: None,
    )
    assert figures["lines"] == 18

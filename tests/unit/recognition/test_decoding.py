"""Posteriors to readings. Small cases are checked against summing every alignment there is."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.recognition.alphabet import Alphabet
from recto.recognition.decoding import Extent, Interpreter, Seen
from recto.recognition.language.counting import learned
from recto.recognition.language.language import Language
from schemas.readings import Reading

ALPHABET = Alphabet(tuple("abcd"))
FEW_WORDS = Language((learned([("abba", 5.0), ("cad dab", 2.0)]),))


def posteriors(seed: int, lines: int = 3, frames: int = 14, sharpness: float = 3.0):
    """Random (lines, frames, classes) that sum to 1 over the classes."""
    scores = np.exp(np.random.default_rng(seed).normal(0, sharpness, (lines, frames, len(ALPHABET) + 1)))
    return (scores / scores.sum(axis=-1, keepdims=True)).astype(np.float32)


def read(probabilities, language=None) -> list[Reading]:
    lines, frames, _ = probabilities.shape
    seen = Seen(probabilities, np.zeros((lines, 32), np.float32))
    return Interpreter(ALPHABET, language).readings(seen, [Extent(0.0, 1 / frames)] * lines)


def probability_by_text(probabilities) -> dict[str, float]:
    """Of everything that one line could say, by brute force over all paths."""
    total: dict[str, float] = {}
    for path in product(range(probabilities.shape[1]), repeat=probabilities.shape[0]):
        kept = [each for before, each in zip((0, *path), path, strict=False) if each not in (0, before)]
        share = float(np.prod([row[each] for row, each in zip(probabilities, path, strict=True)]))
        total[ALPHABET.decode(kept)] = total.get(ALPHABET.decode(kept), 0) + share
    return total


@settings(deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([None, FEW_WORDS]))
def test_every_reading_keeps_to_the_schema(seed, language):
    for reading in read(posteriors(seed), language):
        assert Reading.model_validate(reading.model_dump()) == reading
        assert reading.text == "".join(grapheme.text for grapheme in reading.graphemes)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([None, FEW_WORDS]))
def test_confidence_and_alternatives_never_add_up_to_more_than_one(seed, language):
    for reading in read(posteriors(seed), language):
        for grapheme in reading.graphemes:
            assert grapheme.confidence + sum(other.probability for other in grapheme.alternatives) <= 1 + 1e-6
            assert grapheme.text not in {other.text for other in grapheme.alternatives}
            shares = [other.probability for other in grapheme.alternatives]
            assert shares == sorted(shares, reverse=True)


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_graphemes_follow_one_another_along_the_line(seed):
    for reading in read(posteriors(seed)):
        edges = [edge for grapheme in reading.graphemes for edge in (grapheme.start, grapheme.end)]
        assert edges == sorted(edges)
        assert all(0 <= edge <= 1 for edge in edges)


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_expected_errors_are_the_doubt_of_all_graphemes(seed):
    for reading in read(posteriors(seed)):
        doubt = sum(1 - grapheme.confidence for grapheme in reading.graphemes)
        assert reading.evidence.expected_errors == pytest.approx(doubt)


@pytest.mark.parametrize("seed", range(6))
def test_the_confidence_of_a_lone_grapheme_is_its_posterior_among_its_rivals(seed):
    """One peak: the window is the whole line, so the sum over alignments is exact."""
    probabilities = posteriors(seed, lines=1, frames=6, sharpness=1.0)
    probabilities[0, :, 0] = [6, 6, 0.1, 6, 6, 6]
    probabilities[0, 2, 1] = 4
    probabilities /= probabilities.sum(axis=-1, keepdims=True)
    [reading] = read(probabilities)
    truth = probability_by_text(probabilities[0])
    rivals = sum(truth.get(text, 0) for text in ("", "a", "b", "c", "d"))
    assert reading.text == "a"
    assert reading.graphemes[0].confidence == pytest.approx(truth["a"] / rivals, rel=1e-4)


def test_a_certain_reading_has_confidence_one_and_no_entropy():
    probabilities = np.full((1, 9, 5), 1e-9, np.float32)
    for frame, each in enumerate([0, 1, 1, 0, 2, 0, 2, 3, 0]):
        probabilities[0, frame, each] = 1
    [reading] = read(probabilities)
    assert reading.text == "abbc"
    assert all(grapheme.confidence > 0.999 for grapheme in reading.graphemes)
    assert reading.evidence.entropy < 1e-3
    assert reading.evidence.margin > 10


def test_two_equal_candidates_leave_no_margin():
    probabilities = np.full((1, 5, 5), 1e-6, np.float32)
    probabilities[0, :, 0] = 1
    probabilities[0, 2] = [1e-6, 0.5, 0.4999, 1e-6, 1e-6]
    [reading] = read(probabilities)
    assert reading.graphemes[0].confidence == pytest.approx(0.5, abs=0.01)
    assert reading.graphemes[0].alternatives[0].text == "b"
    assert reading.evidence.margin < 0.01
    assert reading.evidence.entropy == pytest.approx(np.log(2), abs=0.02)


def test_an_empty_line_has_valid_evidence():
    probabilities = np.full((2, 7, 5), 0.02, np.float32)
    probabilities[:, :, 0] = 0.92
    for reading in read(probabilities):
        assert (reading.text, reading.graphemes) == ("", ())
        assert reading.evidence.confidence == 1
        assert reading.evidence.margin == pytest.approx(np.log(0.92 / 0.02), rel=1e-3)
        Reading.model_validate(reading.model_dump())

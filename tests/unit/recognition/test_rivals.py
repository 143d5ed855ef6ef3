"""The sums over alignments, against brute force over all paths: of graphemes in windows, and of whole texts."""

from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.recognition.alphabet import BLANK
from recto.recognition.best_path import best_path
from recto.recognition.rivals import rivals
from recto.recognition.text_probability import log_probability
from recto.recognition.window_sums import summed
from recto.recognition.windows import Windows

CLASSES = 4


def posteriors(seed: int, lines: int, frames: int, sharpness: float = 1.0):
    """Random (lines, frames, classes) that sum to 1 over the classes."""
    scores = np.exp(np.random.default_rng(seed).normal(0, sharpness, (lines, frames, CLASSES)))
    return (scores / scores.sum(axis=-1, keepdims=True)).astype(np.float32)


def paths(frames):
    """Every path through (frames, classes): its classes, what it says, its probability."""
    for path in product(range(CLASSES), repeat=len(frames)):
        said = [
            each for before, each in zip((BLANK, *path), path, strict=False) if each not in (BLANK, before)
        ]
        yield path, said, float(np.prod(frames[np.arange(len(path)), path], dtype=float))


def mass_between(frames, left, candidate, right):
    """Of all paths from the left grapheme to the right one by the candidate; BLANK for any of the three is none."""
    wanted = [each for each in (left, candidate, right) if each != BLANK]
    return sum(
        probability
        for path, said, probability in paths(frames)
        if said == wanted and left in (BLANK, path[0]) and right in (BLANK, path[-1])
    )


a_class = st.integers(BLANK, CLASSES - 1)
a_window = st.tuples(st.integers(0, 1), st.integers(0, 3), st.integers(0, 4), a_class, a_class)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.lists(a_window, min_size=1, max_size=4))
def test_windows_of_any_length_and_bounds_hold_the_mass_of_all_paths_through_them(seed, drawn):
    probabilities = posteriors(seed, lines=2, frames=8)
    line, start, length, left, right = np.array(drawn).T
    windows = Windows(line, start, start + length, left, right)
    candidates = np.tile(np.arange(1, CLASSES)[:, None], len(drawn))
    mass, nothing = summed(probabilities, windows, candidates)
    for at, window in enumerate(zip(*windows, strict=True)):
        frames = probabilities[window[0], window[1] : window[2] + 1]
        for candidate in range(1, CLASSES):
            truth = mass_between(frames, window[3], candidate, window[4])
            assert mass[candidate - 1, at] == pytest.approx(truth, rel=1e-5)
        assert nothing[at] == pytest.approx(mass_between(frames, window[3], BLANK, window[4]), rel=1e-5)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1.0, 4.0]))
def test_the_grapheme_read_comes_first_and_its_rivals_by_falling_mass(seed, sharpness):
    probabilities = posteriors(seed, lines=3, frames=12, sharpness=sharpness)
    spots = best_path(probabilities)
    instead, missed = rivals(probabilities, spots, 3)
    assert (instead.classes[0] == spots.classes).all()
    assert (np.diff(instead.mass[1:], axis=0) <= 0).all()
    for found in (instead, missed):
        assert (np.sort(found.classes, axis=0) == np.arange(1, CLASSES)[:, None]).all()


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_the_probability_of_a_text_is_that_of_all_paths_that_say_it(seed, frames):
    probabilities = posteriors(seed, lines=3, frames=frames)
    spots = best_path(probabilities)
    for line, found in enumerate(log_probability(probabilities, spots)):
        text = spots.classes[spots.line == line].tolist()
        truth = sum(probability for _, said, probability in paths(probabilities[line]) if said == text)
        assert found == pytest.approx(np.log(truth), abs=1e-5)


@pytest.mark.parametrize("sharpness", [0.01, 1.0, 20.0])
def test_the_probability_of_a_long_line_is_finite_and_that_of_the_ctc_loss(sharpness):
    probabilities = posteriors(1, lines=2, frames=1088, sharpness=sharpness)
    spots = best_path(probabilities)
    loss = torch.nn.functional.ctc_loss(
        torch.from_numpy(probabilities).double().clamp_min(1e-300).log().transpose(0, 1),
        torch.from_numpy(spots.classes),
        torch.full((2,), 1088),
        torch.from_numpy(np.bincount(spots.line)),
        reduction="none",
    )
    assert log_probability(probabilities, spots) == pytest.approx(-loss.numpy(), rel=1e-4)

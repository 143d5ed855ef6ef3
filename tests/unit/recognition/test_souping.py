"""Model soups: trainings that differ by chance, averaged."""

import time
from dataclasses import replace

import pytest
import torch

from recto.recognition import model_file
from recto.recognition.line_images import prepared
from recto.recognition.recipe import Recipe, Sample
from recto.recognition.souping import averaged, drawn_back, tuned
from recto.recognition.training import fine_tune
from recto.recognition.tuning import Line, Schedule

BRIEF = Recipe(batch=2, threads=1)


@pytest.fixture
def start(tiny_base):
    return model_file.from_bytes(tiny_base)


@pytest.fixture
def lines(start, write):
    scale = start.network.architecture.scale
    words = ("abba", "bob", "cab", "abc")
    return [Line(prepared(write(word, width=420), scale).ink, start.alphabet.encode(word)) for word in words]


def schedule(shown):
    """With so much time that lines alone decide, however busy the machine is."""
    return Schedule(shown, time.monotonic() + 3600)


def weights(model):
    return model.network.head.weight.detach()


def test_a_soup_of_one_is_that_training(start, lines):
    one = averaged(start, lines, replace(BRIEF, soup=1), schedule(8), lambda _: None)
    assert torch.equal(weights(one), weights(tuned(start, lines, BRIEF, schedule(8), lambda _: None)))


def test_the_weights_of_a_soup_are_the_mean_of_its_trainings(start, lines):
    soup = averaged(start, lines, replace(BRIEF, soup=2), schedule(16), lambda _: None)
    parts = [
        weights(tuned(start, lines, replace(BRIEF, seed=seed), schedule(8), lambda _: None))
        for seed in (0, 1_000)
    ]
    assert not torch.equal(*parts)
    assert torch.allclose(weights(soup), (parts[0] + parts[1]) / 2)


def test_what_a_training_starts_from_stays_as_it_is(start, lines):
    before = weights(start).clone()
    averaged(start, lines, replace(BRIEF, soup=2), schedule(8), lambda _: None)
    assert torch.equal(weights(start), before)


def test_a_model_is_drawn_back_to_its_start_but_for_classes_that_the_start_did_not_know(start, lines):
    learned = tuned(start, lines, BRIEF, schedule(8), lambda _: None)
    known = len(start.alphabet)  # all but the last class, with the blank
    half = weights(drawn_back(learned, start, known, 0.5))
    assert torch.allclose(half[:known], (weights(start) + weights(learned))[:known] / 2)
    assert torch.equal(half[known:], weights(learned)[known:])


def test_progress_rises_to_the_end_over_all_trainings(tiny_base, write):
    done = []
    fine_tune(
        tiny_base,
        [Sample(write(word, width=420), word) for word in ("abba", "bob", "cab")],
        Recipe(epochs=2, least_shown=0, student_shown=12, batch=3),
        version="v",
        unlabelled=[write("abc", width=420)] * 3,
        on_progress=lambda progress: done.append(progress.done),
    )
    assert done == sorted(done)
    assert done[-1] == pytest.approx(1)

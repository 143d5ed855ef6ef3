"""Fine-tuning: that it learns, keeps to its time, repeats itself, and says when there is nothing to learn."""

import time

import numpy as np
import pytest

from recto.recognition import model_file
from recto.recognition.augmentation import varied
from recto.recognition.errors import BrokenModel, NothingToLearnFrom
from recto.recognition.reader import Reader
from recto.recognition.training import Recipe, Sample, fine_tune

QUICK = Recipe(epochs=2, least_shown=0, student_shown=12, batch=4, threads=1)


@pytest.fixture(scope="module")
def samples(write):
    return [Sample(write(word, width=420), word) for word in ("abba", "bob", "cab", "abc", "bac", "ca")]


def test_training_brings_the_loss_down(tiny_base, samples):
    seen = []
    recipe = Recipe(epochs=60, least_shown=0, batch=6, augmentation=0, rate=5e-3)
    fine_tune(tiny_base, samples, recipe, version="v2", on_progress=seen.append)
    assert seen[-1].loss < seen[0].loss / 2


def test_the_same_seed_gives_the_same_weights_and_another_gives_others(tiny_base, samples):
    def tuned(seed):
        return fine_tune(
            tiny_base, samples, Recipe(epochs=2, least_shown=0, threads=1, seed=seed), version="v2"
        )

    assert tuned(1) == tuned(1)
    assert tuned(1) != tuned(2)


def test_the_new_model_carries_its_version_and_leaves_the_base_alone(tiny_base, samples):
    before = bytes(tiny_base)
    assert Reader.from_bytes(fine_tune(tiny_base, samples, QUICK, version="v2")).version == "v2"
    assert tiny_base == before


def test_new_characters_join_the_alphabet_at_its_end(tiny_base, samples, write):
    strange = [*samples, Sample(write("ca", width=420), "ca\u0364 Ω")]
    grown = model_file.from_bytes(fine_tune(tiny_base, strange, QUICK, version="v2")).alphabet
    old = model_file.from_bytes(tiny_base).alphabet
    assert grown.graphemes == (*old.graphemes, "a\u0364", "Ω")


def test_training_ends_in_time_with_its_schedule_shortened(tiny_base, samples):
    seen = []
    endless = Recipe(epochs=100_000, least_shown=0, max_seconds=2.0, threads=1)
    began = time.monotonic()
    fine_tune(tiny_base, samples, endless, version="v2", on_progress=seen.append)
    assert time.monotonic() - began < 4
    assert seen[-1].done == 1


def test_unlabelled_lines_are_learned_from_as_the_first_model_reads_them(tiny_base, samples, write):
    taught = fine_tune(tiny_base, samples, QUICK, version="v2")
    unlabelled = [write(word, width=420) for word in ("acab", "bacb")]
    self_taught = fine_tune(tiny_base, samples, QUICK, version="v2", unlabelled=unlabelled)
    assert self_taught != taught
    assert fine_tune(tiny_base, samples, QUICK, version="v2", unlabelled=unlabelled) == self_taught


@pytest.mark.parametrize("text", ["", "far too long a text for this image " * 9])
def test_without_one_usable_sample_there_is_nothing_to_learn_from(tiny_base, write, text):
    with pytest.raises(NothingToLearnFrom, match="label some lines"):
        fine_tune(tiny_base, [Sample(write("a"), text)], QUICK, version="v2")


def test_training_from_what_is_no_model_is_refused(samples):
    with pytest.raises(BrokenModel):
        fine_tune(b"nothing", samples, QUICK, version="v2")


def test_variations_keep_the_height_and_most_of_the_width(write):
    rng = np.random.default_rng(0)
    line = 255 - write("augmented")
    widths = {varied(line, rng).shape[1] for _ in range(40)}
    assert all(varied(line, rng).shape[0] == line.shape[0] for _ in range(10))
    assert 0.7 < min(widths) / line.shape[1] <= max(widths) / line.shape[1] < 1.4
    assert len(widths) > 10


def test_no_strength_means_no_change(write):
    line = write("as it is")
    assert varied(line, np.random.default_rng(0), strength=0) is line

"""Normalisation: what the network gets to see of a crop."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from recto.recognition.errors import UnreadableImage
from recto.recognition.line_images import Scale, prepared, quantiles


def likeness(one, other):
    """Correlation of two prepared lines, resized to the same width by dropping columns."""
    width = min(one.shape[1], other.shape[1])
    assert abs(one.shape[1] - other.shape[1]) <= 2
    return np.corrcoef(one[:, :width].ravel(), other[:, :width].ravel())[0, 1]


@settings(deadline=None, max_examples=60)
@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 70), st.integers(1, 300))))
def test_any_image_becomes_ink_of_the_wanted_height_from_a_part_of_its_width(image):
    line = prepared(image, Scale(40))
    assert line.ink.shape[0] == 40
    assert line.ink.dtype == np.uint8
    assert 0 <= line.start < line.end <= 1


@settings(deadline=None)
@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40))))
def test_quantiles_are_those_of_numpy(image):
    shares = (0.0, 0.001, 0.01, 0.5, 0.6, 0.97)
    assert quantiles(image, shares) == pytest.approx(np.quantile(image, shares))


def test_a_faint_line_looks_as_a_strong_one(write):
    strong = write("faint or strong")
    faint = (180 + strong.astype(float) * 0.2).astype(np.uint8)
    assert likeness(prepared(strong, Scale(40)).ink, prepared(faint, Scale(40)).ink) > 0.98


def test_light_letters_on_a_dark_ground_are_turned(write):
    line = write("light on dark")
    assert likeness(prepared(line, Scale(40)).ink, prepared(255 - line, Scale(40)).ink) > 0.98


def test_blank_margins_are_cut_and_the_part_shown_is_named(write):
    wide = np.pad(write("word"), ((0, 0), (400, 700)), constant_values=250)
    line = prepared(wide, Scale(40))
    assert line.ink.shape[1] < 200
    assert 400 / wide.shape[1] - 0.01 < line.start < 420 / wide.shape[1]
    assert line.end < 0.5


def test_a_dash_is_not_blown_up_to_fill_the_height():
    image = np.full((50, 300), 240, np.uint8)
    image[24:27, 140:160] = 10
    assert (prepared(image, Scale(40)).ink > 128).any(axis=1).sum() < 10


def test_a_blank_line_has_no_ink():
    assert prepared(np.full((40, 300), 233, np.uint8), Scale(40)).ink.max() == 0


@pytest.mark.parametrize(
    "image", [np.zeros((0, 10), np.uint8), np.zeros((9, 9, 3), np.uint8), np.zeros((9, 9))]
)
def test_what_is_no_greyscale_image_is_refused_saying_what_it_is(image):
    with pytest.raises(UnreadableImage, match="must be a non-empty"):
        prepared(image, Scale(40))

"""Calibration: confidence that can be believed, and readings that stay as they were."""

import numpy as np
import pytest

from recto.recognition import model_file
from recto.recognition.base import shipped_base
from recto.recognition.calibration import calibrated, log_loss
from recto.recognition.decoding import Calibration
from recto.recognition.reader import Reader
from recto.recognition.recipe import Sample
from recto.recognition.reliability import bins, by_grapheme, by_line, expected_calibration_error

WORDS = (
    "quite certain",
    "hardly legible",
    "some other words",
    "nothing of note",
    "in the year 1842",
    "and so on",
)


@pytest.fixture(scope="module")
def smudged(write):
    """Lines that the base reads with some errors."""
    rng = np.random.default_rng(3)
    lines = []
    for index in range(24):
        image = write(WORDS[index % len(WORDS)])
        spots = rng.random(image.shape) < 0.25
        lines.append(
            Sample(
                np.where(spots, rng.integers(0, 255, image.shape), image).astype(np.uint8), WORDS[index % 6]
            )
        )
    return lines


def loss_of(model, lines):
    readings = Reader.from_bytes(model).read([line.image for line in lines])
    return log_loss(*by_grapheme(readings, [line.text for line in lines]))


def test_a_model_that_was_far_too_sure_becomes_as_sure_as_it_is_right(smudged):
    boastful = model_file.to_bytes(
        model_file.from_bytes(shipped_base())._replace(calibration=Calibration(0.4))
    )
    humbled = calibrated(boastful, smudged)
    assert model_file.from_bytes(humbled).calibration.temperature > 0.5
    assert loss_of(humbled, smudged) < loss_of(boastful, smudged)


def test_calibration_changes_no_reading(smudged):
    before = Reader.from_bytes(shipped_base()).read([line.image for line in smudged])
    after = Reader.from_bytes(calibrated(shipped_base(), smudged)).read([line.image for line in smudged])
    assert [reading.text for reading in after] == [reading.text for reading in before]


def test_a_handful_of_characters_calibrates_nothing(smudged):
    assert calibrated(shipped_base(), smudged[:2]) == shipped_base()


def test_confidence_that_holds_has_no_calibration_error():
    diagram = bins([0.75] * 4 + [0.25] * 4, [True, True, True, False, False, False, False, True])
    assert expected_calibration_error(diagram) == pytest.approx(0)
    assert expected_calibration_error(bins([1.0, 1.0], [False, False])) == pytest.approx(1)


def test_graphemes_are_right_where_the_best_alignment_has_them(write):
    [reading] = Reader.from_bytes(shipped_base()).read([write("quite certain")])
    _, right = by_grapheme([reading], [reading.text])
    assert all(right)
    _, right = by_grapheme([reading], ["x" + reading.text[1:]])
    assert right == [False] + [True] * (len(reading.graphemes) - 1)


def test_lines_that_are_all_read_as_empty_leave_a_model_that_reads(smudged):
    blank = [line._replace(image=np.full_like(line.image, 255)) for line in smudged]
    model = calibrated(shipped_base(), blank)
    assert np.isfinite(model_file.from_bytes(model).calibration).all()


def test_a_line_without_doubt_is_right_and_more_doubt_makes_it_less_likely():
    for calibration in (
        Calibration(),
        Calibration(clustering=2.0),
        Calibration(clustering=0.5, steepness=1.8),
    ):
        likely = [calibration.whole(doubt) for doubt in (0, 0.1, 1, 10, 1000)]
        assert likely[0] == 1
        assert likely == sorted(likely, reverse=True)


def test_as_many_whole_lines_are_right_as_it_says(smudged, write):
    lines = smudged + [Sample(write(word), word) for word in WORDS * 4]
    readings = Reader.from_bytes(calibrated(shipped_base(), lines)).read([line.image for line in lines])
    whole, right = by_line(readings, [line.text for line in lines])
    assert 0 < sum(right) < len(right)
    assert sum(whole) == pytest.approx(sum(right), rel=0.1)

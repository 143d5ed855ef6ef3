"""Reliability diagrams, and what of a calibration error is chance."""

import numpy as np
import pytest

from recto.recognition.reliability import bins, error_by_chance, expected_calibration_error


def test_predictions_that_are_right_as_often_as_they_say_have_no_error():
    diagram = bins([0.75] * 4, [True, True, True, False])
    assert expected_calibration_error(diagram) == 0
    assert diagram == [(4, 0.75, 0.75)]


def test_the_error_is_the_distance_weighed_by_predictions():
    diagram = bins([0.9, 0.9, 0.1, 0.1], [True, False, False, False])
    assert expected_calibration_error(diagram) == pytest.approx((0.4 + 0.1) / 2)


def test_certain_predictions_leave_nothing_to_chance():
    assert error_by_chance([1.0] * 50) == 0


def test_chance_fades_with_the_number_of_predictions():
    rng = np.random.default_rng(1)
    few, many = error_by_chance(rng.random(100)), error_by_chance(rng.random(10_000))
    assert 0 < many < few / 5

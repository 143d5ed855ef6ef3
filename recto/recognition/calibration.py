"""Calibration: three numbers that make a model as sure as it is right.

Networks are too sure of themselves, all the more after fine-tuning on few lines. A temperature changes no reading,
only how sure it is (Guo et al. 2017, arXiv:1706.04599; for text recognisers Slossberg et al. 2020, arXiv:2012.12643);
it is applied to places, after the language had its say. Whether a whole line is right does not follow from its places
alone, since errors come in clusters: a logistic curve over the logarithm of the doubt about them all is fitted to it
(Platt 1999).
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from recto.recognition import model_file
from recto.recognition.decoding import Calibration
from recto.recognition.reader import Reader
from recto.recognition.recipe import Sample
from recto.recognition.reliability import by_grapheme, by_line

_LOWEST, _HIGHEST = 0.25, 4.0
_LOOKS = 9
_SUREST = 1e-6
_FEWEST_GRAPHEMES = 200
"""With fewer, chance would set the temperature."""


def calibrated(model: bytes, samples: Sequence[Sample]) -> bytes:
    """The model as sure as these lines say that it should be; none of them may have trained it.

    As it was if the lines say too little. BrokenModel if `model` is no model.
    """
    if sum(len(sample.text) for sample in samples) < _FEWEST_GRAPHEMES:
        return model
    opened = model_file.from_bytes(model)
    images, texts = [sample.image for sample in samples], [sample.text for sample in samples]

    def surprise(temperature: float) -> float:
        reader = Reader(opened._replace(calibration=Calibration(temperature)))
        return log_loss(*by_grapheme(reader.read(images), texts))

    temperature = _lowest(surprise)
    readings = Reader(opened._replace(calibration=Calibration(temperature))).read(images)
    return model_file.to_bytes(opened._replace(calibration=_by_line(temperature, *by_line(readings, texts))))


def _by_line(temperature: float, whole: Sequence[float], right: Sequence[bool]) -> Calibration:
    """With the curve that fits lines best, of which `whole` was said by a calibration with none."""
    doubts = 1 / np.asarray(whole) - 1

    def curve(steepness: float) -> Calibration:
        clustering = _lowest(lambda factor: surprise(Calibration(temperature, factor, steepness)))
        return Calibration(temperature, clustering, steepness)

    def surprise(curve: Calibration) -> float:
        return log_loss([curve.whole(doubt) for doubt in doubts], right)

    return curve(_lowest(lambda steepness: surprise(curve(steepness))))


def log_loss(confidence: ArrayLike, right: ArrayLike) -> float:
    """Mean of -log of the probability that was given to what turned out, in nats: lowest where confidence is true.

    0 where nothing was said.
    """
    sure = np.clip(np.asarray(confidence), _SUREST, 1 - _SUREST)
    return float(-np.log(np.where(right, sure, 1 - sure)).sum() / max(sure.size, 1))


def _lowest(function: Callable[[float], float]) -> float:
    """Where a function with one valley is lowest, by golden sections of the logarithm."""
    golden = (np.sqrt(5) - 1) / 2
    low, high = np.log(_LOWEST), np.log(_HIGHEST)
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = function(float(np.exp(left))), function(float(np.exp(right)))
    for _ in range(_LOOKS - 2):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = function(float(np.exp(left)))
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = function(float(np.exp(right)))
    return float(np.exp((low + high) / 2))

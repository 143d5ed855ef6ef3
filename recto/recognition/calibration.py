"""Temperature: one number that makes a model as sure as it is right.

Networks are too sure of themselves, all the more after fine-tuning on few lines. Dividing their scores by a
temperature before the softmax changes no reading, only how sure it is (Guo et al. 2017, arXiv:1706.04599; for text
recognisers Slossberg et al. 2020, arXiv:2012.12643).
"""

from collections.abc import Callable, Sequence

import numpy as np

from recto.recognition import model_file
from recto.recognition.reader import Reader
from recto.recognition.recipe import Sample
from recto.recognition.reliability import by_grapheme

_COOLEST, _HOTTEST = 0.5, 4.0
_LOOKS = 9
_SUREST = 1e-6
_FEWEST_GRAPHEMES = 200
"""With fewer, chance would set the temperature."""


def calibrated(model: bytes, samples: Sequence[Sample]) -> bytes:
    """The model with the temperature at which its confidence fits these lines best; none of them may have trained it.

    As it was if the lines say too little. BrokenModel if `model` is no model.
    """
    opened = model_file.from_bytes(model)
    images, texts = [sample.image for sample in samples], [sample.text for sample in samples]

    def surprise(temperature: float) -> float:
        readings = Reader(opened._replace(temperature=temperature)).read(images)
        return log_loss(*by_grapheme(readings, texts))

    if sum(map(len, texts)) < _FEWEST_GRAPHEMES:
        return model
    return model_file.to_bytes(opened._replace(temperature=_lowest(surprise)))


def log_loss(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Mean of -log of the probability that was given to what turned out, in nats: lowest where confidence is true."""
    sure = np.clip(np.asarray(confidence), _SUREST, 1 - _SUREST)
    return float(-np.log(np.where(right, sure, 1 - sure)).mean())


def _lowest(function: Callable[[float], float]) -> float:
    """Where a function with one valley between the coolest and the hottest is lowest: golden sections of log(T)."""
    golden = (np.sqrt(5) - 1) / 2
    low, high = np.log(_COOLEST), np.log(_HOTTEST)
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

"""How far confidence can be believed: expected calibration error, and the figures of a reliability diagram."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from rapidfuzz.distance import Levenshtein

from recto.recognition.measures import graphemes
from schemas.readings import Reading


class Bin(NamedTuple):
    """Predictions of like confidence: how many, how sure on average, and how many were right."""

    predictions: int
    confidence: float
    accuracy: float


def bins(confidence: ArrayLike, right: ArrayLike, count: int = 15) -> list[Bin]:
    """The predictions in `count` bins of equal width, the empty ones left out."""
    sure, correct = np.asarray(confidence, np.float64), np.asarray(right, np.float64)
    place = np.clip((sure * count).astype(int), 0, count - 1)
    members = [place == index for index in range(count)]
    return [
        Bin(int(each.sum()), float(sure[each].mean()), float(correct[each].mean()))
        for each in members
        if each.any()
    ]


def expected_calibration_error(diagram: Sequence[Bin]) -> float:
    """Mean distance of confidence and accuracy over all predictions, 0 to 1 (Guo et al. 2017, arXiv:1706.04599)."""
    total = sum(each.predictions for each in diagram)
    return sum(each.predictions * abs(each.confidence - each.accuracy) for each in diagram) / max(total, 1)


def error_by_chance(confidence: ArrayLike, draws: int = 100, seed: int = 0) -> float:
    """The calibration error that these predictions would show on average if their confidence were true.

    So few predictions in so many bins cannot tell an error below that from none.
    """
    sure = np.asarray(confidence, np.float64)
    rng = np.random.default_rng(seed)
    outcomes = (rng.random(len(sure)) < sure for _ in range(draws))
    return float(np.mean([expected_calibration_error(bins(sure, right)) for right in outcomes]))


def by_grapheme(readings: Sequence[Reading], truths: Sequence[str]) -> tuple[list[float], list[bool]]:
    """Of every grapheme read, its confidence, and whether it is right in the best alignment with the truth."""
    confidence: list[float] = []
    right: list[bool] = []
    for reading, truth in zip(readings, truths, strict=True):
        read = [grapheme.text for grapheme in reading.graphemes]
        kept = {
            index
            for block in Levenshtein.opcodes(read, graphemes(truth))
            if block.tag == "equal"
            for index in range(block.src_start, block.src_end)
        }
        confidence += [grapheme.confidence for grapheme in reading.graphemes]
        right += [index in kept for index in range(len(read))]
    return confidence, right


def by_line(readings: Sequence[Reading], truths: Sequence[str]) -> tuple[list[float], list[bool]]:
    """Of every line, the probability of its whole text, and whether that is right."""
    confidence = [reading.evidence.whole for reading in readings]
    return confidence, [reading.text == truth for reading, truth in zip(readings, truths, strict=True)]

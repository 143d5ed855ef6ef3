"""How well and how fast lines are read: by the base model, or by one fine-tuned on a few lines of the set."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from recto.benchmarks.line_sets import LineSet, samples
from recto.benchmarks.taken import how_taken
from recto.recognition import model_file
from recto.recognition.base import shipped_base
from recto.recognition.calibration import calibrated
from recto.recognition.line_images import LineImage
from recto.recognition.measures import cer, folded
from recto.recognition.reader import Reader
from recto.recognition.recipe import Progress, Recipe, Sample
from recto.recognition.reliability import (
    bins,
    by_grapheme,
    by_line,
    error_by_chance,
    expected_calibration_error,
)
from recto.recognition.training import fine_tune
from schemas.readings import Reading

INGREDIENTS: dict[str, dict[str, Any]] = {
    "augmentation": {"augmentation": 0.0},
    "averaging": {"averaging": 0.0},
    "language": {},
    "self-training": {"believed_share": 0.0},
    "soup": {"soup": 1},
}
"""What fine-tuning is made of, with what in its recipe leaves it out; as many lines are shown without it."""

_WARM = 64
_PASSES = 3


class Question(NamedTuple):
    """What to measure: with so many labels drawn by the seed, on which split, by how many threads."""

    labels: int = 0
    seed: int = 0
    split: str = "test"
    base: str = "latin"
    threads: int = 1
    held_out: int = 200
    """Lines of the validation split that a fine-tuned model is calibrated on, as a collection's held-out lines are."""
    without: str | None = None
    """One of INGREDIENTS, left out."""
    max_seconds: float = Recipe().max_seconds
    """Training is cut short there; a busy machine needs more for the same model."""


def read(lines: LineSet, asked: Question, on_progress: Callable[[Progress], None]) -> dict[str, Any]:
    """The figures of one reading benchmark, as its JSON has them."""
    model, trained = _base(asked), {}
    if asked.labels:
        began = time.perf_counter()
        model = fine_tuned(lines, asked, on_progress)
        trained = {"train_seconds": round(time.perf_counter() - began, 1)}
        if asked.held_out:
            model = calibrated(model, samples(lines.split("validation")[: asked.held_out]))
    reader = Reader.from_bytes(model, threads=asked.threads)
    truth = samples(lines.split(asked.split))
    readings, speed = timed(reader, [sample.image for sample in truth])
    return {
        "benchmark": "read",
        "data": lines.name,
        **asked._asdict(),
        "lines": len(truth),
        **errors(readings, truth),
        "lines_per_second": round(speed, 1),
        **trained,
        "calibration": calibration(readings, [sample.text for sample in truth]),
        "taken": how_taken(
            f"warm, best of {_PASSES} passes over all lines from images in memory to readings with evidence;"
            " training, if any, includes reading the images and self-training on the rest of the pool; its"
            " confidence is calibrated on lines of the validation split, as a collection's is on its held-out lines"
        ),
    }


def fine_tuned(lines: LineSet, asked: Question, on_progress: Callable[[Progress], None]) -> bytes:
    """The base, fine-tuned on lines drawn from the pool, with the rest of the pool as what is to be read."""
    drawn = lines.drawn(asked.labels, asked.seed)
    known = {line.path for line in drawn}
    rest = samples([line for line in lines.split("pool") if line.path not in known])
    recipe = Recipe(seed=asked.seed, threads=asked.threads, max_seconds=asked.max_seconds)
    return fine_tune(
        _base(asked),
        samples(drawn),
        replace(recipe, **INGREDIENTS[asked.without]) if asked.without else recipe,
        version=f"{lines.name}-{asked.labels}-{asked.seed}",
        unlabelled=[sample.image for sample in rest],
        on_progress=on_progress,
    )


def _base(asked: Question) -> bytes:
    base = shipped_base(asked.base)
    if asked.without != "language":
        return base
    return model_file.to_bytes(model_file.from_bytes(base)._replace(language=None))


def timed(reader: Reader, images: Sequence[LineImage]) -> tuple[list[Reading], float]:
    """The readings, and lines per second of the best of a few passes, warm."""
    reader.read(images[:_WARM])
    best, readings = float("inf"), []
    for _ in range(_PASSES):
        began = time.perf_counter()
        readings = reader.read(images)
        best = min(best, time.perf_counter() - began)
    return readings, len(images) / best


def errors(readings: Sequence[Reading], truth: Sequence[Sample]) -> dict[str, float]:
    """Character error rate as it is, and with both texts folded as readers of modern type write them."""
    pairs = [(reading.text, sample.text) for reading, sample in zip(readings, truth, strict=True)]
    return {
        "cer": round(cer(pairs), 5),
        "cer_folded": round(cer((folded(read), folded(true)) for read, true in pairs), 5),
    }


def calibration(readings: Sequence[Reading], truths: Sequence[str]) -> dict[str, Any]:
    """Expected calibration errors with their diagrams, by grapheme and by line."""
    found = {"grapheme": by_grapheme(readings, truths), "line": by_line(readings, truths)}
    return {name: _reliability(*predictions) for name, predictions in found.items()}


def _reliability(confidence: list[float], right: list[bool]) -> dict[str, Any]:
    diagram = bins(confidence, right)
    return {
        "expected_calibration_error": round(expected_calibration_error(diagram), 5),
        "by_chance": round(error_by_chance(confidence), 5),
        "bins": [each._asdict() for each in diagram],
    }

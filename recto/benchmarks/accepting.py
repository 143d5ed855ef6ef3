"""Accepting lines without a person: how many a bound lets through, and how often it promises too much."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from recto.benchmarks.evidence import as_lines, found
from recto.benchmarks.line_sets import LineSet, samples
from recto.benchmarks.taken import how_taken
from recto.querying.acceptance import is_within
from recto.querying.bounds import Found, upper_bound
from recto.querying.deriving import FEWEST, RUNGS, Answered, derived
from recto.querying.lines import Rows
from recto.querying.tails import clopper_pearson
from recto.recognition.base import shipped_base
from recto.recognition.reader import Reader
from recto.recognition.recipe import Progress, Recipe
from recto.recognition.training import fine_tune


class Question(NamedTuple):
    """A bound on the character error rate, from so many answers, for a model trained on so many labels."""

    labels: int = 100
    answers: int = 300
    cer: float = 0.01
    confidence: float = 0.95
    resamplings: int = 200
    by_source: bool = False
    """Answers come as whole sources (pages, works) and not line by line."""
    seed: int = 0
    base: str = "latin"
    threads: int = 1


class Trial(NamedTuple):
    """What one way of accepting did with one draw of answers: the share accepted, and the error rate of it."""

    share: float
    cer: float


Way = Callable[[Answered, Question, Answered], np.ndarray]
"""Answers and the bound asked for to which of the other lines are accepted."""


def accept(lines: LineSet, asked: Question, tell: Callable[[str, float], None]) -> dict[str, Any]:
    """The figures of one accepting benchmark: what our bound accepts, and thresholds on raw confidence beside it.

    UserError if the set has too few lines that were not trained on.
    """
    known = _read(lines, asked, lambda training: tell("training", training.done))
    trials: dict[str, list[Trial]] = {name: [] for name in WAYS}
    rng = np.random.default_rng(asked.seed)
    for number in range(asked.resamplings):
        tell("drawing answers", number / asked.resamplings)
        answered, others = _drawn(known, asked, rng)
        for name, way in WAYS.items():
            trials[name].append(_trial(way(answered, asked, others), others))
    return {
        "benchmark": "accept",
        "data": lines.name,
        **asked._asdict(),
        "lines": len(known.lines),
        "cer_of_all": round(known.found.rate, 5),
        "ways": {name: _summary(each, asked) for name, each in trials.items()},
        "ratio_to_raw": _ratio(trials, asked),
        "taken": how_taken(
            "a model trained on labels of the pool reads every other line; each resampling draws answers from them,"
            " derives a threshold and accepts by it among the rest, whose truth is known"
        ),
    }


def _ours(answered: Answered, asked: Question, others: Answered) -> np.ndarray:
    return is_within(others.lines, derived(answered, asked.cer, asked.confidence))


def _raw_by_characters(answered: Answered, asked: Question, others: Answered) -> np.ndarray:
    """The surest lines, up to where the same bound on their characters holds."""
    return _surer(answered, others, lambda some: upper_bound(some, asked.confidence) <= asked.cer)


def _raw_by_lines(answered: Answered, asked: Question, others: Answered) -> np.ndarray:
    """The surest lines, up to where no more than that share of lines has an error (Clopper-Pearson)."""

    def holds(some: Found) -> bool:
        wrong = float((some.errors > 0).sum())
        return clopper_pearson(wrong, len(some.errors), 1 - asked.confidence) <= asked.cer

    return _surer(answered, others, holds)


WAYS: dict[str, Way] = {
    "recto": _ours,
    "raw_by_characters": _raw_by_characters,
    "raw_by_lines": _raw_by_lines,
}


def _surer(answered: Answered, others: Answered, holds: Callable[[Found], bool]) -> np.ndarray:
    confidence = answered.lines["confidence"]
    order, threshold = np.argsort(-confidence, kind="stable"), np.inf
    for share in RUNGS:
        rows = order[: round(share * len(order))]
        if len(rows) >= FEWEST:
            if not holds(answered.found.take(rows)):
                break
            threshold = float(confidence[rows[-1]])
    return np.asarray((others.lines["confidence"] >= threshold) & (others.lines.graphemes > 0))


def _read(lines: LineSet, asked: Question, on_progress: Callable[[Progress], None]) -> Answered:
    """Every line of the set that the model was not trained on, as it reads it."""
    drawn = lines.drawn(asked.labels, asked.seed)
    trained = {line.path for line in drawn}
    model = shipped_base(asked.base)
    if drawn:
        recipe = Recipe(seed=asked.seed, threads=asked.threads)
        model = fine_tune(model, samples(drawn), recipe, version="bench", on_progress=on_progress)
    others = [line for line in lines.all() if line.path not in trained]
    images = [sample.image for sample in samples(others)]
    readings = Reader.from_bytes(model, threads=asked.threads).read(images)
    return Answered(as_lines(others, readings), found(others, readings))


def _drawn(known: Answered, asked: Question, rng: np.random.Generator) -> tuple[Answered, Answered]:
    """The answers of one resampling, and all other lines."""
    groups = known.lines.pages if asked.by_source else np.arange(len(known.lines))
    order = rng.permutation(np.unique(groups))
    rank = np.empty(len(order), np.intp)
    rank[order] = np.arange(len(order))
    rows = np.argsort(rank[groups], kind="stable")
    return _taken(known, rows[: asked.answers]), _taken(known, rows[asked.answers :])


def _taken(known: Answered, rows: Rows) -> Answered:
    return Answered(known.lines.take(rows), known.found.take(rows))


def _trial(accepted: np.ndarray, others: Answered) -> Trial:
    return Trial(float(accepted.mean()), others.found.take(accepted).rate)


def _summary(trials: list[Trial], asked: Question) -> dict[str, float]:
    return {
        "accepted_share": round(float(np.mean([trial.share for trial in trials])), 4),
        "true_cer": round(float(np.mean([trial.cer for trial in trials if trial.share] or [0.0])), 5),
        "broken_share": _broken(trials, asked),
        "accepts_nothing_share": round(float(np.mean([trial.share == 0 for trial in trials])), 4),
    }


def _broken(trials: list[Trial], asked: Question) -> float:
    return round(float(np.mean([trial.cer > asked.cer for trial in trials])), 4)


def _ratio(trials: dict[str, list[Trial]], asked: Question) -> float | None:
    """Accepted share over that of the best way by raw confidence that keeps its promise; None if none accepts any."""
    kept = 1 - asked.confidence
    shares = [
        np.mean([trial.share for trial in each])
        for name, each in trials.items()
        if name != "recto" and _broken(each, asked) <= kept
    ]
    best = max(shares, default=0.0)
    return round(float(np.mean([trial.share for trial in trials["recto"]]) / best), 3) if best else None

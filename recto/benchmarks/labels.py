"""Learning curves of strategies over seeds: taken one after the other, kept as they come, gone on with after a stop."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from recto.benchmarks.campaign import Campaign
from recto.benchmarks.curves import Cost, Curve, Point, mean_curve, ratio_to_random
from recto.benchmarks.figures import keep
from recto.benchmarks.line_sets import LineSet
from recto.benchmarks.person import Plan
from recto.benchmarks.taken import how_taken
from recto.recognition.base import shipped_base
from recto.recognition.recipe import Recipe
from recto.runtime.failures import UserError

COSTS: tuple[Cost, ...] = ("lines", "characters", "edits")
_USUAL = Recipe(max_seconds=1e6)


class Question(NamedTuple):
    """Which curves: every strategy with each of its seeds, over budgets in lines of mean length."""

    seeds: dict[str, int]
    """How many seeds of each strategy, from 0."""
    budgets: tuple[int, ...]
    self_training: bool = False
    base: str = "latin"
    threads: int = 1


class Kept(NamedTuple):
    """One finished curve."""

    strategy: str
    seed: int
    points: list[Point]


def labels(
    lines: LineSet,
    asked: Question,
    file: Path,
    tell: Callable[[str, float], None],
    recipe: Recipe = _USUAL,
) -> dict[str, Any]:
    """The figures of all curves. What `file` has of them already is taken from there; each new curve is added to it.

    UserError if the file holds something else.
    """
    kept = _kept(file, lines, asked)
    plans = [plan for plan in _plans(asked, recipe) if (plan.strategy, plan.seed) not in _names(kept)]
    if plans:
        campaign = Campaign(lines, shipped_base(asked.base))
        for number, plan in enumerate(plans):
            curve = list(campaign.rounds(plan, _telling(tell, plan, number, len(plans))))
            kept.append(Kept(plan.strategy, plan.seed, curve))
            keep(figures(lines, asked, kept, campaign.lengths), file, indent=None)
    return _opened(file)


def figures(lines: LineSet, asked: Question, kept: Sequence[Kept], lengths: Any) -> dict[str, Any]:
    """Mean curves, and how much of random's budget each strategy needs, from the curves there are so far."""
    return {
        "benchmark": "labels",
        "data": lines.name,
        **_basis(asked),
        "test_lines": len(lengths),
        "strategies": {
            name: _strategy(name, kept, lengths) for name in sorted({each.strategy for each in kept})
        },
        "curves": [_curve(each, lengths) for each in kept],
        "test_line_lengths": lengths.tolist(),
        "taken": how_taken(
            "each round trains the base anew on all labels so far; each person answers without an error; characters"
            " are keyed from nothing, edits are made to what the model of the round before read, and one more for"
            " looking at a line"
        ),
    }


def _strategy(name: str, kept: Sequence[Kept], lengths: Any) -> dict[str, Any]:
    own, random = _points(name, kept), _points("random", kept)
    rounds = zip(*(mean_curve(own, lengths, np.ones(len(lengths)), cost) for cost in COSTS), strict=True)
    said: dict[str, Any] = {
        "seeds": len(own),
        "curve": [
            {cost: round(spent, 1) for cost, (spent, _) in zip(COSTS, point, strict=True)}
            | {"cer": round(point[0][1], 5)}
            for point in rounds
        ],
    }
    if random:
        ratios = {
            cost: [asdict(each) for each in ratio_to_random(own, random, lengths, cost)] for cost in COSTS
        }
        said["ratio_to_random"] = {cost: by_round[-1] for cost, by_round in ratios.items()}
        said["ratio_by_round"] = ratios
    return said


def _points(name: str, kept: Sequence[Kept]) -> list[Curve]:
    return [each.points for each in kept if each.strategy == name]


def _curve(kept: Kept, lengths: Any) -> dict[str, Any]:
    points = [
        {
            "lines": point.lines,
            "characters": point.characters,
            "edits": point.edits,
            "cer": round(float(point.errors.sum() / lengths.sum()), 5),
            "errors": point.errors.tolist(),
        }
        for point in kept.points
    ]
    return {"strategy": kept.strategy, "seed": kept.seed, "points": points}


def _plans(asked: Question, recipe: Recipe) -> Iterator[Plan]:
    """Seed by seed, so that a benchmark that is stopped has something of every strategy."""
    for seed in range(max(asked.seeds.values())):
        for strategy, seeds in asked.seeds.items():
            if seed < seeds:
                yield Plan(
                    strategy,
                    seed,
                    asked.budgets,
                    replace(recipe, seed=seed, threads=asked.threads),
                    asked.self_training,
                )


def _basis(asked: Question) -> dict[str, Any]:
    """What curves must have in common to be compared."""
    return {"base": asked.base, "budgets": list(asked.budgets), "self_training": asked.self_training}


def _kept(file: Path, lines: LineSet, asked: Question) -> list[Kept]:
    if not file.exists():
        return []
    known = _opened(file)
    basis = {"benchmark": "labels", "data": lines.name, **_basis(asked)}
    if any(known.get(name) != value for name, value in basis.items()):
        raise UserError(f"{file} holds other curves than these: name another file, or remove it.")
    return [Kept(each["strategy"], each["seed"], _read(each["points"])) for each in known["curves"]]


def _read(points: Sequence[dict[str, Any]]) -> list[Point]:
    return [
        Point(each["lines"], each["characters"], each["edits"], np.array(each["errors"], np.int64))
        for each in points
    ]


def _opened(file: Path) -> dict[str, Any]:
    try:
        known: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{file} holds no curves: name another file, or remove it.") from error
    return known


def _names(kept: Sequence[Kept]) -> set[tuple[str, int]]:
    return {(each.strategy, each.seed) for each in kept}


def _telling(
    tell: Callable[[str, float], None], plan: Plan, number: int, plans: int
) -> Callable[[str, float], None]:
    return lambda what, done: tell(f"{plan.strategy}, seed {plan.seed}: {what}", (number + done) / plans)

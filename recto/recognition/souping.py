"""Means of weights: of trainings that differ by chance alone, and of a model and the base that it comes from.

The mean of several reads about as well as all of them voting would, for the price of one (model soups: Wortsman et al.
2022, arXiv:2203.05482). That of a model and its base forgets less (WiSE-FT: Wortsman et al. 2021, arXiv:2109.01903):
25 labels alone make a model worse than the base on print, and better than it where they count a third.
"""

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from recto.recognition.model_file import Model
from recto.recognition.recipe import Progress, Recipe
from recto.recognition.tuning import Line, Schedule, Tuning, part_of

_APART = 1_000
"""Between the seeds of a soup's trainings."""


def averaged(
    start: Model,
    lines: Sequence[Line],
    recipe: Recipe,
    schedule: Schedule,
    on_progress: Callable[[Progress], None],
) -> Model:
    """The mean of `recipe.soup` trainings, which share the lines and the time of the schedule."""
    parts: list[Model] = []
    for number in range(recipe.soup):
        now = time.monotonic()
        share = recipe.soup - number
        part = Schedule(schedule.shown // recipe.soup, now + (schedule.deadline - now) / share)
        one = replace(recipe, seed=recipe.seed + number * _APART)
        parts.append(
            tuned(start, lines, one, part, part_of(on_progress, number / recipe.soup, 1 / recipe.soup))
        )
    weights = [part.network.state_dict() for part in parts]
    parts[0].network.load_state_dict({name: _mean([each[name] for each in weights]) for name in weights[0]})
    return parts[0]


def tuned(
    start: Model,
    lines: Sequence[Line],
    recipe: Recipe,
    schedule: Schedule,
    on_progress: Callable[[Progress], None],
) -> Model:
    """One training; `start` stays as it is."""
    torch.manual_seed(recipe.seed)
    fresh = start._replace(network=copy.deepcopy(start.network))
    return Tuning(fresh, lines, recipe, schedule).run(on_progress)


def drawn_back(model: Model, start: Model, known: int, share: float) -> Model:
    """The model with `share` of the weights it has learned, and the rest of those it started from.

    The head's classes beyond the first `known` are new: before they were learned they meant nothing.
    """
    first, learned = start.network.state_dict(), model.network.state_dict()
    mixed = {name: _between(first[name], learned[name], share) for name in learned}
    for name in ("head.weight", "head.bias"):
        mixed[name][known:] = learned[name][known:]
    drawn = copy.deepcopy(model.network)
    drawn.load_state_dict(mixed)
    return model._replace(network=drawn)


def _between(first: Tensor, learned: Tensor, share: float) -> Tensor:
    return torch.lerp(first, learned, share) if learned.is_floating_point() else learned


def _mean(values: Sequence[Tensor]) -> Tensor:
    """Of counters, which no reading depends on, the first."""
    return torch.stack(tuple(values)).mean(dim=0) if values[0].is_floating_point() else values[0]

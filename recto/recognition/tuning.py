"""One pass of fine-tuning: a model shown lines until its schedule is over."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from recto.recognition.augmentation import varied
from recto.recognition.batches import stacked
from recto.recognition.gradients import Batch, Gradients
from recto.recognition.line_images import Ink
from recto.recognition.model_file import Model
from recto.recognition.optimiser import Optimiser
from recto.recognition.precision import available_cores
from recto.recognition.recipe import Progress, Recipe
from recto.recognition.training_steps import Averaged, cosine

_PARTS = 2
_BEGINNING = 0.1


class Line(NamedTuple):
    """A prepared line, and the classes of its text."""

    ink: Ink
    classes: list[int]


class Schedule(NamedTuple):
    """How many lines are shown, and when, by time.monotonic(), it must be over all the same."""

    shown: int
    deadline: float


class Tuning:
    """One training: the network as it learns, its average, and how much of the schedule is over."""

    def __init__(self, model: Model, lines: Sequence[Line], recipe: Recipe, schedule: Schedule) -> None:
        self._lines, self._recipe, self._schedule = lines, recipe, schedule
        self._rng = np.random.default_rng(recipe.seed)
        self._began = time.monotonic()
        self._model = model
        self._network = model.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._average = Averaged(self._network, recipe.averaging)
        self._gradients = Gradients(self._network, _PARTS, recipe.threads or available_cores())
        self._optimiser = Optimiser(self._network, recipe.rate, recipe.weight_decay)
        self._shown = 0

    def run(self, on_progress: Callable[[Progress], None]) -> Model:
        """Train to the end of the schedule; the averaged model."""
        losses: list[float] = []
        told = 0.0
        for batch in self._batches():
            losses.append(self._learn(batch))
            self._shown += len(batch)
            over = self._done() >= 1
            if over or self._done() - told > self._recipe.tell_every:
                told = self._done()
                on_progress(Progress(told, float(np.mean(losses)), time.monotonic() - self._began))
                losses = []
            if over:
                break
        self._gradients.close()
        return self._model._replace(network=self._average.network)

    def _done(self) -> float:
        """Share of the schedule that is over: of its lines, or of its time if that runs out sooner."""
        lines = self._shown / self._schedule.shown
        allowed = max(self._schedule.deadline - self._began, 0.1)
        over = (time.monotonic() - self._began) / allowed
        # What the first steps take says nothing of the pace, and weights should not depend on it.
        return min(1.0, max(lines, over if over > _BEGINNING else 0.0))

    def _batches(self) -> Iterator[list[Line]]:
        """Every line once an epoch, in batches of like width, for ever."""
        size = self._recipe.batch
        while True:
            jittered = [line.ink.shape[1] * self._rng.uniform(0.8, 1.25) for line in self._lines]
            order = np.argsort(jittered)
            starts = self._rng.permutation(range(0, len(order), size))
            for start in starts:
                yield [self._lines[int(index)] for index in order[start : start + size]]

    def _learn(self, batch: list[Line]) -> float:
        done = self._done()
        strength = self._recipe.augmentation if done < 1 - self._recipe.plain_share else 0.0
        shown = [(varied(line.ink, self._rng, strength), line.classes) for line in batch]
        parts = (shown[part::_PARTS] for part in range(min(_PARTS, len(shown))))
        loss = self._gradients.of(
            [Batch(stacked(ink for ink, _ in part), [classes for _, classes in part]) for part in parts]
        )
        nn.utils.clip_grad_norm_(self._network.parameters(), 2.0)
        self._optimiser.step(max(cosine(done, self._recipe.warm_up), 0.02))
        self._average.update(self._network)
        return loss


def needed(shown: int, lines: int, epochs: int) -> int:
    """Lines to show: each one `epochs` times, and no fewer than `shown` in all."""
    return max(math.ceil(shown / lines), epochs) * lines


def part_of(
    on_progress: Callable[[Progress], None], begins: float, share: float
) -> Callable[[Progress], None]:
    """A listener to what is a share of something longer, and begins when so much of that is over."""
    return lambda part: on_progress(replace(part, done=begins + share * part.done))

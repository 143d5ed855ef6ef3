"""Fine-tuning: a base model and some labelled lines to a model of their kind of document."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from recto.recognition import model_file
from recto.recognition.alphabet import written
from recto.recognition.augmentation import varied
from recto.recognition.batches import stacked
from recto.recognition.errors import NothingToLearnFrom
from recto.recognition.gradients import Batch, Gradients
from recto.recognition.line_images import Ink, prepared
from recto.recognition.measures import cer
from recto.recognition.model_file import Model
from recto.recognition.network import FRAME, Network, grow_head
from recto.recognition.precision import available_cores
from recto.recognition.recipe import Progress, Recipe, Sample
from recto.recognition.training_steps import Averaged, cosine, greedy_texts

__all__ = ["Progress", "Recipe", "Sample", "fine_tune"]

_USUAL = Recipe()
_PARTS = 2
_TIME_TO_TRAIN = 0.95
"""Of `max_seconds`; the rest is for preparing and saving."""


class _Line(NamedTuple):
    ink: Ink
    classes: list[int]
    text: str


def _nothing(_: Progress) -> None:
    """The listener for those who do not listen."""


def fine_tune(
    base: bytes,
    samples: Sequence[Sample],
    recipe: Recipe = _USUAL,
    *,
    version: str,
    on_progress: Callable[[Progress], None] = _nothing,
) -> bytes:
    """A model for the samples' kind of line, as bytes that `Reader.from_bytes` takes.

    Graphemes that the base lacks are added to its alphabet. BrokenModel if `base` is no model,
    NothingToLearnFrom if no sample has a text and an image with room for it.
    """
    started = time.monotonic()
    model = _grown(model_file.from_bytes(base, version=version), samples)
    lines = _usable(samples, model)
    with torch.random.fork_rng():
        torch.manual_seed(recipe.seed)
        tuned = _Tuning(model, lines, recipe, started).run(on_progress)
    return model_file.to_bytes(tuned)


def _grown(model: Model, samples: Sequence[Sample]) -> Model:
    """The model with an alphabet that can write the samples."""
    alphabet = model.alphabet.grown(sample.text for sample in samples)
    added = alphabet.graphemes[len(model.alphabet) :]
    if added:
        grow_head(model.network, [model.alphabet.nearest(grapheme) for grapheme in added])
    return model._replace(alphabet=alphabet)


def _usable(samples: Sequence[Sample], model: Model) -> list[_Line]:
    """The samples as the network takes them, without those whose image is too short for their text."""
    scale = model.network.architecture.scale
    lines = [
        _Line(prepared(image, scale).ink, model.alphabet.encode(text), "".join(written(text)))
        for image, text in samples
    ]
    usable = [line for line in lines if line.classes and line.ink.shape[1] >= FRAME * len(line.classes)]
    if not usable:
        raise NothingToLearnFrom(
            f"None of the {len(samples)} lines has a text and an image with room for it: label some lines first."
        )
    return usable


class _Tuning:
    """One training: the network as it learns, its average, and how much of the schedule is over."""

    def __init__(self, model: Model, lines: list[_Line], recipe: Recipe, started: float) -> None:
        self._rng = np.random.default_rng(recipe.seed)
        order = self._rng.permutation(len(lines))
        kept_out = int(len(lines) * recipe.held_out)
        self._held_out = [lines[int(index)] for index in order[:kept_out]]
        self._lines = [lines[int(index)] for index in order[kept_out:]]
        self._model, self._recipe, self._started = model, recipe, started
        self._network = model.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._average = Averaged(self._network, recipe.averaging)
        self._gradients = Gradients(self._network, _PARTS, recipe.threads or available_cores())
        self._optimiser = _optimiser(self._network, recipe)
        self._peaks = [group["lr"] for group in self._optimiser.param_groups]
        per_epoch = math.ceil(len(self._lines) / recipe.batch)
        epochs = max(recipe.epochs, math.ceil(recipe.least_shown / len(self._lines)))
        self._step, self._steps, self._per_epoch = 0, epochs * per_epoch, per_epoch

    def run(self, on_progress: Callable[[Progress], None]) -> Model:
        """Train to the end of the schedule; the averaged model."""
        losses: list[float] = []
        for batch in self._batches():
            losses.append(self._learn(batch))
            self._step += 1
            over = self._done() >= 1
            if self._step % self._per_epoch == 0 or over:
                on_progress(self._progress(losses))
                losses = []
            if over:
                break
        return self._model._replace(network=self._average.network)

    def _done(self) -> float:
        """Share of the schedule that is over: of its steps, or of its time if that runs out sooner."""
        seconds = time.monotonic() - self._started
        return max(self._step / self._steps, seconds / (self._recipe.max_seconds * _TIME_TO_TRAIN))

    def _batches(self) -> Iterator[list[_Line]]:
        """Every line once an epoch, in batches of like width, for ever."""
        size = self._recipe.batch
        while True:
            jittered = [line.ink.shape[1] * self._rng.uniform(0.8, 1.25) for line in self._lines]
            order = np.argsort(jittered)
            starts = self._rng.permutation(range(0, len(order), size))
            for start in starts:
                yield [self._lines[int(index)] for index in order[start : start + size]]

    def _learn(self, batch: list[_Line]) -> float:
        done = self._done()
        for group, peak in zip(self._optimiser.param_groups, self._peaks, strict=True):
            group["lr"] = peak * max(cosine(done, self._recipe.warm_up), 0.02)
        strength = self._recipe.augmentation if done < 1 - self._recipe.plain_share else 0.0
        shown = [(varied(line.ink, self._rng, strength), line.classes) for line in batch]
        parts = (shown[part::_PARTS] for part in range(min(_PARTS, len(shown))))
        loss = self._gradients.of(
            [Batch(stacked(ink for ink, _ in part), [classes for _, classes in part]) for part in parts]
        )
        nn.utils.clip_grad_norm_(self._network.parameters(), 2.0)
        self._optimiser.step()
        self._average.update(self._network)
        return loss

    def _progress(self, losses: list[float]) -> Progress:
        error = None
        if self._held_out:
            read = greedy_texts(
                self._average.network, self._model.alphabet, [line.ink for line in self._held_out]
            )
            error = cer(zip(read, (line.text for line in self._held_out), strict=True))
        epoch = math.ceil(self._step / self._per_epoch)
        epochs = max(epoch, round(epoch / self._done()))
        return Progress(epoch, epochs, float(np.mean(losses)), error, time.monotonic() - self._started)


def _optimiser(network: Network, recipe: Recipe) -> torch.optim.AdamW:
    """Small steps for what sees strokes, larger ones for what knows the language and the alphabet."""
    rates = (
        (network.columns, recipe.columns_rate),
        (network.context, recipe.context_rate),
        (network.head, recipe.head_rate),
    )
    groups = [{"params": list(part.parameters()), "lr": rate} for part, rate in rates]
    return torch.optim.AdamW(groups, weight_decay=recipe.weight_decay)

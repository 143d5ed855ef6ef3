"""Building a base model from so many rendered lines, resumable from its checkpoint."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import nn

from recto.recognition import measures, model_file
from recto.recognition.alphabet import Alphabet
from recto.recognition.base import BaseRecipe
from recto.recognition.batches import stacked
from recto.recognition.gradients import Batch, Gradients
from recto.recognition.model_file import Model
from recto.recognition.network import Architecture
from recto.recognition.optimiser import Optimiser
from recto.recognition.precision import available_cores
from recto.recognition.rendering.fonts import installed
from recto.recognition.rendering.workers import RenderingWorker, TrainingLine, training_lines
from recto.recognition.training_steps import Averaged, cosine, greedy_texts

_ROUND = 512
_PARTS = 2


@dataclass(frozen=True)
class Milestone:
    """Where a build stands: seconds over all its runs, lines trained on, loss, CER on held-out lines."""

    seconds: float
    lines: int
    loss: float
    cer: float


def base_alphabet(extra: str) -> Alphabet:
    """Printable ASCII, Latin-1, Latin Extended-A, the umlauts with a small e, and `extra`."""
    ranges = (*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x180))
    texts = [*map(chr, ranges), "aͤoͤuͤAͤOͤUͤ", extra]
    graphemes = {grapheme for text in texts for grapheme in measures.graphemes(text)}
    return Alphabet(tuple(sorted(graphemes)))


class LineSource(Protocol):
    """Where training lines come from."""

    def lines(self, count: int) -> list[TrainingLine]:
        """The next lines, at least `count`."""
        ...


def build_base(
    recipe: BaseRecipe, checkpoint: Path, on_milestone: Callable[[Milestone, bytes], None]
) -> tuple[bytes, list[Milestone]]:
    """Build, or go on building, the base model of a recipe from lines that a second process renders."""
    build = BaseBuild(recipe, checkpoint, available_cores())
    unseen = [face for face in installed() if face.unseen]
    held_out = list(islice(training_lines(unseen, build.alphabet, build.scale, 0), recipe.held_out_lines))
    with RenderingWorker(build.alphabet, build.scale, seed=recipe.seed * 1000 + build.runs) as worker:
        return build.run(worker, held_out, on_milestone), build.milestones


class BaseBuild:
    """One base model in the making. `run` trains until the recipe's lines are used up."""

    def __init__(self, recipe: BaseRecipe, checkpoint: Path, threads: int) -> None:
        alphabet = base_alphabet(recipe.extra_graphemes)
        self._recipe = recipe
        self._checkpoint = checkpoint
        self._model = model_file.fresh(
            Architecture(**recipe.architecture),  # type: ignore[arg-type]
            alphabet,
            version=f"{recipe.name}-base",
            seed=recipe.seed,
        )
        self._network = self._model.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._optimiser = Optimiser(self._network, recipe.learning_rate, recipe.weight_decay)
        self._average = Averaged(self._network, recipe.averaging)
        self._gradients = Gradients(self._network, _PARTS, threads)
        self.alphabet, self.scale = alphabet, self._network.architecture.scale
        self._seconds, self._lines, self.runs = 0.0, 0, 0
        self.milestones: list[Milestone] = []
        if checkpoint.exists():
            self._resume(torch.load(checkpoint, weights_only=False))

    def run(
        self,
        source: LineSource,
        held_out: Sequence[TrainingLine],
        on_milestone: Callable[[Milestone, bytes], None],
    ) -> bytes:
        """Train on the source's lines; report every few minutes with the weights as they are; the final weights."""
        while self._done() < 1:
            self._stretch(source, held_out, on_milestone)
        return model_file.to_bytes(self._averaged_model())

    def _stretch(
        self,
        source: LineSource,
        held_out: Sequence[TrainingLine],
        report: Callable[[Milestone, bytes], None],
    ) -> None:
        """Train until the next milestone is due, save the checkpoint, report."""
        losses, due, began = [0.0], self._lines + self._recipe.check_every, time.monotonic()
        generator = np.random.default_rng(self._lines)
        while self._lines < due and self._done() < 1:
            batches = _batches(source.lines(_ROUND), self._recipe.batch_pixels, generator)
            losses.extend(self._step(batch) for batch in batches)
        self._seconds += time.monotonic() - began
        milestone = Milestone(self._seconds, self._lines, float(np.mean(losses[1:])), self._cer(held_out))
        self.milestones.append(milestone)
        self._save()
        report(milestone, model_file.to_bytes(self._averaged_model()))

    def _step(self, batch: list[TrainingLine]) -> float:
        loss = self._gradients.of(
            [
                Batch(stacked(line.ink for line in part), [line.classes for line in part])
                for part in (batch[::_PARTS], batch[1::_PARTS])
                if part
            ]
        )
        nn.utils.clip_grad_norm_(self._network.parameters(), 2.0)
        self._optimiser.step(cosine(self._done(), self._recipe.warm_up))
        self._average.update(self._network)
        self._lines += len(batch)
        return loss

    def _done(self) -> float:
        return min(1.0, self._lines / self._recipe.lines)

    def _averaged_model(self) -> Model:
        return self._model._replace(network=self._average.network)

    def _cer(self, held_out: Sequence[TrainingLine]) -> float:
        read = greedy_texts(self._average.network, self._model.alphabet, [line.ink for line in held_out])
        return measures.cer(zip(read, (line.text for line in held_out), strict=True))

    def _save(self) -> None:
        self._checkpoint.parent.mkdir(parents=True, exist_ok=True)
        state = {
            "network": self._network.state_dict(),
            "average": self._average.network.state_dict(),
            "optimiser": self._optimiser.state(),
            "progress": (self._seconds, self._lines, self.runs + 1, self.milestones),
        }
        fresh = self._checkpoint.with_suffix(".new")
        torch.save(state, fresh)
        fresh.replace(self._checkpoint)

    def _resume(self, state: dict[str, Any]) -> None:
        self._network.load_state_dict(state["network"])
        self._average.network.load_state_dict(state["average"])
        self._optimiser.resume(state["optimiser"])
        self._seconds, self._lines, self.runs, self.milestones = state["progress"]


def _batches(
    lines: list[TrainingLine], pixels: int, generator: np.random.Generator
) -> Iterator[list[TrainingLine]]:
    """The lines in batches of like width, about `pixels` wide in all, in random order."""
    ordered = sorted(lines, key=lambda line: line.ink.shape[1])
    batches, first = [], 0
    for end in range(1, len(ordered) + 1):
        if (end - first) * ordered[end - 1].ink.shape[1] > pixels or end == len(ordered):
            batches.append(ordered[first:end])
            first = end
    for index in generator.permutation(len(batches)):
        yield batches[int(index)]

"""Building a base model from rendered lines, in a given wall-clock time, resumable from its checkpoint."""

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
from recto.recognition.model_file import Model
from recto.recognition.network import Architecture
from recto.recognition.rendering.fonts import installed
from recto.recognition.rendering.workers import RenderingWorker, TrainingLine, training_lines
from recto.recognition.training_steps import Averaged, cosine, ctc_loss, greedy_texts

_LONGEST_STEP = 5.0
_ROUND = 512


@dataclass(frozen=True)
class Milestone:
    """Where a build stands: seconds trained over all its runs, lines seen, loss, CER on held-out lines."""

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
    build = BaseBuild(recipe, checkpoint)
    unseen = [face for face in installed() if face.unseen]
    held_out = list(islice(training_lines(unseen, build.alphabet, build.height, 0), recipe.held_out_lines))
    with RenderingWorker(build.alphabet, build.height, seed=recipe.seed * 1000 + build.runs) as worker:
        return build.run(worker, held_out, on_milestone), build.milestones


class BaseBuild:
    """One base model in the making. `run` trains until the recipe's minutes are used up."""

    def __init__(
        self, recipe: BaseRecipe, checkpoint: Path, architecture: Architecture | None = None
    ) -> None:
        alphabet = base_alphabet(recipe.extra_graphemes)
        self._recipe = recipe
        self._checkpoint = checkpoint
        self._model = model_file.fresh(
            architecture or Architecture(), alphabet, version=f"{recipe.name}-base", seed=recipe.seed
        )
        self._network = self._model.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._optimiser = torch.optim.AdamW(
            self._network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay
        )
        self._average = Averaged(self._network, recipe.averaging)
        self.alphabet, self.height = alphabet, self._network.architecture.height
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
        torch.set_num_threads(self._recipe.threads)
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
        losses, due = [0.0], self._seconds + self._recipe.check_every
        generator = np.random.default_rng(self._lines)
        while self._seconds < due and self._done() < 1:
            for batch in _batches(source.lines(_ROUND), self._recipe.batch_pixels, generator):
                began = time.monotonic()
                losses.append(self._step(batch))
                # A build that was paused in between goes on where it was.
                self._seconds += min(time.monotonic() - began, _LONGEST_STEP)
        milestone = Milestone(self._seconds, self._lines, float(np.mean(losses[1:])), self._cer(held_out))
        self.milestones.append(milestone)
        self._save()
        report(milestone, model_file.to_bytes(self._averaged_model()))

    def _step(self, batch: list[TrainingLine]) -> float:
        self._network.train()
        rate = self._recipe.learning_rate * cosine(self._done(), self._recipe.warm_up)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        loss = ctc_loss(self._network, stacked(line.ink for line in batch), [line.classes for line in batch])
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._network.parameters(), 2.0)
        self._optimiser.step()
        self._average.update(self._network)
        self._lines += len(batch)
        return float(loss.detach())

    def _done(self) -> float:
        return min(1.0, self._seconds / (self._recipe.minutes * 60))

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
            "optimiser": self._optimiser.state_dict(),
            "progress": (self._seconds, self._lines, self.runs + 1, self.milestones),
        }
        fresh = self._checkpoint.with_suffix(".new")
        torch.save(state, fresh)
        fresh.replace(self._checkpoint)

    def _resume(self, state: dict[str, Any]) -> None:
        self._network.load_state_dict(state["network"])
        self._average.network.load_state_dict(state["average"])
        self._optimiser.load_state_dict(state["optimiser"])
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

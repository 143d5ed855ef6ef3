"""Fine-tuning: a base model and some labelled lines to a model of their kind of document."""

import time
from collections.abc import Callable, Sequence

import torch

from recto.recognition import model_file
from recto.recognition.alphabet import written
from recto.recognition.errors import NothingToLearnFrom
from recto.recognition.line_images import LineImage, prepared
from recto.recognition.model_file import Model
from recto.recognition.network import FRAME, grow_head
from recto.recognition.recipe import Progress, Recipe, Sample
from recto.recognition.self_training import believed
from recto.recognition.souping import averaged, drawn_back, tuned
from recto.recognition.tuning import Line, Schedule, needed, part_of

__all__ = ["Progress", "Recipe", "Sample", "fine_tune"]

_USUAL = Recipe()
_TIME_TO_TRAIN = 0.95
"""Of `max_seconds`; the rest is for preparing and saving."""
_TEACHERS_TIME = 0.35
"""Of the time to train, where unlabelled lines follow."""
_WORTH_READ = 0.5
"""Of a text that was read, beside one that a person wrote, for the language."""


def _nothing(_: Progress) -> None:
    """The listener for those who do not listen."""


def fine_tune(
    base: bytes,
    samples: Sequence[Sample],
    recipe: Recipe = _USUAL,
    *,
    version: str,
    unlabelled: Sequence[LineImage] = (),
    on_progress: Callable[[Progress], None] = _nothing,
) -> bytes:
    """A model for the samples' kind of line, as bytes that `Reader.from_bytes` takes.

    Where there are unlabelled lines of that kind, a first model teaches a second: what it reads with most confidence
    counts as labelled. Graphemes that the base lacks are added to its alphabet. BrokenModel if `base` is no model,
    NothingToLearnFrom if no sample has a text and an image with room for it.
    """
    lesson = _Lesson(base, samples, recipe, version)
    with torch.random.fork_rng():
        if not unlabelled:
            return model_file.to_bytes(lesson.from_labels(on_progress, 1.0))
        teacher = lesson.from_labels(part_of(on_progress, 0, _TEACHERS_TIME), _TEACHERS_TIME)
        read = believed(teacher, unlabelled, recipe.believed_share)
        hears = part_of(on_progress, _TEACHERS_TIME, 1 - _TEACHERS_TIME)
        return model_file.to_bytes(lesson.from_labels_and(read, hears))


class _Lesson:
    """What is to be learned from, on a base whose alphabet can write it."""

    def __init__(self, base: bytes, samples: Sequence[Sample], recipe: Recipe, version: str) -> None:
        self._deadline = time.monotonic() + recipe.max_seconds * _TIME_TO_TRAIN
        opened = model_file.from_bytes(base, version=version)
        self._known_classes = len(opened.alphabet) + 1
        self._recipe, self._samples = recipe, samples
        self._start = _grown(opened, samples)
        self._labelled = _usable(samples, self._start)
        self._shown = needed(recipe.least_shown, len(self._labelled), recipe.epochs)

    def from_labels(self, on_progress: Callable[[Progress], None], share: float) -> Model:
        """A model of the labels alone, in a share of the time."""
        schedule = Schedule(self._shown, self._deadline - (1 - share) * self._recipe.max_seconds)
        start = _speaking(self._start, self._samples)
        return self._settled(
            tuned(start, self._labelled, self._recipe, schedule, on_progress), self._labelled
        )

    def from_labels_and(self, read: Sequence[Sample], on_progress: Callable[[Progress], None]) -> Model:
        """A model of the labels and of what another has read."""
        lines = [*self._labelled, *_lines(read, self._start)]
        schedule = Schedule(max(self._recipe.student_shown, 2 * self._shown), self._deadline)
        start = _speaking(self._start, self._samples, read)
        return self._settled(averaged(start, lines, self._recipe, schedule, on_progress), lines)

    def _settled(self, model: Model, lines: Sequence[Line]) -> Model:
        characters = sum(len(line.classes) for line in lines)
        share = characters**2 / (characters**2 + self._recipe.base_characters**2)
        return drawn_back(model, self._start, self._known_classes, share)


def _grown(model: Model, samples: Sequence[Sample]) -> Model:
    """The model with an alphabet that can write the samples."""
    alphabet = model.alphabet.grown(sample.text for sample in samples)
    added = alphabet.graphemes[len(model.alphabet) :]
    if added:
        grow_head(model.network, [model.alphabet.nearest(grapheme) for grapheme in added])
    return model._replace(alphabet=alphabet)


def _speaking(model: Model, samples: Sequence[Sample], read: Sequence[Sample] = ()) -> Model:
    """The model with a language that the samples' texts are part of, and in part those that were only read."""
    if model.language is None:
        return model
    shares = ((samples, 1.0), (read, _WORTH_READ))
    texts = [("".join(written(text)), share) for some, share in shares for _, text in some if text.strip()]
    return model._replace(language=model.language.spoken_here(texts))


def _usable(samples: Sequence[Sample], model: Model) -> list[Line]:
    """The samples as lines; NothingToLearnFrom if there is none."""
    usable = _lines(samples, model)
    if not usable:
        raise NothingToLearnFrom(
            f"None of the {len(samples)} lines has a text and an image with room for it: label some lines first."
        )
    return usable


def _lines(samples: Sequence[Sample], model: Model) -> list[Line]:
    """The samples as the network takes them, without those whose image is too short for their text."""
    scale = model.network.architecture.scale
    lines = [Line(prepared(image, scale).ink, model.alphabet.encode(text)) for image, text in samples]
    return [line for line in lines if line.classes and line.ink.shape[1] >= FRAME * len(line.classes)]

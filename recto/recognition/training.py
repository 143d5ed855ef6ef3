"""Fine-tuning: a base model and some labelled lines to a model of their kind of document."""

import copy
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
from recto.recognition.tuning import Line, Schedule, Tuning, needed

__all__ = ["Progress", "Recipe", "Sample", "fine_tune"]

_USUAL = Recipe()
_TIME_TO_TRAIN = 0.95
"""Of `max_seconds`; the rest is for preparing and saving."""
_TEACHERS_TIME = 0.35
"""Of the time to train, where unlabelled lines follow."""


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
    started = time.monotonic()
    time_to_train = recipe.max_seconds * _TIME_TO_TRAIN
    model = _speaking(_grown(model_file.from_bytes(base, version=version), samples), samples)
    lines = _usable(samples, model)
    shown = needed(recipe.least_shown, len(lines), recipe.epochs)
    with torch.random.fork_rng():
        torch.manual_seed(recipe.seed)
        if not unlabelled:
            schedule = Schedule(shown, started + time_to_train)
            return model_file.to_bytes(Tuning(model, lines, recipe, schedule).run(on_progress))
        fresh = model._replace(network=copy.deepcopy(model.network))
        schedule = Schedule(shown, started + time_to_train * _TEACHERS_TIME)
        teacher = Tuning(model, lines, recipe, schedule).run(on_progress)
        read = believed(teacher, unlabelled, recipe.believed_share)
        start = fresh if recipe.fresh_student else teacher
        repeats = max(1, round(recipe.labelled_weight * len(read) / len(lines))) if read else 1
        schedule = Schedule(recipe.student_shown, started + time_to_train)
        student = Tuning(start, [*lines * repeats, *read], recipe, schedule).run(on_progress)
        return model_file.to_bytes(student)


def _grown(model: Model, samples: Sequence[Sample]) -> Model:
    """The model with an alphabet that can write the samples."""
    alphabet = model.alphabet.grown(sample.text for sample in samples)
    added = alphabet.graphemes[len(model.alphabet) :]
    if added:
        grow_head(model.network, [model.alphabet.nearest(grapheme) for grapheme in added])
    return model._replace(alphabet=alphabet)


def _speaking(model: Model, samples: Sequence[Sample]) -> Model:
    """The model with a language that the samples' texts are part of."""
    if model.language is None:
        return model
    texts = [("".join(written(text)), 1.0) for _, text in samples if text.strip()]
    return model._replace(language=model.language.spoken_here(texts))


def _usable(samples: Sequence[Sample], model: Model) -> list[Line]:
    """The samples as the network takes them, without those whose image is too short for their text."""
    scale = model.network.architecture.scale
    lines = [Line(prepared(image, scale).ink, model.alphabet.encode(text)) for image, text in samples]
    usable = [line for line in lines if line.classes and line.ink.shape[1] >= FRAME * len(line.classes)]
    if not usable:
        raise NothingToLearnFrom(
            f"None of the {len(samples)} lines has a text and an image with room for it: label some lines first."
        )
    return usable

"""The last steps of building a base: the language it has its texts from, and how sure it may be."""

from collections.abc import Iterator
from itertools import islice

import numpy as np

from recto.recognition import model_file
from recto.recognition.alphabet import Alphabet, written
from recto.recognition.base import BaseRecipe
from recto.recognition.calibration import calibrated
from recto.recognition.language.counting import learned
from recto.recognition.language.language import Language
from recto.recognition.recipe import Sample
from recto.recognition.rendering import texts
from recto.recognition.rendering.fonts import installed
from recto.recognition.rendering.lines import rendered

_OLD_PRINT = 0.2
"""Share of old German spellings among the texts."""


def finished(weights: bytes, recipe: BaseRecipe) -> bytes:
    """The base model with its language, calibrated on lines rendered in families that it has never seen."""
    model = model_file.from_bytes(weights)
    rng = np.random.default_rng(recipe.seed)
    lines = ((texts.line(rng, old_print=_OLD_PRINT), 1.0) for _ in range(recipe.language_lines))
    language = Language((learned(lines, at_least=recipe.language_at_least),))
    speaking = model_file.to_bytes(model._replace(language=language))
    return calibrated(speaking, list(islice(_unseen(model.alphabet, recipe), recipe.held_out_lines)))


def _unseen(alphabet: Alphabet, recipe: BaseRecipe) -> Iterator[Sample]:
    faces = [face for face in installed() if face.unseen]
    for line in rendered(faces, recipe.seed):
        if all(grapheme in alphabet.classes for grapheme in written(line.text)):
            yield Sample(line.image, line.text)

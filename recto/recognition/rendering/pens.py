"""Hands written with another pen: the middle of every stroke, inked again with a point of one width."""

import cv2
import numpy as np
from numpy.random import Generator

from recto.recognition.rendering.typesetting import InkMask

_RIDGE = 0.21


def even_strokes(ink: InkMask, width: float) -> InkMask:
    """The letters as a pen of `width` pixels would have written them, thick and thin strokes alike."""
    inside = cv2.distanceTransform((ink > 110).astype(np.uint8), cv2.DIST_L2, 3)
    # Along the middle of a stroke the distance to its edge has a crest: it lies above its own mean around.
    crest = (inside - cv2.blur(inside, (3, 3)) > _RIDGE) & (inside > 0.5)
    away = cv2.distanceTransform((~crest).astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(np.clip((width / 2 + 0.5 - away) * 255, 0, 255), np.uint8)


def rewritten(ink: InkMask, size: int, rng: Generator) -> InkMask:
    """A line as another writer's pen might have drawn it: ballpoint, nib, felt tip."""
    return even_strokes(
        ink,
        size
        * float(rng.choice([rng.uniform(0.03, 0.06), rng.uniform(0.045, 0.085), rng.uniform(0.08, 0.13)])),
    )

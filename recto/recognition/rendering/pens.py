"""Hands written with another pen: the middle of every stroke, inked again with a point of one width."""

import cv2
import numpy as np
from numpy.random import Generator

from recto.recognition.rendering.typesetting import InkMask

_AROUND = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
_CORE = 1.35


def even_strokes(ink: InkMask, width: float) -> InkMask:
    """The letters as a pen of about `width` pixels would have written them, thick and thin strokes alike."""
    inside = cv2.GaussianBlur(
        cv2.distanceTransform((ink > 100).astype(np.uint8), cv2.DIST_L2, 5), (0, 0), 0.8
    )
    # The middle of a stroke lies as deep inside as anything around it does.
    depth = inside - cv2.dilate(inside, _AROUND)
    core = np.clip(depth + _CORE, 0, 1) * np.minimum(inside * 3, 1)
    radius = max(0.5, width / 2.4)
    spread = cv2.GaussianBlur(core, (0, 0), radius) * (1.5 * (0.6 + radius * 0.55)) - 0.23
    return np.asarray(np.clip(spread, 0, 1) * 255, np.uint8)


def rewritten(ink: InkMask, size: int, rng: Generator) -> InkMask:
    """A line as another writer's pen might have drawn it: ballpoint, nib, felt tip."""
    pens = (rng.uniform(0.03, 0.055), rng.uniform(0.04, 0.08), rng.uniform(0.07, 0.11))
    return even_strokes(ink, size * float(pens[int(rng.integers(len(pens)))]))

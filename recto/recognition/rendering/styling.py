"""How a line of each style is set: a machine's even pitch, a printer's spacing, one writer's habits."""

import numpy as np
from numpy.random import Generator

from recto.recognition.rendering.fonts import Face
from recto.recognition.rendering.press import fitted_size
from recto.recognition.rendering.typesetting import Setting, separable

_SIZES = (32, 38, 44)
COMPANIONS = {"hand": "hand", "blackletter": "old-print"}
"""Style to the style that some of its words or letters may come from."""


def setting_for(face: Face, companion: Face | None, rng: Generator) -> Setting:
    """A setting drawn for the face; `companion` is a face that may stand in for it here and there."""
    size = fitted_size(face, int(rng.choice(_SIZES)))
    if face.style == "hand":
        return _hand(face, companion, size, rng)
    if face.style == "typewriter":
        return _machine(size, rng)
    return _print(face, companion, size, rng)


def _hand(face: Face, companion: Face | None, size: int, rng: Generator) -> Setting:
    apart = separable(face)
    mixes = companion is not None and apart and separable(companion) and companion.capitals == face.capitals
    return Setting(
        size=size,
        tracking=float(rng.uniform(0.005, 0.12)) if apart and rng.random() < 0.3 else 0.0,
        word_space=float(np.exp(rng.normal(0.3, 0.35))),
        jitter=float(rng.uniform(0, 0.045)) if apart and rng.random() < 0.7 else 0.0,
        drift=float(rng.uniform(0, 0.05)),
        companion=companion if mixes and rng.random() < 0.5 else None,
        mixed=float(rng.uniform(0.1, 0.5)),
        raised=rng.random() < 0.5,
    )


def _machine(size: int, rng: Generator) -> Setting:
    return Setting(
        size=size,
        tracking=float(rng.uniform(0.02, 0.3)) if rng.random() < 0.06 else 0.0,
        word_space=float(rng.uniform(0.7, 1.3)),
        jitter=float(rng.uniform(0, 0.03)) if rng.random() < 0.6 else 0.0,
        uneven=float(rng.uniform(0, 0.7)) if rng.random() < 0.6 else 0.0,
    )


def _print(face: Face, companion: Face | None, size: int, rng: Generator) -> Setting:
    gothic = face.style == "blackletter"
    return Setting(
        size=size,
        tracking=float(rng.uniform(0.05, 0.3)) if rng.random() < (0.12 if gothic else 0.06) else 0.0,
        word_space=float(rng.uniform(0.75, 2.2)),
        tight=float(rng.uniform(0, 0.045)) if gothic and rng.random() < 0.5 else 0.0,
        companion=companion if rng.random() < 0.12 else None,
        mixed=float(rng.uniform(0.05, 0.4)),
        raised=rng.random() < 0.4,
    )

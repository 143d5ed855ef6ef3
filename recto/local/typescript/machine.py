"""A worn typewriter: its types stand crooked, are chipped and clogged, each in its own way, and its ribbon is dry.

What is worn stays worn: the same letter fails in the same way on every page, which is what a model can learn.
"""

import random
import string
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Ink = NDArray[np.float32]
"""(height, width), 0 no ink to 1 black."""

FONT_PX = 27
STEP_PX = 14.4
"""From one character to the next."""
CELL_PX = 36
BASELINE_PX = 26
"""From a cell's top."""
_FINE = 4
"""Types are drawn so many times larger, so that wear has room."""


@dataclass(frozen=True)
class Wear:
    """How worn a machine is; 0 is new."""

    crooked: float = 1.0
    chipped: float = 1.0
    clogged: float = 1.0
    dry: float = 1.0


class Machine:
    """A typewriter with its own faults, which follow from `seed`."""

    def __init__(self, seed: int, wear: Wear) -> None:
        rng = random.Random(seed)  # noqa: S311
        font = ImageFont.truetype(_font(), FONT_PX * _FINE)
        self._wear = wear
        self._types = {letter: _type(letter, font, rng, wear) for letter in _LETTERS}

    def strike(self, letter: str, rng: random.Random) -> Ink:
        """The ink that one keystroke leaves in a cell of CELL_PX squared."""
        ink = self._types[letter] * rng.uniform(1 - 0.35 * self._wear.dry, 1.0)
        if rng.random() < 0.03 * self._wear.dry:
            ink = ink * 0.35
        if rng.random() < 0.02 * self._wear.crooked:
            ink = np.maximum(ink, 0.7 * np.roll(ink, (rng.choice((-2, 2)), rng.choice((-3, 3))), (0, 1)))
        return np.roll(ink, rng.choice((-1, 0, 0, 0, 1)), 0)


_LETTERS = "".join(sorted(set(string.printable) - set(string.whitespace)))


def _font() -> str:
    """Computer Modern Typewriter, as matplotlib ships it: a typewriter's letters, ASCII only."""
    return str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "cmtt10.ttf")


def _type(letter: str, font: ImageFont.FreeTypeFont, rng: random.Random, wear: Wear) -> Ink:
    """What a type of this machine prints when it strikes well."""
    cell = CELL_PX * _FINE
    image = Image.new("L", (cell, cell), 0)
    left = (CELL_PX - STEP_PX) / 2 * _FINE
    ImageDraw.Draw(image).text((left, BASELINE_PX * _FINE), letter, font=font, fill=255, anchor="ls")
    image = _crooked(image, rng, wear.crooked)
    if rng.random() < 0.45 * wear.clogged:
        image = _clogged(image)
    small = np.asarray(image.resize((CELL_PX, CELL_PX), Image.Resampling.BOX))
    ink = small.astype(np.float32) / np.float32(255)
    return ink * _chipped(rng, wear.chipped) * np.float32(rng.uniform(1 - 0.4 * wear.dry, 1.0))


def _crooked(image: Image.Image, rng: random.Random, amount: float) -> Image.Image:
    angle = rng.gauss(0, 3.0) * amount
    shift = (int(rng.gauss(0, 1.0) * amount * _FINE), int(rng.gauss(0, 1.4) * amount * _FINE))
    return image.rotate(angle, Image.Resampling.BILINEAR, translate=shift)


def _clogged(image: Image.Image) -> Image.Image:
    """The counters are full of old ink: e, a and o look alike."""
    return image.filter(ImageFilter.MaxFilter(2 * _FINE + 1)).filter(ImageFilter.GaussianBlur(_FINE))


def _chipped(rng: random.Random, amount: float) -> Ink:
    """A factor for each pixel: the type is worn off from one side, and has lost a chip or two."""
    rows, columns = np.mgrid[0:CELL_PX, 0:CELL_PX].astype(np.float32)
    across, down = rng.uniform(-1, 1), rng.uniform(-1, 1)
    slope = (across * (columns - CELL_PX / 2) + down * (rows - CELL_PX / 2 - 1)) / 9
    kept = np.clip(1.15 - amount * rng.uniform(0, 0.8) * (slope + 0.4), 0.15, 1)
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        row, column = rng.uniform(10, 28), rng.uniform(12, 24)
        distance = np.hypot(rows - row, columns - column)
        kept *= 1 - amount * 0.9 * np.exp(-((distance / rng.uniform(1.5, 3.0)) ** 2))
    whole: Ink = np.clip(kept, 0, 1).astype(np.float32)
    return whole

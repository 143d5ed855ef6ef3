"""What ink lies on: tone, grain, shade, stains, the other side showing through, rules and underlines."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recto.recognition.rendering.wear import Coverage, noise

Grey = NDArray[np.float32]
"""(height, width), 0 black to 255 white."""


def on_paper(ink: Coverage, behind: Coverage | None, rng: Generator) -> Grey:
    """The inked line on a paper of its own, with `behind` showing through from the other side."""
    paper = _sheet(ink.shape, rng)
    if behind is not None:
        paper -= cv2.GaussianBlur(_fitted(behind[:, ::-1], ink.shape), (0, 0), 2) * float(rng.uniform(8, 45))
    contrast = float(rng.uniform(0.5, 1.0)) if rng.random() < 0.8 else float(rng.uniform(0.25, 0.5))
    return (paper - ink * contrast * paper).astype(np.float32)


def _sheet(shape: tuple[int, int], rng: Generator) -> Grey:
    tone = float(rng.choice([255.0, rng.uniform(215, 250), rng.uniform(150, 220)]))
    sheet = np.full(shape, tone, np.float32)
    if tone < 255:
        sheet += noise(shape, rng, cell=int(rng.integers(2, 5))) * float(rng.uniform(0, 6))
        sheet += noise(shape, rng, cell=int(rng.integers(30, 120))) * float(rng.uniform(0, 9))
    if rng.random() < 0.15:
        sheet += np.linspace(-1, 1, shape[1], dtype=np.float32) * float(rng.uniform(-35, 35))
    if rng.random() < 0.06:
        _stain(sheet, rng)
    return sheet


def _stain(sheet: Grey, rng: Generator) -> None:
    blot = np.zeros_like(sheet)
    centre = (int(rng.integers(sheet.shape[1])), int(rng.integers(sheet.shape[0])))
    cv2.circle(blot, centre, int(rng.integers(8, 60)), 1.0, -1)
    sheet -= cv2.GaussianBlur(blot, (0, 0), 4) * float(rng.uniform(12, 50))


def ruled(ink: Coverage, baseline: int, size: int, rng: Generator, *, underlines: float) -> Coverage:
    """The ink with a rule touching it now and then: under the whole line, under a part, or upright at an end."""
    draw = rng.random()
    if draw < underlines:
        row = baseline + int(rng.integers(-2, size // 4))
        first, last = (0, ink.shape[1]) if rng.random() < 0.7 else sorted(rng.integers(0, ink.shape[1], 2))
        _rule(ink, (int(first), row), (int(last), row + int(rng.integers(-2, 3))), rng)
    elif draw < underlines + 0.03:
        column = int(rng.choice([rng.integers(2, 8), ink.shape[1] - rng.integers(2, 8)]))
        _rule(ink, (column, 0), (column + int(rng.integers(-2, 3)), ink.shape[0]), rng)
    return ink


def _rule(ink: Coverage, first: tuple[int, int], last: tuple[int, int], rng: Generator) -> None:
    layer = np.zeros_like(ink)
    cv2.line(layer, first, last, float(rng.uniform(0.35, 1)), int(rng.integers(1, 4)), cv2.LINE_AA)
    if rng.random() < 0.3:
        period = int(rng.integers(4, 9))
        layer *= (np.arange(ink.shape[1]) % period < period // 2 + 1)[None, :]
    np.maximum(ink, layer, out=ink)


class Earlier(NamedTuple):
    """A line that was made before: its ink, the row of its baseline, its type size in pixels."""

    ink: Coverage
    baseline: int
    size: int


def with_neighbours(line: Earlier, others: list[Earlier], leading: float) -> Coverage:
    """The line's ink with others above and below it, `leading` times the larger size away."""
    ink = line.ink
    for other, side in zip(others, (-1, 1), strict=False):
        away = int(max(line.size, other.size) * leading)
        moved = _moved(_fitted(other.ink, ink.shape), line.baseline + side * away - other.baseline)
        ink = np.maximum(ink, moved)
    return ink


def _moved(layer: Coverage, rows: int) -> Coverage:
    """The layer moved down, or up if `rows` is negative."""
    out = np.zeros_like(layer)
    rows = max(-len(layer) + 1, min(len(layer) - 1, rows))
    if rows >= 0:
        out[rows:] = layer[: len(layer) - rows]
    else:
        out[:rows] = layer[-rows:]
    return out


def _fitted(layer: Coverage, shape: tuple[int, int]) -> Coverage:
    """The layer cut or padded to a shape."""
    out = np.zeros(shape, np.float32)
    rows, columns = min(shape[0], layer.shape[0]), min(shape[1], layer.shape[1])
    out[:rows, :columns] = layer[:rows, :columns]
    return out

"""What a writer does to words besides writing them: strikes them out, underlines them, adds one above the line."""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recto.recognition.rendering.typesetting import InkMask, Span


def struck_out(ink: InkMask, word: Span, baseline: int, size: int, rng: Generator) -> None:
    """Make the word unreadable, in place: lines through it, a zigzag over it, or a blot."""
    kind, pen = rng.random(), max(1, round(size * float(rng.uniform(0.04, 0.12))))
    if kind < 0.35:
        for _ in range(int(rng.integers(1, 4))):
            _through(ink, word, baseline - size * rng.uniform(0.1, 0.4, 2), pen)
    elif kind < 0.7:
        cv2.polylines(ink, [_zigzag(word, baseline, size, rng)], isClosed=False, color=255, thickness=pen)
    else:
        _blot(ink, word, baseline, size, rng)


def underlined(ink: InkMask, word: Span, baseline: int, size: int, rng: Generator) -> None:
    """Draw a line under the word, in place; sometimes two."""
    row, pen = baseline + int(size * rng.uniform(0.08, 0.2)), int(rng.integers(1, 4))
    for index in range(1 if rng.random() < 0.85 else 2):
        low = row + index * (pen + 3)
        cv2.line(ink, (word[0], low), (word[1], low + int(rng.integers(-2, 3))), 255, pen, cv2.LINE_AA)


def added_above(ink: InkMask, note: NDArray[np.float32], baseline: int, size: int, rng: Generator) -> None:
    """Write a few small words of `note`, 0 to 1, between this line and the one above, in place."""
    scale = float(rng.uniform(0.45, 0.7))
    start = int(rng.integers(0, max(1, note.shape[1] - size)))
    part = note[:, start : start + int(size * rng.uniform(1, 4) / scale)]
    small = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    bottom, left = baseline - int(size * rng.uniform(0.45, 0.65)), int(rng.integers(0, ink.shape[1]))
    room = ink[max(0, bottom - len(small)) : bottom, left : left + small.shape[1]]
    fitted = small[len(small) - len(room) :, : room.shape[1]]
    np.maximum(room, (fitted * 255).astype(np.uint8), out=room)


def _through(ink: InkMask, word: Span, rows: NDArray[np.float64], pen: int) -> None:
    """A line over the word from the first of two rows to the second."""
    cv2.line(ink, (word[0] - 2, int(rows[0])), (word[1] + 2, int(rows[1])), 255, pen, cv2.LINE_AA)


def _zigzag(word: Span, baseline: int, size: int, rng: Generator) -> NDArray[np.int32]:
    count = max(4, int((word[1] - word[0]) / size * rng.uniform(3, 9)))
    columns = np.linspace(word[0], word[1], count) + rng.normal(0, size * 0.06, count)
    rows = baseline - size * np.where(np.arange(count) % 2, 0.45, 0.02) + rng.normal(0, size * 0.07, count)
    return np.stack([columns, rows], axis=1).astype(np.int32)


def _blot(ink: InkMask, word: Span, baseline: int, size: int, rng: Generator) -> None:
    for _ in range(int(rng.integers(3, 7))):
        pen = max(2, int(size * rng.uniform(0.1, 0.25)))
        _through(ink, word, baseline - size * rng.uniform(0.1, 0.4, 2), pen)

"""Prepared lines to batches of one width.

Every line is padded to the next width of a fixed ladder, whatever its company: how lines are batched can never
change what is read, though the network looks at its padding.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from recto.recognition.line_images import Ink

MARGIN = 8
"""Blank pixels before a line; at least as many follow it."""
_SMALLEST, _STEP = 64, 1.06


def _ladder() -> list[int]:
    widths = [_SMALLEST]
    while widths[-1] < 4352:
        widths.append(max(widths[-1] + 16, int(widths[-1] * _STEP) // 16 * 16))
    return widths


WIDTHS = np.array(_ladder())


def padded_width(width: int) -> int:
    """The width in pixels that a line of `width` pixels is padded to."""
    return int(WIDTHS[np.searchsorted(WIDTHS, width + 2 * MARGIN)])


def batched(lines: Sequence[Ink], largest: int) -> Iterator[list[int]]:
    """Indices of lines that go together, at most `largest` of them, widest first."""
    by_width = defaultdict(list)
    for index, line in enumerate(lines):
        by_width[padded_width(line.shape[1])].append(index)
    for _, indices in sorted(by_width.items(), reverse=True):
        for first in range(0, len(indices), largest):
            yield indices[first : first + largest]


def stacked(lines: Iterable[Ink]) -> Tensor:
    """(lines, 1, height, width of the widest, padded) with ink in 0..1."""
    lines = list(lines)
    width = padded_width(max(line.shape[1] for line in lines))
    block = np.zeros((len(lines), 1, lines[0].shape[0], width), np.uint8)
    for row, line in zip(block, lines, strict=True):
        row[0, :, MARGIN : MARGIN + line.shape[1]] = line
    return torch.from_numpy(block).float().div_(255)

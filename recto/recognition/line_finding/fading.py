"""Lines that are written on the page, as against those that shine through from its back."""

import numpy as np

from recto.recognition.line_finding.outlining import Outline

_PALE = 0.6
"""Darkness, as a fraction of the page's text, below which a line is taken for the back's."""


def in_ink(lines: list[Outline]) -> list[Outline]:
    """Lines about as dark as the page's text: its darkness is that of its upper lines, by their width."""
    if not lines:
        return []
    ordered = sorted(lines, key=lambda line: line.darkness)
    widths = np.cumsum([line.baseline[-1, 0] - line.baseline[0, 0] for line in ordered])
    usual = ordered[int(np.searchsorted(widths, 0.7 * widths[-1]))].darkness
    return [line for line in lines if line.darkness >= _PALE * usual]

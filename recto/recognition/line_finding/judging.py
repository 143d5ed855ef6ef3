"""Whether a stretch of ink is text: not dirt, not a rule or the edge of a sheet, not a texture."""

import numpy as np
from numpy.typing import NDArray

from recto.recognition.line_finding.ridges import Floats
from recto.recognition.line_finding.sharing import Share

_SAMPLES = 400
"""Columns looked at to tell a line from a texture."""


def looks_like_text(part: Share, ink: NDArray[np.bool_], unit: float) -> bool:
    """Judge the ink of one line; `ink` is the page's, `unit` the usual height of its text."""
    if not _is_enough(part, unit):
        return False
    return not _is_bar(part, unit) and _stands_out(part, ink, unit)


def _is_enough(part: Share, unit: float) -> bool:
    """Wide and high enough, and in marks that are not all specks."""
    offsets = part.offsets()
    width = float(part.xs.max() - part.xs.min() + 1)
    extent = float(np.percentile(offsets, 97) - np.percentile(offsets, 3))
    typical = len(offsets) / len(np.unique(part.marks))
    small = unit * unit
    return (
        width > 0.4 * unit and len(offsets) > 0.1 * small and extent > 0.12 * unit and typical > 0.015 * small
    )


def _is_bar(part: Share, unit: float) -> bool:
    """Long, solid in most columns, and with smooth edges; letters have holes, gaps and ascenders."""
    columns = part.xs - part.xs.min()
    counts = np.bincount(columns)
    if len(counts) < 3 * unit:
        return False
    high, low = _edges(columns, part.offsets(), len(counts))
    inked = counts > 0
    solid = np.zeros(len(counts))
    solid[inked] = counts[inked] / (high[inked] - low[inked] + 1)
    lag = max(1, round(0.25 * unit))
    smooth = [np.abs(edge[lag:] - edge[:-lag]) < 0.2 * unit for edge in (high, low)]
    return bool(np.percentile(solid, 25) > 0.8 and (smooth[0] & smooth[1]).mean() > 0.85)


def _edges(columns: NDArray[np.int64], offsets: Floats, count: int) -> tuple[Floats, Floats]:
    """Lowest and highest ink of each column, (count,) each."""
    high, low = np.full(count, -1e9), np.full(count, 1e9)
    np.maximum.at(high, columns, offsets)
    np.minimum.at(low, columns, offsets)
    return high, low


def _stands_out(part: Share, ink: NDArray[np.bool_], unit: float) -> bool:
    """Whether there is less ink above and below than in the middle; a texture goes on in both directions."""
    left, right = int(part.xs.min()), int(part.xs.max())
    xs = np.unique(np.linspace(left, right, min(_SAMPLES, right - left + 1)).astype(int))
    reach = round(1.5 * unit)
    rows = np.rint(part.ridge.at(xs.astype(np.float64))).astype(int) + np.arange(-reach, reach + 1)[:, None]
    on_page = (rows >= 0) & (rows < ink.shape[0])
    around = ink[np.clip(rows, 0, ink.shape[0] - 1), xs] & on_page
    size = max(3, round(0.25 * unit))
    profile = np.convolve(around.mean(axis=1), np.full(size, 1 / size), mode="same")
    middle = slice(reach - round(0.5 * unit), reach + round(0.5 * unit) + 1)
    quiet = max(float(profile[: middle.start].min()), float(profile[middle.stop :].min()))
    return quiet < 0.55 * float(profile[middle].max())

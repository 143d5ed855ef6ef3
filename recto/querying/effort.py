"""What a line costs the person who answers, and what its answer may be worth."""

from typing import Any

import numpy as np

from recto.querying.lines import Lines, Numbers

_LOOK, _READ, _CORRECT = 9.0, 0.2, 6.0
_UNREADABLE = 0.6


def keystrokes(graphemes: Any, errors: Any) -> Numbers:
    """The effort of answering a line of so many graphemes with so many errors, in keystrokes of 0.28 s.

        9 + 0.2 n + min(6 e, n)

    n: graphemes, e: errors. 9: to take the line in (2.5 s). 0.2: to proofread a character (18 in a second). 6: to
    find, point at and replace one (1.7 s); retyping all costs n at most. Times by the keystroke-level model, Card,
    Moran & Newell 1980.
    """
    length = np.asarray(graphemes, np.float32)
    corrections = np.minimum(np.float32(_CORRECT) * errors, length)
    return np.asarray(np.float32(_LOOK) + np.float32(_READ) * length + corrections)


def error_rates(lines: Lines) -> Numbers:
    """Expected errors per grapheme, 0 to 1. Needs expected_errors."""
    rates = lines["expected_errors"] / np.maximum(lines.graphemes, 1).astype(np.float32)
    return np.asarray(np.minimum(rates, 1))


def readability(rates: Numbers, usual: Any = 0.0) -> Numbers:
    """1 for lines that can be learned from, falling to 0 where more than 60 % is expected to be wrong.

    Such lines are damaged, cut badly or no text: a person can't say much either. `usual` is the pool's median
    rate: where a model reads everything badly, only lines half as bad again are odd. A logistic step of width 0.05.
    """
    limit = np.maximum(_UNREADABLE, 1.5 * np.asarray(usual))
    return np.asarray(1 / (1 + np.exp(np.clip((rates - limit) / 0.05, -30, 30))), np.float32)

"""Which readings are taken without a person, and which of those a person looks at all the same.

What may be taken is a bound that answers support (deriving.py). Only an audit, drawn at random from what would have
been accepted, goes on showing that it holds.
"""

from dataclasses import dataclass
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.querying.chance import drawn
from recto.querying.lines import Lines, Rows
from recto.querying.predictor import Predictor


@dataclass(frozen=True)
class Bound:
    """What may be accepted, and what that rests on."""

    asked_cer: float
    """Of all that is accepted, at most this share of characters should be wrong."""
    confidence: float
    predictor: Predictor
    threshold: float = -inf
    """Predicted errors per character up to which a reading is accepted; -inf where none is."""
    upper_cer: float = 1.0
    """Of what is accepted: not exceeded with this confidence. 1 where nothing is accepted."""
    supported_by: int = 0
    """Answered lines that would have been accepted."""
    answered: int = 0
    """Answered lines that were looked at."""
    share: float = 0.0
    """Of the lines that were drawn from all, those that would have been accepted."""
    missing: int | None = 0
    """Answered lines needed beyond these before anything is accepted, at the least; 0 if something is; None if no
    number would do, because even the surest lines have too many errors."""


class Acceptance(NamedTuple):
    """Rows to accept, and rows to audit."""

    accepted: Rows
    audited: Rows


def accept(lines: Lines, bound: Bound, *, audit_share: float, seed: str) -> Acceptance:
    """Divide the lines within the bound into accepted and audited; the others are in neither.

    The draw follows from the line and the seed, so that asking twice gives the same answer. Needs FEATURES and lot.
    """
    sure = np.flatnonzero(is_within(lines, bound))
    is_audited = drawn(seed, lines["lot"][sure]) < audit_share
    return Acceptance(accepted=sure[~is_audited], audited=sure[is_audited])


def is_within(lines: Lines, bound: Bound) -> NDArray[np.bool_]:
    """Which lines are read well enough. Never those that were read as empty. Needs FEATURES."""
    return np.asarray((lines.graphemes > 0) & (bound.predictor.rates(lines) <= bound.threshold))

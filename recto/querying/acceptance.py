"""Which readings are taken without a person, and which of those a person looks at all the same.

Only an audit, drawn at random from what would have been accepted, measures honestly.
"""

from typing import NamedTuple

import numpy as np

from recto.querying.chance import draws
from recto.querying.lines import Lines, Rows


class Acceptance(NamedTuple):
    """Rows to accept, and rows to audit."""

    accepted: Rows
    audited: Rows


def accept(lines: Lines, *, confidence: float, audit_share: float, seed: str) -> Acceptance:
    """Divide the lines read with at least `confidence` into accepted and audited; the others are in neither.

    The draw follows from the line and the seed, so that asking twice gives the same answer.
    """
    sure = np.flatnonzero((lines.confidence >= confidence) & (lines.graphemes > 0))
    audited = draws(seed, lines.ids[sure]) < audit_share
    return Acceptance(accepted=sure[~audited], audited=sure[audited])

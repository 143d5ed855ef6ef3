"""Query by committee, by texts: the lines whose readings by the members are furthest apart.

score = mean over pairs of voters (recto/recognition/committee.py) of edit distance / length of the longer text, 0 to
1. Unlike votes it needs no alignment to one reading, and it counts characters that only some voters see; use it where
they segment differently, as on handwriting. Ties, of which well-read lines are full, are drawn by lot. Seung, Opper &
Sompolinsky 1992 for committees; edit distance between voters as in Reul et al. 2018 (arXiv:1802.10038).
"""

import numpy as np

from recto.querying.chance import drawn
from recto.querying.lines import Lines, Numbers
from recto.querying.strategies.strategy import TIES, Strategy


def _score(lines: Lines, seed: str) -> Numbers:
    return np.asarray(lines["edit_disagreement"] + TIES * drawn(seed, lines["lot"]))


def _reason(lines: Lines, row: int) -> str:
    return f"the committee reads {lines['edit_disagreement'][row]:.0%} of it differently"


COMMITTEE_EDIT_DISTANCE = Strategy(
    "committee-edit-distance", _score, _reason, needs=frozenset({"edit_disagreement", "lot"})
)

"""Query by committee, by votes: the lines whose characters the members spell differently.

score = vote entropy: for each grapheme of the reading, the Shannon entropy of the members' votes in nats, at most
the logarithm of their number; mean over the graphemes. Costs a reading by each member. Blind to how sure each
member is, so it sees where models differ and not where all of them waver; use it with models that were trained
apart. Ties are drawn by lot: where one model reads alone, all
lines are. Dagan & Engelson 1995; for OCR
lines Reul et al. 2018 (arXiv:1802.10038).
"""

import numpy as np

from recto.querying.chance import drawn
from recto.querying.lines import Lines, Numbers
from recto.querying.strategies.strategy import TIES, Strategy


def _score(lines: Lines, seed: str) -> Numbers:
    return np.asarray(lines["disagreement"] + TIES * drawn(seed, lines["lot"]))


def _reason(lines: Lines, row: int) -> str:
    return f"the committee spells its characters apart by {lines['disagreement'][row]:.2f} nats each"


COMMITTEE_VOTE_ENTROPY = Strategy(
    "committee-vote-entropy", _score, _reason, needs=frozenset({"disagreement", "lot"})
)

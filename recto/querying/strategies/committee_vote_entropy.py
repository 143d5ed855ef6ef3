"""Query by committee, by votes: the lines whose characters the members spell differently.

score = vote entropy: for each grapheme of the reading, the Shannon entropy of the voters' readings of it in nats, at
most the logarithm of their number; mean over the graphemes. The voters are the network and four heads of it that leave
features out (recto/recognition/committee.py): they vote on every reading, so that the strategy can be chosen at any
time. Blind to how sure each voter is, so it sees where they differ and not where all of them waver. Ties, of which
well-read lines are full, are drawn by lot. Dagan & Engelson 1995; for OCR lines Reul et al. 2018 (arXiv:1802.10038).
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

"""Highest entropy: the lines whose characters are most open.

score = mean over graphemes of the Shannon entropy of the character posterior, in nats. Costs nothing beyond the
reading. Sees doubt spread over many characters that a margin does not. Settles & Craven 2008 (token entropy).
"""

from recto.querying.lines import Lines, Numbers
from recto.querying.strategies.strategy import Strategy


def _score(lines: Lines, _seed: str) -> Numbers:
    return lines["entropy"]


def _reason(lines: Lines, row: int) -> str:
    return f"its characters are open by {lines['entropy'][row]:.2f} nats each"


ENTROPY = Strategy("entropy", _score, _reason, needs=frozenset({"entropy"}))

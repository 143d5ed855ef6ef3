"""Least confidence: the lines whose reading the model believes in least.

score = 1 - P(reading)^(1/n), n its graphemes: the normalisation keeps long lines from looking doubtful by their
length alone. Costs nothing beyond the reading. Picks damaged and odd lines too; use it when those are what must be
read. Lewis & Gale 1994 (arXiv:cmp-lg/9407020); for sequences Culotta & McCallum 2005.
"""

from recto.querying.lines import Lines, Numbers
from recto.querying.strategies.strategy import Strategy


def _score(lines: Lines, _seed: str) -> Numbers:
    return 1 - lines["confidence"]


def _reason(lines: Lines, row: int) -> str:
    return f"read with {lines['confidence'][row]:.0%} confidence, about {lines['expected_errors'][row]:.1f} errors"


UNCERTAINTY = Strategy("uncertainty", _score, _reason, needs=frozenset({"confidence", "expected_errors"}))

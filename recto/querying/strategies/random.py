"""Random lines: what every other strategy must beat.

score = a number drawn from the line's id and the round. Costs nothing. Unbiased, so what is learned about these
lines holds for all of them; use it to measure, and when in doubt at the very start.
"""

from recto.querying.chance import drawn
from recto.querying.lines import Lines, Numbers
from recto.querying.strategies.strategy import Strategy


def _score(lines: Lines, seed: str) -> Numbers:
    return drawn(seed, lines["lot"])


def _reason(_lines: Lines, _row: int) -> str:
    return "drawn at random"


RANDOM = Strategy("random", _score, _reason, needs=frozenset({"lot"}))

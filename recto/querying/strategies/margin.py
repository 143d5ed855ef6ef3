"""Smallest margin: the lines where a second reading is almost as likely as the first.

score = exp(-margin), margin in nats between the reading and the best one that differs in one grapheme. Costs
nothing beyond the reading. Less drawn to hopeless lines than least confidence; use it where models waver between
two look-alikes. Scheffer et al. 2001.
"""

import numpy as np

from recto.querying.lines import Lines, Numbers
from recto.querying.strategies.strategy import Strategy


def _score(lines: Lines, _seed: str) -> Numbers:
    return np.asarray(np.exp(-lines["margin"]))


def _reason(lines: Lines, row: int) -> str:
    second = np.exp(-lines["margin"][row])
    return f"a second reading is {second:.0%} as likely as the first"


MARGIN = Strategy("margin", _score, _reason, needs=frozenset({"margin"}))

"""Ways to rank lines, one file each. A new one is a file and a row of STRATEGIES."""

from recto.querying.strategies.committee_edit_distance import COMMITTEE_EDIT_DISTANCE
from recto.querying.strategies.committee_vote_entropy import COMMITTEE_VOTE_ENTROPY
from recto.querying.strategies.entropy import ENTROPY
from recto.querying.strategies.margin import MARGIN
from recto.querying.strategies.random import RANDOM
from recto.querying.strategies.recto import RECTO
from recto.querying.strategies.strategy import Batch, Needs, Strategy
from recto.querying.strategies.uncertainty import UNCERTAINTY

STRATEGIES: dict[str, Strategy] = {
    strategy.name: strategy
    for strategy in (
        RECTO,
        UNCERTAINTY,
        MARGIN,
        ENTROPY,
        COMMITTEE_VOTE_ENTROPY,
        COMMITTEE_EDIT_DISTANCE,
        RANDOM,
    )
}

__all__ = ["STRATEGIES", "Batch", "Needs", "Strategy"]

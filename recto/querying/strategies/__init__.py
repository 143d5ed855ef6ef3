"""Ways to rank lines, one file each. A new one is a file and a row of STRATEGIES."""

from recto.querying.strategies.entropy import ENTROPY
from recto.querying.strategies.margin import MARGIN
from recto.querying.strategies.random import RANDOM
from recto.querying.strategies.strategy import Strategy
from recto.querying.strategies.uncertainty import UNCERTAINTY

STRATEGIES: dict[str, Strategy] = {
    strategy.name: strategy for strategy in (UNCERTAINTY, MARGIN, ENTROPY, RANDOM)
}

__all__ = ["STRATEGIES", "Strategy"]

"""What every strategy is: a score for each line, and a reason that a person reads."""

from collections.abc import Callable
from dataclasses import dataclass

from recto.querying.lines import Floats, Lines


@dataclass(frozen=True)
class Strategy:
    """A way to rank lines.

    `score(lines, seed)` gives one number per line, higher is asked sooner; `seed` names the round for strategies
    that draw lots. `reason(lines, row)` says in a few words why that line is worth asking about.
    """

    name: str
    score: Callable[[Lines, str], Floats]
    reason: Callable[[Lines, int], str]

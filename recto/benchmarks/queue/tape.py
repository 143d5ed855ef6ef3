"""What annotators saw: how long everything took, which lines they were given, and which answers were taken."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from recto.runtime.failures import UserError

_PERCENTILES = {"median": 50, "p95": 95, "p99": 99}


class Taken(NamedTuple):
    """An answer that the gateway has taken."""

    task_id: str
    epoch: int


@dataclass
class Tape:
    """Shared by all annotators. `running` says whether times count now, `over` whether people are to stop."""

    running: bool = False
    over: bool = False
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    leased: Counter[str] = field(default_factory=Counter)
    taken: Counter[Taken] = field(default_factory=Counter)
    away: int = 0
    """Requests that the gateway could not answer then, and that were sent again."""

    def took(self, what: str, seconds: float) -> None:
        """Something took so long."""
        if self.running:
            self.seconds[what].append(seconds)

    def milliseconds(self) -> dict[str, dict[str, float]]:
        """By what it was: percentiles, the longest, and how many there were."""
        return {what: _summary(seconds) for what, seconds in sorted(self.seconds.items())}

    def require_whole(self, told: Iterable[str]) -> None:
        """Raises UserError unless each line was given to one person, and each answer is told of exactly once.

        `told` has the task of each event that was published.
        """
        events, answers = Counter(told), Counter(taken.task_id for taken in self.taken)
        wrong = {
            "lines were leased to two people": _repeated(self.leased),
            "lines were answered twice": _repeated(answers),
            "answers were told twice": _repeated(events),
            "answers were lost": len(answers.keys() - events.keys()),
            "events tell of answers that nobody gave": len(events.keys() - answers.keys()),
        }
        found = [f"{count} {what}" for what, count in wrong.items() if count]
        if found:
            raise UserError(f"The gateway is broken: {', '.join(found)}.")


def _repeated(counts: Counter[Any]) -> int:
    return sum(count > 1 for count in counts.values())


def _summary(seconds: list[float]) -> dict[str, float]:
    figures = {name: float(np.percentile(seconds, share)) for name, share in _PERCENTILES.items()}
    figures["longest"] = max(seconds)
    return {**{name: round(1000 * value, 2) for name, value in figures.items()}, "requests": len(seconds)}

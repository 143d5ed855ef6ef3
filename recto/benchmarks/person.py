"""A person who never errs: answers what a strategy asks with the ground truth, and counts what that takes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recto.benchmarks.curves import Counts, Point
from recto.benchmarks.evidence import as_lines, found
from recto.benchmarks.line_sets import LabelledLine
from recto.querying.bounds import Found
from recto.querying.context import Context
from recto.querying.lines import Lines
from recto.querying.selection import select
from recto.querying.strategies import STRATEGIES
from recto.recognition.measures import graphemes
from recto.recognition.recipe import Recipe
from schemas.readings import Reading


@dataclass(frozen=True)
class Plan:
    """Who asks, with which seed, and how much has been keyed at the end of each round, in lines of mean length."""

    strategy: str
    seed: int
    budgets: tuple[int, ...]
    recipe: Recipe
    self_training: bool = False


class Person:
    """Labels lines of a pool by a plan; `labelled` are their rows, in the order of answers."""

    def __init__(self, pool: Sequence[LabelledLine], plan: Plan) -> None:
        self._pool, self._plan = pool, plan
        self._mean = float(lengths([line.text for line in pool]).mean())
        self.labelled: list[int] = []
        self._codes: list[NDArray[np.int8]] = []
        self._doubts: list[float] = []
        self._found: list[float] = []
        self._characters = self._edits = 0

    @property
    def open(self) -> list[int]:
        """Rows of the pool without a label."""
        known = set(self.labelled)
        return [row for row in range(len(self._pool)) if row not in known]

    def answer(self, readings: dict[int, Reading], budget: int, held_out_cer: float | None) -> None:
        """Answer what the strategy asks until so many lines' worth of characters are keyed."""
        rows = list(readings)
        lines = as_lines([self._pool[row] for row in rows], list(readings.values()))
        errors = found([self._pool[row] for row in rows], list(readings.values()))
        strategy = STRATEGIES[self._plan.strategy]
        room = budget * self._mean - self._characters
        count = max(2, round(2 * room / self._mean))
        seed = f"{self._plan.seed}-{len(self.labelled)}"
        for pick in select(lines, strategy, count, seed, self._context(held_out_cer)):
            place = int(pick.line_id)
            if errors.lengths[place] <= room:
                room -= errors.lengths[place]
                self._keyed(rows[place], place, lines, errors)

    def point(self, errors: Counts) -> Point:
        """What was spent, and what came of it."""
        return Point(len(self.labelled), self._characters, self._edits, errors)

    def _keyed(self, row: int, place: int, lines: Lines, errors: Found) -> None:
        self.labelled.append(row)
        self._codes.append(lines["embedding"][place])
        self._doubts.append(lines["expected_errors"][place] / max(1, lines.graphemes[place]))
        self._found.append(errors.errors[place] / max(1, errors.lengths[place]))
        self._characters += int(errors.lengths[place])
        self._edits += int(errors.errors[place]) + 1

    def _context(self, held_out_cer: float | None) -> Context:
        if not self.labelled:
            return Context()
        return Context(
            covered=np.array(self._codes, np.int8),
            characters=Counter(character for row in self.labelled for character in self._pool[row].text),
            doubts=np.array(self._doubts),
            errors=np.array(self._found),
            held_out_cer=held_out_cer,
        )


def lengths(texts: Sequence[str]) -> Counts:
    """Graphemes of each text."""
    return np.array([len(graphemes(text)) for text in texts], np.int64)

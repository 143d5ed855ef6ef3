"""What a collection may still cost people: in lines, in characters, in minutes, whichever runs out first."""

from collections.abc import Sequence
from typing import NamedTuple

from schemas.collections import CollectionSettings

NO_LIMIT = 2**31
"""Lines that may be asked for where nothing limits them."""

_USUAL_SECONDS = 20.0
"""A line takes so long until answers have shown how long."""
_USUAL_AFTER = 5


class Spent(NamedTuple):
    """What was asked of people, for every purpose. What they have not answered yet is counted as it was read."""

    lines: int = 0
    characters: int = 0
    answered: int = 0
    seconds: float = 0.0
    """Of the answered lines alone."""

    @property
    def seconds_a_line(self) -> float:
        """The mean, which starts from what is usual."""
        return (self.seconds + _USUAL_AFTER * _USUAL_SECONDS) / (self.answered + _USUAL_AFTER)


class Left(NamedTuple):
    """What may still be asked for."""

    lines: int
    characters: int


def left(spent: Spent, settings: CollectionSettings) -> Left:
    """What the budget leaves. Minutes are turned into lines by the time that answers have taken so far."""
    lines = NO_LIMIT if settings.budget_lines is None else settings.budget_lines - spent.lines
    if settings.budget_minutes is not None:
        rest = 60 * settings.budget_minutes - spent.lines * spent.seconds_a_line
        lines = min(lines, int(rest / spent.seconds_a_line))
    characters = NO_LIMIT
    if settings.budget_characters is not None:
        characters = settings.budget_characters - spent.characters
    return Left(max(0, lines) if characters > 0 else 0, max(0, characters))


def affordable(lengths: Sequence[int], characters: int) -> int:
    """How many of the first lines of these lengths so many characters pay for."""
    for number, length in enumerate(lengths):
        characters -= length
        if characters < 0:
            return number
    return len(lengths)

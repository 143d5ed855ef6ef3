"""What follows from an answer: decides, touches nothing.

A line is keyed once, or by two people of whom neither knows of the other. What both say alike counts; what they say
differently goes to a third person, who settles it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from schemas.labels import Origin
from services.labeling_gateway.states import Outcome, Stage, TaskState, Work


class Said(Protocol):
    """What somebody made of a line."""

    @property
    def outcome(self) -> Outcome:
        """What kind of answer it is."""

    @property
    def text(self) -> str | None:
        """Its text, if it gives one."""

    @property
    def reason(self) -> str | None:
        """Why there is none."""

    @property
    def seconds(self) -> float:
        """How long the line was on a screen."""


class Keyed(Said, Protocol):
    """An answer that stands, and whose it is."""

    @property
    def person(self) -> str:
        """Who gave it."""


class Asked(Protocol):
    """The task that is answered."""

    state: TaskState
    keyings: int
    gold_for: str | None


class Follows(Enum):
    """What an answer leads to."""

    MEASURE = auto()
    """The text was known: only the person is measured."""
    WAIT = auto()
    """A second person is asked."""
    DIFFER = auto()
    """Two people say different things: a third one settles it."""
    AGREE = auto()
    """Two people say the same: it counts."""
    ALONE = auto()
    """It counts as it is."""
    SETTLE = auto()
    """It settles what two people said differently."""


@dataclass(frozen=True)
class Credit:
    """Whose a label is, where it comes from, and the time that all who looked at the line have spent."""

    by: str
    origin: Origin
    seconds: float


def what_follows(task: Asked, work: Work, keyings: Sequence[Said], answer: Said) -> Follows:
    """What an answer leads to, given the keyings of its task that stand.

    Where nobody will be asked any more, because the line has its text from elsewhere, an answer counts alone.
    """
    if task.gold_for is not None:
        return Follows.MEASURE
    if work is Work.ADJUDICATE:
        return Follows.SETTLE
    if task.keyings < 2 or task.state is not TaskState.OPEN:
        return Follows.ALONE
    if not keyings:
        return Follows.WAIT
    return Follows.AGREE if agree(keyings[0], answer) else Follows.DIFFER


def agree(one: Said, other: Said) -> bool:
    """Whether two answers say the same: the same text in NFC, or none for the same reason."""
    if one.text is not None or other.text is not None:
        return one.text == other.text
    return (one.outcome, one.reason) == (other.outcome, other.reason)


def credit(follows: Follows, keyings: Sequence[Keyed], person: str, seconds: float) -> Credit:
    """To whom a settled line is owed."""
    spent = seconds + sum(each.seconds for each in keyings)
    if follows is Follows.AGREE:
        return Credit(", ".join([*(each.person for each in keyings), person]), Origin.HUMAN, spent)
    return Credit(person, Origin.ADJUDICATED if follows is Follows.SETTLE else Origin.HUMAN, spent)


def stage(keyings: int) -> Stage:
    """Whom a task waits for that has so many keyings."""
    return (Stage.FIRST, Stage.SECOND, Stage.ADJUDICATION)[min(keyings, 2)]

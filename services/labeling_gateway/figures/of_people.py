"""A person's figures from their answers. CER is the one of recto.recognition.measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import numpy as np

from recto.querying.bounds import Found, interval
from recto.querying.lines import Floats
from recto.recognition.measures import edits, graphemes
from services.labeling_gateway.figures.drift import Change, change

CONFIDENCE = 0.95
_WEEK = timedelta(days=7)
_ENOUGH, _LAST = 20, 100


@dataclass(frozen=True)
class Worked:
    """An answer: what it took, and the text that is known to be right, if one is."""

    person: str
    at: datetime
    text: str | None
    seconds: float
    keystrokes: int
    truth: str | None = None
    is_gold: bool = False


@dataclass(frozen=True)
class Accuracy:
    """Error rate over lines whose text is known, and where it lies with 95 %."""

    lines: int
    errors: int
    graphemes: int
    cer: float
    low: float
    high: float


@dataclass(frozen=True)
class Figures:
    """How a person works."""

    person: str
    answers: int
    gold: Accuracy | None
    double: Accuracy | None
    characters_a_minute: float | None
    median_seconds: float | None
    keystrokes_a_character: float | None
    accuracy_drift: Change | None
    speed_drift: Change | None


def figures(person: str, work: Sequence[Worked], now: datetime) -> Figures:
    """All figures of one person, whose answers come in order of time."""
    timed = [each for each in work if each.text and each.seconds > 0]
    known = [each for each in work if each.truth is not None]
    length = sum(len(graphemes(each.text or "")) for each in timed)
    return Figures(
        person=person,
        answers=len(work),
        gold=accuracy([each for each in known if each.is_gold]),
        double=accuracy([each for each in known if not each.is_gold]),
        characters_a_minute=60 * length / sum(each.seconds for each in timed) if timed else None,
        median_seconds=median(each.seconds for each in timed) if timed else None,
        keystrokes_a_character=sum(each.keystrokes for each in timed) / length if length else None,
        accuracy_drift=change(*_errors(known), _recent(known, now), f"{person} errors"),
        speed_drift=change(*_times(timed), _recent(timed, now), f"{person} seconds"),
    )


def accuracy(known: Sequence[Worked]) -> Accuracy | None:
    """Errors over lines whose text is known; who gave no text missed all of it. None without any."""
    if not known:
        return None
    errors, lengths = _errors(known)
    found = Found(errors, lengths, np.arange(len(known)))
    low, high = interval(found, CONFIDENCE)
    return Accuracy(len(known), int(errors.sum()), int(lengths.sum()), found.rate, low, high)


def _errors(known: Sequence[Worked]) -> tuple[Floats, Floats]:
    errors = [edits(each.text or "", each.truth or "") for each in known]
    lengths = [len(graphemes(each.truth or "")) for each in known]
    return np.array(errors, np.float64), np.array(lengths, np.float64)


def _times(timed: Sequence[Worked]) -> tuple[Floats, Floats]:
    """Seconds and characters: their ratio is seconds a character."""
    seconds = [each.seconds for each in timed]
    lengths = [len(graphemes(each.text or "")) for each in timed]
    return np.array(seconds, np.float64), np.array(lengths, np.float64)


def _recent(work: Sequence[Worked], now: datetime) -> int:
    """How many of the answers are recent: those of the last week, or the last hundred where these are few."""
    of_the_week = sum(each.at > now - _WEEK for each in work)
    return of_the_week if of_the_week >= _ENOUGH else min(_LAST, len(work) // 2)

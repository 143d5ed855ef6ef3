"""One day, minute by minute: pages come in while scanners run, are read, and what is asked waits for people at work.

A fluid, not single pages: at thousands of lines a minute chance evens out, and what is left is who works when.
"""

from dataclasses import dataclass

from recto.benchmarks.scale.assumptions import Figures
from recto.benchmarks.scale.needs import Load, needs

_MINUTES = 24 * 60
_DAYS = 5
_MORNING = 8 * 60


@dataclass(frozen=True)
class Day:
    """What was seen in five days; waits are work that waits, in seconds of what the stage does when it works."""

    longest_reading_wait: float
    longest_wait_for_people: float
    left_to_people: float
    """Lines, at the last midnight."""
    is_steady: bool
    """Whether the last day left no more than the one before."""


@dataclass
class _Queue:
    """What waits before a stage that does so much a minute."""

    waiting: float = 0
    longest: float = 0

    def pass_on(self, arriving: float, capacity: float, usual: float) -> float:
        """What comes out in this minute. `usual`: what the stage does when it works, for the wait."""
        self.waiting += arriving
        done = min(self.waiting, capacity)
        self.waiting -= done
        self.longest = max(self.longest, self.waiting / usual * 60)
        return done


def simulate(load: Load, figures: Figures) -> Day:
    """Some days with the replicas that are planned, at most as many as there can be."""
    reading, people = _capacities(load, figures)
    scanning = figures["scanning_hours"].value * 60
    arriving = load.lines * _MINUTES / scanning * 60
    working = figures["working_hours"].value * 60
    to_read, to_people, left = _Queue(), _Queue(), [0.0]
    for minute in range(_DAYS * _MINUTES):
        time = minute % _MINUTES
        is_work = _MORNING <= time < _MORNING + working
        read = to_read.pass_on(arriving if _in_hours(time, scanning) else 0, reading, reading)
        to_people.pass_on(read * load.share_asked, people if is_work else 0, people)
        if time == _MINUTES - 1:
            left.append(to_people.waiting)
    return Day(to_read.longest, to_people.longest, left[-1], left[-1] <= left[-2] * 1.001 + 1)


def _in_hours(time: int, scanning: float) -> bool:
    return (time - _MORNING) % _MINUTES < scanning


def _capacities(load: Load, figures: Figures) -> tuple[float, float]:
    """Lines a minute that are read for the first time, and that people answer while at work."""
    reader = next(need for need in needs(load, figures) if need.part == "inference")
    replicas = min(reader.count, reader.limit)
    again, room = 1 + figures["read_again_share"].value, figures["room"].value
    return replicas * reader.each / room * 60 / again, load.annotators / figures["person_seconds"].value * 60

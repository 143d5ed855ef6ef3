"""Over which windows the burning of an error budget is looked at, and who is told (Google SRE workbook, chapter 5).

An alert fires while both of a pair are over: the long window says that it matters, the short one that it goes on.
"""

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """Whom an alert tells: somebody now, or somebody in working hours."""

    PAGE = "page"
    TICKET = "ticket"


class Window(NamedTuple):
    """At so many times the rate that would use up the budget in 28 days, over both windows, somebody is told."""

    burns: float
    long: str
    short: str
    severity: Severity


WINDOWS = (
    Window(14.4, "1h", "5m", Severity.PAGE),
    Window(6, "6h", "30m", Severity.PAGE),
    Window(3, "1d", "2h", Severity.TICKET),
    Window(1, "3d", "6h", Severity.TICKET),
)
PERIOD = "28d"
"""Of an objective."""


def windows_of(severity: Severity) -> list[Window]:
    """Those at which this severity is given."""
    return [window for window in WINDOWS if window.severity is severity]


def minutes(duration: str) -> int:
    """Of a duration as Prometheus writes it, in one unit: 5m, 6h, 28d."""
    return int(duration[:-1]) * {"m": 1, "h": 60, "d": 24 * 60}[duration[-1]]

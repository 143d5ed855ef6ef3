"""When a message that did not arrive is sent again, and when that is given up."""

from datetime import datetime, timedelta

PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 900, 3600, 4 * 3600, 12 * 3600, 24 * 3600)
)
"""After each attempt that failed: a receiver may be away for nearly two days."""


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many attempts; None to give up."""
    return now + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None

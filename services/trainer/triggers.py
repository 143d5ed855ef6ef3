"""When a training is due: enough new labels, or its time has come.

Where scoring asks for lines that judge and none is answered yet, a training waits for the first of them, until there
are twice as many new labels or the time has come twice: a judge drawn now would be a label less to learn from.
"""

from datetime import datetime
from itertools import islice

from cronsim import CronSim, CronSimError

from recto.querying.rounds import times_to_wait
from services.trainer.ledger import Book
from services.trainer.tallies import Tally


def why_due(book: Book, counted: Tally, now: datetime) -> str | None:
    """Why a training should start now, or None."""
    settings = book.settings
    if counted.oldest_new is None:
        return None
    times = times_to_wait(settings, has_judges=not counted.waits_for_judges)
    if settings.retrain_after_labels and counted.new >= times * settings.retrain_after_labels:
        return f"{counted.new} new labels"
    since = _since(book, counted.oldest_new)
    if settings.retrain_cron and _has_struck(settings.retrain_cron, times, since, now):
        return f"scheduled, with {counted.new} new labels"
    return None


def _since(book: Book, oldest_new: datetime) -> datetime:
    """From when on a time of the schedule counts.

    After the last round, after the settings were made, and after there was something new: a time that passed with
    nothing to learn must not start a training when the next label comes in. One that passed while the trainer was
    down counts.
    """
    return max(at for at in (oldest_new, book.last_round_at, book.configured_at) if at is not None)


def _has_struck(cron: str, times: int, since: datetime, now: datetime) -> bool:
    try:
        struck = list(islice(CronSim(cron, since), times))
        return len(struck) == times and bool(struck[-1] <= now)
    except CronSimError:
        return False  # the gateway refuses schedules that make no sense; an old one must not stop the trainer

"""When a training is due: enough new labels, or its time has come."""

from datetime import datetime

from cronsim import CronSim, CronSimError

from services.trainer.ledger import Book
from services.trainer.tallies import Tally


def why_due(book: Book, counted: Tally, now: datetime) -> str | None:
    """Why a training should start now, or None."""
    settings = book.settings
    if counted.oldest_new is None:
        return None
    if settings.retrain_after_labels and counted.new >= settings.retrain_after_labels:
        return f"{counted.new} new labels"
    if settings.retrain_cron and _has_struck(settings.retrain_cron, _since(book, counted.oldest_new), now):
        return f"scheduled, with {counted.new} new labels"
    return None


def _since(book: Book, oldest_new: datetime) -> datetime:
    """From when on a time of the schedule counts.

    After the last round, after the settings were made, and after there was something new: a time that passed with
    nothing to learn must not start a training when the next label comes in. One that passed while the trainer was
    down counts.
    """
    return max(at for at in (oldest_new, book.last_round_at, book.configured_at) if at is not None)


def _has_struck(cron: str, since: datetime, now: datetime) -> bool:
    try:
        return bool(next(CronSim(cron, since)) <= now)
    except (CronSimError, StopIteration):
        return False  # the gateway refuses schedules that make no sense; an old one must not stop the trainer

"""When a training is due: enough new labels, or its time has come."""

from datetime import datetime

from cronsim import CronSim, CronSimError

from schemas.labels import LabelAccepted
from schemas.tasks import Purpose
from services.trainer.ledger import Book
from services.trainer.snapshots import Snapshot


def new_labels(labels: list[LabelAccepted], last: Snapshot | None) -> int:
    """Training labels that the last snapshot does not hold."""
    known = last.label_ids if last else frozenset()
    return sum(label.label_id not in known and label.purpose != Purpose.HELD_OUT for label in labels)


def why_due(book: Book, new: int, since: datetime, now: datetime) -> str | None:
    """Why a training should start now, or None. `since` is when the schedule was last looked at in earnest."""
    settings = book.settings
    if new <= 0:
        return None
    if settings.retrain_after_labels and new >= settings.retrain_after_labels:
        return f"{new} new labels"
    if settings.retrain_cron and _has_struck(settings.retrain_cron, since, now):
        return f"scheduled, with {new} new labels"
    return None


def _has_struck(cron: str, since: datetime, now: datetime) -> bool:
    try:
        return bool(next(CronSim(cron, since)) <= now)
    except (CronSimError, StopIteration):
        return False  # the gateway refuses schedules that make no sense; an old one must not stop the trainer

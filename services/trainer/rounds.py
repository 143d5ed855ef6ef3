"""One round: a training that is due is ordered, watched, judged, and its verdict published."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from recto.runtime.clock import Clock
from recto.runtime.objects import ObjectStore, get_model, put_model
from schemas.blobs import BlobRef
from schemas.envelope import Event
from schemas.models import ModelPromoted
from schemas.tasks import Purpose
from services.trainer import metrics
from services.trainer.job import Order
from services.trainer.jobs import Job, StartJob
from services.trainer.ledger import Book, Ledger
from services.trainer.snapshots import Snapshot, take_snapshot
from services.trainer.triggers import new_labels, why_due
from services.trainer.verdicts import verdict_event

log = logging.getLogger(__name__)


@dataclass
class Deps:
    """What the trainer works with. One training runs at a time."""

    ledger: Ledger
    objects: ObjectStore
    start_job: StartJob
    clock: Clock
    started_at: datetime
    threads: int | None = None
    retry_seconds: float = 60
    job: Job | None = None
    published: str | None = None
    """Version whose verdict was published and has not come back yet through recto.models."""
    snapshots: dict[str, tuple[BlobRef, Snapshot]] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    retry_at: dict[str, datetime] = field(default_factory=dict)


def on_tick(deps: Deps) -> Iterator[Event]:
    """Judge the training that has ended, or start one that is due."""
    if deps.job is not None:
        yield from _watched(deps.job, deps)
        return
    for book in deps.ledger.configured():
        if _starts(book, deps):
            return


def _starts(book: Book, deps: Deps) -> bool:
    """Start a training of this collection if one is due."""
    now = deps.clock()
    if deps.published in book.verdicts:
        deps.published = None
    if deps.published is not None or now < deps.retry_at.get(book.name, deps.started_at):
        return False
    previous = _previous(book, deps)
    labels = book.standing_labels
    new = new_labels(labels, previous)
    _measure(book, new)
    reason = why_due(book, new, book.last_round_at or deps.started_at, now)
    if reason is None:
        return False
    snapshot = take_snapshot(book.name, labels, previous, book.settings.held_out_share)
    order = _order(book, put_model(deps.objects, f"snapshots/{book.name}", snapshot), deps)
    log.info("training %s: %s, %d lines", order.version, reason, len(snapshot.training))
    deps.job = deps.start_job(order)
    return True


def _previous(book: Book, deps: Deps) -> Snapshot | None:
    """The snapshot of the last round; kept at hand, since it is asked for every second."""
    verdict = book.last_verdict
    if verdict is None:
        return None
    ref, snapshot = deps.snapshots.get(book.name, (None, None))
    if snapshot is None or ref != verdict.snapshot:
        snapshot = get_model(deps.objects, verdict.snapshot, Snapshot)
        deps.snapshots[book.name] = verdict.snapshot, snapshot
    return snapshot


def _order(book: Book, snapshot: BlobRef, deps: Deps) -> Order:
    return Order(
        collection=book.name,
        version=f"{book.name}-{book.rounds + 1}",
        snapshot=snapshot,
        base=book.settings.base_model,
        champion=book.champion,
        champion_weights=book.champion_weights,
        seconds=book.settings.train_seconds,
        threads=deps.threads,
    )


def _watched(job: Job, deps: Deps) -> Iterator[Event]:
    name, report = job.order.collection, job.last_report
    if job.exit_code is None:
        metrics.TRAINING_PROGRESS.labels(name).set(report.epoch / report.epochs if report.epochs else 0)
        return
    metrics.TRAINING_PROGRESS.labels(name).set(0)
    deps.job = None
    if job.exit_code != 0 or report.weights is None or report.evidence is None:
        _put_off(job, deps)
        return
    deps.failures.pop(name, None)
    metrics.TRAINING_SECONDS.labels(name).observe(report.seconds)
    event = verdict_event(deps.ledger.book(name), job.order, report, deps.objects, deps.clock())
    metrics.ROUNDS.labels(name, "promoted" if isinstance(event, ModelPromoted) else "rejected").inc()
    deps.published = event.version
    log.info("%s: %s", event.version, event.verdict.reason)
    yield event


def _put_off(job: Job, deps: Deps) -> None:
    """A training failed: the labels are still new, so it is due again, later each time."""
    name = job.order.collection
    deps.failures[name] = deps.failures.get(name, 0) + 1
    wait = deps.retry_seconds * 2 ** (deps.failures[name] - 1)
    deps.retry_at[name] = deps.clock() + timedelta(seconds=wait)
    metrics.ROUNDS.labels(name, "failed").inc()
    log.error("training %s failed, next try in %.0f s: %s", job.order.version, wait, job.complaint)


def _measure(book: Book, new: int) -> None:
    metrics.NEW_LABELS.labels(book.name).set(new)
    labels = book.standing_labels
    for purpose in Purpose:
        metrics.LABELS.labels(book.name, purpose.value).set(sum(label.purpose == purpose for label in labels))

"""One round: a training that is due is ordered, watched, judged, and its verdict published."""

import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from recto.runtime.clock import Clock
from recto.runtime.failures import Poison
from recto.runtime.objects import ObjectStore, get_model, put_model
from recto.runtime.tracing import Traced, at_hand, continued_trace, traced
from schemas.blobs import BlobRef
from schemas.envelope import Event
from schemas.models import ModelPromoted
from services.trainer import metrics
from services.trainer.dues import Dues
from services.trainer.jobs import Job, StartJob
from services.trainer.ledger import Book, Ledger, Verdicts
from services.trainer.order import Order
from services.trainer.snapshots import NO_PAST, Past, Snapshot, take_snapshot
from services.trainer.tallies import Tally, state_of, tally
from services.trainer.triggers import why_due
from services.trainer.verdicts import verdict_event

log = logging.getLogger(__name__)

_LONGEST_WAIT = timedelta(hours=6)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class Deps:
    """What the trainer works with. One training runs at a time."""

    ledger: Ledger
    objects: ObjectStore
    start_job: StartJob
    clock: Clock
    threads: int = 0
    retry_seconds: float = 60
    job: Job | None = None
    awaited: str | None = None
    """Version whose verdict is given and has not come back yet through recto.models."""
    deciding: threading.Lock = field(default_factory=threading.Lock)
    """Held while a generation is counted up: gate and people decide in different threads."""
    tallies: dict[str, Tally] = field(default_factory=dict)
    pasts: dict[str, tuple[BlobRef, Past]] = field(default_factory=dict)
    dues: Dues = field(default_factory=Dues)
    failures: dict[str, int] = field(default_factory=dict)
    retry_at: dict[str, datetime] = field(default_factory=dict)


def on_tick(deps: Deps) -> Iterator[Event | Traced]:
    """Judge the training that has ended, or start one that is due."""
    due = _what_is_due(deps) if deps.awaited is None else {}
    if deps.job is not None:
        yield from _watched(deps.job, deps)
    elif deps.awaited is None:
        # The collection that has waited longest goes first, so that a busy one does not keep the others out.
        for book in sorted(deps.ledger.configured(), key=lambda book: book.last_round_at or _LONG_AGO):
            if _started(book, due.get(book.name), deps):
                return


def _what_is_due(deps: Deps) -> dict[str, str | None]:
    """Why a training is due, by collection; also of one that must wait for the training of another."""
    now, due = deps.clock(), {}
    for book in deps.ledger.configured():
        with suppress(Poison):  # told where a training would start
            due[book.name] = why_due(book, _tally(book, _past(book, deps), deps), now)
            deps.dues.see(book.name, due[book.name], now)
    return due


def _started(book: Book, reason: str | None, deps: Deps) -> bool:
    """Start a training of this collection if there is a reason."""
    now = deps.clock()
    if now < deps.retry_at.get(book.name, now):
        return False
    try:
        past = _past(book, deps)
    except Poison as error:
        # Without the last snapshot nobody knows which pages must not judge.
        _put_off(book.name, f"the last snapshot is lost: {error.reason}", deps)
        return False
    if reason is None:
        return False
    snapshot = take_snapshot(
        book.name, book.standing_labels, past, book.settings.held_out_share, book.sample.pages
    )
    if not snapshot.training:
        _put_off(book.name, "there is nothing to train on: every labelled page only judges", deps)
        return False
    stored = put_model(deps.objects, f"snapshots/{book.name}", snapshot)
    with continued_trace(
        None, "order a training", links=book.traces, collection=book.name, why=reason
    ) as span:
        order = _order(book, stored, deps, at_hand())
        log.info("training %s: %s, %d lines", order.version, reason, len(snapshot.training))
        span.note(version=order.version, lines=len(snapshot.training))
        deps.job = deps.start_job(order)
    return True


def _tally(book: Book, past: Past, deps: Deps) -> Tally:
    known = deps.tallies.get(book.name)
    if known is None or known.state != state_of(book):
        known = deps.tallies[book.name] = tally(book, past)
    return known


def _past(book: Book, deps: Deps) -> Past:
    """What the last round's snapshot says; kept at hand, since it is asked for every second."""
    verdict = book.last_verdict
    if verdict is None:
        return NO_PAST
    ref, past = deps.pasts.get(book.name, (None, NO_PAST))
    if ref != verdict.snapshot:
        past = get_model(deps.objects, verdict.snapshot, Snapshot).past
        deps.pasts[book.name] = verdict.snapshot, past
    return past


def _order(book: Book, snapshot: BlobRef, deps: Deps, traceparent: str | None) -> Order:
    return Order(
        collection=book.name,
        version=f"{book.name}-{book.rounds + 1}",
        snapshot=snapshot,
        base=book.settings.base_model,
        champion=book.champion,
        champion_weights=book.champion_weights,
        seconds=book.settings.train_seconds,
        threads=deps.threads,
        traceparent=traceparent,
    )


def _watched(job: Job, deps: Deps) -> Iterator[Traced]:
    name, report = job.order.collection, job.last_report
    if job.exit_code is None:
        metrics.TRAINING_PROGRESS.labels(name).set(report.done)
        return
    metrics.TRAINING_PROGRESS.labels(name).set(0)
    if job.exit_code != 0:
        _give_up(job, job.complaint or f"exit code {job.exit_code}", deps)
        return
    try:
        event, traced_event = _judged(job, deps)
    except Poison as error:
        _give_up(job, error.reason, deps)
        return
    # Not before there is a verdict: if the store is away for a moment, nothing is trained twice.
    deps.job = None
    deps.failures.pop(name, None)
    deps.dues.judged(name, deps.clock())
    metrics.TRAINING_SECONDS.labels(name).observe(report.seconds)
    metrics.ROUNDS.labels(name, "promoted" if isinstance(event, ModelPromoted) else "rejected").inc()
    log.info("%s: %s", event.version, event.verdict.reason)
    yield traced_event


def _judged(job: Job, deps: Deps) -> tuple[Verdicts, Traced]:
    """The gate's verdict, and the same as part of the round's trace. Raises Poison if there is nothing to judge."""
    order = job.order
    with deps.deciding, continued_trace(order.traceparent, "gate", collection=order.collection) as span:
        book = deps.ledger.book(order.collection)
        event = verdict_event(book, order, job.last_report, deps.objects, deps.clock())
        deps.awaited = event.version
        span.note(
            version=order.version, promoted=isinstance(event, ModelPromoted), reason=event.verdict.reason
        )
        return event, traced(event)


def _give_up(job: Job, why: str, deps: Deps) -> None:
    """A training failed: its labels are still new, so it is due again."""
    deps.job = None
    job.stop()  # nothing of it may stand in the way of the next attempt
    metrics.ROUNDS.labels(job.order.collection, "failed").inc()
    _put_off(job.order.collection, f"training {job.order.version} failed: {why}", deps)


def _put_off(collection: str, why: str, deps: Deps) -> None:
    """Try again, later each time."""
    failures = deps.failures[collection] = deps.failures.get(collection, 0) + 1
    wait = min(timedelta(seconds=deps.retry_seconds * 2 ** min(failures - 1, 20)), _LONGEST_WAIT)
    deps.retry_at[collection] = deps.clock() + wait
    log.error("%s: next try in %.0f s: %s", collection, wait.total_seconds(), why)

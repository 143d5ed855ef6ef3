"""Withdraws what somebody has answered: labels, declines, and keyings that wait for another person.

In batches, each a transaction of its own: what breaks off half-way is finished by asking again, since what is
withdrawn is not withdrawn twice.
"""

from dataclasses import replace
from datetime import datetime

from services.labeling_gateway import keying_metrics
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.failures import Unfit
from services.labeling_gateway.store import withdrawals
from services.labeling_gateway.store.withdrawals import Found, Span

BATCH = 200


def preview(deps: Deps, span: Span) -> Found:
    """What would be withdrawn."""
    _check(span)
    with deps.database.reading() as session:
        return withdrawals.found(session, span)


def withdraw(deps: Deps, span: Span, reason: str) -> Found:
    """Withdraw all of it, tell everybody through the outbox, and open its lines again. What it was."""
    _check(span)
    now = deps.clock()
    span = replace(span, until=min(span.until, now) if span.until else now)
    with deps.database.reading() as session:
        all_of_it = withdrawals.found(session, span)
    for batch in (withdrawals.withdraw_labels, withdrawals.withdraw_answers):
        while _done(deps, batch, span, reason, now):
            deps.wake_relay()
    for collection, labels in all_of_it.labels.items():
        keying_metrics.LABELS_WITHDRAWN.labels(collection).inc(labels)
    return all_of_it


def _done(deps: Deps, batch: withdrawals.Batch, span: Span, reason: str, now: datetime) -> int:
    with deps.database.changing() as session:
        return batch(session, span, reason, now, BATCH)


def _check(span: Span) -> None:
    if span.person is None and span.collection is None and span.since is None and span.until is None:
        raise Unfit("person", "say whose labels, of which collection, or of which time")
    if span.since and span.until and span.since > span.until:
        raise Unfit("since", "it is after 'until'")

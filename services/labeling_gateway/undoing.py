"""Takes answers back: decides whether one may be, and opens its line again for the person who gave it.

The rule errs on one side only. Nobody here knows when a training starts, so an answer may be taken back only while
none can have started with it: docs/decisions/033-taking-an-answer-back.md.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from schemas.collections import CollectionSettings
from services.labeling_gateway import keying_metrics
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.failures import BuiltOn
from services.labeling_gateway.states import AnswerEnd
from services.labeling_gateway.store import collections, labels, tasks, undo, verdicts
from services.labeling_gateway.store.database import Session
from services.labeling_gateway.store.leases import Held
from services.labeling_gateway.store.queue_tables import AnswerRow, TaskRow

MOST = 20
"""Answers that can be taken back, counted from the newest."""


@dataclass(frozen=True)
class Standing:
    """What is known of an answer and of what came after it."""

    is_newest_lease: bool
    """Nobody was given the line since."""
    makes_label: bool
    """A model may learn from it or be judged by it."""
    verdicts_since: int
    """Decisions on models of the collection that were heard of since."""
    labels_not_judged: int
    """Labels that were ever heard of, without those that the last verdict was made from: no fewer than the trainer
    counts as new."""


def why_not(standing: Standing, settings: CollectionSettings) -> str | None:
    """Why an answer can't be taken back, or None if it can."""
    if not standing.is_newest_lease:
        return "the line has gone on to somebody else"
    if not standing.makes_label:
        return None
    if standing.verdicts_since:
        return "a model was judged since"
    if settings.retrain_cron is not None:
        return "a training on schedule may have started with it"
    if settings.retrain_after_labels and standing.labels_not_judged >= settings.retrain_after_labels:
        return "a training may have started with it"
    return None


def take_back(deps: Deps, task_id: str, epoch: int, person: str) -> list[Held]:
    """Take back an answer and all that the person gave after it: all of them, or none.

    Their lines are in the person's hands again, newest first. Said again, the same leases. Raises Unknown, BuiltOn.
    """
    now = deps.clock()
    with deps.database.changing() as session:
        lines = undo.lines_since(session, task_id, epoch, person, limit=MOST)
        tasks.lock_lines(session, lines)
        again = undo.already(session, task_id, epoch, person)
        if again is not None:
            return again
        given = undo.since(session, task_id, epoch, lines)
        if len(given) > MOST:
            raise _refusal(f"you gave more than {MOST} after it")
        held = _taken_back(session, given, now, deps.lease_lasts)
    deps.wake_relay()
    for task, _ in held:
        keying_metrics.ANSWERS_UNDONE.labels(task.collection).inc()
    return held


def latest(deps: Deps, person: str) -> list[tuple[AnswerRow, bool]]:
    """The last answers of a person that stand, and whether nothing can have been built on them."""
    with deps.database.reading() as session:
        why = _reasons(session)
        return [(answer, why(task, answer) is None) for answer, task in undo.latest(session, person, MOST)]


def _taken_back(session: Session, given: Iterable[AnswerRow], now: datetime, lasts: timedelta) -> list[Held]:
    why, held = _reasons(session), []
    for answer in given:
        task = tasks.task(session, answer.task_id)
        reason = why(task, answer)
        if reason is not None:
            raise _refusal(reason)
        held.append(undo.undone(session, task, answer, now, lasts))
    return held


def _reasons(session: Session) -> Callable[[TaskRow, AnswerRow], str | None]:
    """Why an answer to a task can't be taken back, or None. What is known of a collection is looked up once."""

    @cache
    def known(collection: str) -> tuple[int, int, CollectionSettings]:
        heard = verdicts.count(session, collection)
        not_judged = labels.count(session, collection) - verdicts.judged(session, collection)
        return heard, not_judged, collections.settings_of(session, collection)

    def why(task: TaskRow, answer: AnswerRow) -> str | None:
        heard, not_judged, settings = known(task.collection)
        standing = Standing(
            is_newest_lease=task.epoch == answer.epoch,
            makes_label=answer.ended is AnswerEnd.LABEL,
            verdicts_since=heard - answer.verdicts,
            labels_not_judged=not_judged,
        )
        return why_not(standing, settings)

    return why


def _refusal(reason: str) -> BuiltOn:
    keying_metrics.UNDO_REFUSED.inc()
    return BuiltOn(f"This answer can't be taken back: {reason}. Your lead can withdraw it.")

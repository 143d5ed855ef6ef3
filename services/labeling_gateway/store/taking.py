"""Takes an answer: all that follows from it, in the caller's one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from recto.recognition.measures import edits, graphemes
from schemas.labels import LabelAccepted, LabelDeclined
from services.labeling_gateway.answers import Answer, event_of
from services.labeling_gateway.keying import Credit, Follows, credit, stage, what_follows
from services.labeling_gateway.states import AnswerEnd, LeaseEnd, TaskState, Work
from services.labeling_gateway.store import declines, flags, gold, keyings, labels, outbox, tasks, verdicts
from services.labeling_gateway.store.document_tables import LineRow
from services.labeling_gateway.store.leases import Held
from services.labeling_gateway.store.queue_tables import AnswerRow


class Taken(NamedTuple):
    """An answer as it counts, and what it has led to."""

    row: AnswerRow
    follows: Follows


def take(session: Session, held: Held, answer: Answer, now: datetime) -> Taken:
    """All that follows from an answer.

    1. The answer, which its lease can have only once, and the end of the lease.
    2. The end of the task, or whom it waits for next.
    3. The line, as it stands from now on.
    4. The event, in the outbox. Published before the commit, it could tell of an answer that never was.
    """
    task, lease = held
    before = keyings.standing(session, task.id)
    follows = what_follows(task, lease.work, before, answer)
    row = _written(session, held, answer, now)
    lease.ended, task.leased_until = LeaseEnd.ANSWERED, None
    match follows:
        case Follows.MEASURE:
            row.ended, task.state = AnswerEnd.MEASURE, TaskState.ANSWERED
            gold.measure(session, task, row)
        case Follows.WAIT | Follows.DIFFER:
            task.stage = stage(len(before) + 1)
            for each in (*before, row):
                each.ended = keyings.END[task.stage]
        case _:
            owed = credit(follows, before, lease.person, answer.seconds)
            _settle(session, held, answer, (owed, before, row), now)
    return Taken(row, follows)


def _written(session: Session, held: Held, answer: Answer, now: datetime) -> AnswerRow:
    task, lease = held
    row = AnswerRow(
        task_id=task.id,
        epoch=answer.epoch,
        person=lease.person,
        outcome=answer.outcome,
        text=answer.text,
        reason=answer.reason,
        seconds=answer.seconds,
        keystrokes=answer.keystrokes,
        characters_keyed=0 if answer.text is None else len(graphemes(answer.text)),
        edits=0 if answer.text is None else edits(lease.text, answer.text),
        label_id=None,
        idempotency_key=answer.idempotency_key,
        answered_at=now,
        work=lease.work,
        ended=AnswerEnd.WAITING,
        verdicts=verdicts.count(session, task.collection),
    )
    session.add(row)
    if answer.flag is not None:
        flags.raised(session, task, row, answer.flag)
    return row


def _settle(
    session: Session,
    held: Held,
    answer: Answer,
    whose: tuple[Credit, Sequence[AnswerRow], AnswerRow],
    now: datetime,
) -> None:
    """The line has its label, or gives none: nobody else is asked."""
    (task, lease), (owed, before, row) = held, whose
    event = event_of(answer, task, lease, owed, now)
    label = event.label_id if isinstance(event, LabelAccepted) else None
    row.ended = AnswerEnd.LABEL if label else AnswerEnd.DECLINE
    row.label_id = label
    for each in before:
        each.label_id = label
        each.ended = AnswerEnd.ADJUDICATION if lease.work is Work.ADJUDICATE else row.ended
    task.state = TaskState.ANSWERED
    tasks.follow(session, _told(session, event), "the line has its text from elsewhere")
    outbox.write(session, event, now)


def _told(session: Session, event: LabelAccepted | LabelDeclined) -> LineRow:
    """The line, as it stands after what the answer says of it."""
    if isinstance(event, LabelAccepted):
        return labels.accepted(session, event)
    return declines.declined(session, event)

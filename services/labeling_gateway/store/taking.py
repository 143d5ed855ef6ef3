"""Takes an answer: all that follows from it, in the caller's one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from recto.recognition.measures import edits, graphemes
from schemas.labels import LabelAccepted, LabelDeclined
from services.labeling_gateway.answers import Answer, Ending, event_of
from services.labeling_gateway.keying import Follows, credit, stage, what_follows
from services.labeling_gateway.states import AnswerEnd, LeaseEnd, TaskState, Work
from services.labeling_gateway.store import (
    declines,
    documents,
    flags,
    gold,
    keyings,
    labels,
    outbox,
    tasks,
    verdicts,
)
from services.labeling_gateway.store.document_tables import LineRow
from services.labeling_gateway.store.leases import Held
from services.labeling_gateway.store.queue_tables import AnswerRow, TaskRow


class Taken(NamedTuple):
    """An answer as it counts, and what it has led to."""

    row: AnswerRow
    follows: Follows


def take(session: Session, held: Held, others: Sequence[TaskRow], answer: Answer, now: datetime) -> Taken:
    """All that follows from an answer to a task; `others` are about the same line.

    1. The answer, which its lease can have only once, and the end of the lease.
    2. The end of the task, or whom it waits for next.
    3. The line, as it stands from now on.
    4. The event, in the outbox. Published before the commit, it could tell of an answer that never was.
    """
    task, lease = held
    before = keyings.of(session, task)
    follows = what_follows(task, lease.work, before, answer)
    row = _row(held, answer, now)
    event = None
    if follows is Follows.MEASURE:
        row.ended, task.state = AnswerEnd.MEASURE, TaskState.ANSWERED
        gold.measure(session, task, row)
    elif follows in (Follows.WAIT, Follows.DIFFER):
        _wait(task, (*before, row))
    else:
        owed = credit(follows, before, lease.person, answer.seconds)
        event = event_of(answer, task, lease, Ending(owed, documents.writer_of(session, task.page_id), now))
        _end(event, lease.work, before, row)
    _write(session, held, answer, row)
    if event is not None:
        task.state = TaskState.ANSWERED
        tasks.ended(session, _told(session, event), others)
        outbox.write(session, event, now)
    return Taken(row, follows)


def _row(held: Held, answer: Answer, now: datetime) -> AnswerRow:
    task, lease = held
    return AnswerRow(
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
        verdicts=verdicts.counted(task.collection).scalar_subquery(),
    )


def _write(session: Session, held: Held, answer: Answer, row: AnswerRow) -> None:
    """The answer, with what it has led to, and the end of its lease."""
    task, lease = held
    lease.ended, task.leased_until = LeaseEnd.ANSWERED, None
    session.add(row)
    if answer.flag is not None:
        flags.raised(session, task, row, answer.flag)
    if answer.text is not None:
        tasks.look_for_personal_data(session, task.line_id, answer.text)


def _wait(task: TaskRow, keyed: Sequence[AnswerRow]) -> None:
    """Somebody else is asked: to key the line too, or to settle what two have said."""
    task.stage = stage(len(keyed))
    for each in keyed:
        each.ended = keyings.END[task.stage]


def _end(
    event: LabelAccepted | LabelDeclined, work: Work, before: Sequence[AnswerRow], row: AnswerRow
) -> None:
    """What the answer, and the keyings before it, have led to."""
    label = event.label_id if isinstance(event, LabelAccepted) else None
    row.label_id, row.ended = label, AnswerEnd.LABEL if label else AnswerEnd.DECLINE
    for each in before:
        each.label_id = label
        each.ended = AnswerEnd.ADJUDICATION if work is Work.ADJUDICATE else row.ended


def _told(session: Session, event: LabelAccepted | LabelDeclined) -> LineRow:
    """The line, as it stands after what the answer says of it."""
    if isinstance(event, LabelAccepted):
        return labels.accepted(session, event)
    return declines.declined(session, event)

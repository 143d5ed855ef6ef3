"""Answers: those that count, and those that came too late and are kept for the person who wrote them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.labels import LabelAccepted, LabelDeclined
from services.labeling_gateway.answers import Answer
from services.labeling_gateway.states import LeaseEnd, TaskState
from services.labeling_gateway.store import labels, lines, outbox, tasks
from services.labeling_gateway.store.leases import Held
from services.labeling_gateway.store.queue_tables import AnswerRow, KeptAnswerRow


def given(session: Session, task_id: str, epoch: int) -> AnswerRow | None:
    """The answer under a lease, if there is one."""
    return session.get(AnswerRow, (task_id, epoch))


def take(
    session: Session, held: Held, answer: Answer, event: LabelAccepted | LabelDeclined, now: datetime
) -> AnswerRow:
    """All that follows from an answer, in the caller's one transaction.

    1. The answer, which its lease can have only once.
    2. The end of lease and task: nobody else is asked.
    3. The line, as it stands from now on.
    4. The event, in the outbox. Published before the commit, it could tell of an answer that never was.
    """
    task, lease = held
    label = event if isinstance(event, LabelAccepted) else None
    row = AnswerRow(
        task_id=task.id,
        epoch=answer.epoch,
        person=lease.person,
        outcome=answer.outcome,
        text=answer.text,
        reason=answer.reason,
        seconds=answer.seconds,
        keystrokes=answer.keystrokes,
        characters_keyed=label.characters_keyed if label else 0,
        edits=label.edits if label else 0,
        label_id=label.label_id if label else None,
        idempotency_key=answer.idempotency_key,
        answered_at=now,
    )
    session.add(row)
    lease.ended, task.state, task.leased_until = LeaseEnd.ANSWERED, TaskState.ANSWERED, None
    if isinstance(event, LabelAccepted):
        labels.accepted(session, event)
    else:
        lines.declined(session, event)
    tasks.settled(session, task.line_id)
    outbox.write(session, event, now)
    return row


def keep(session: Session, task_id: str, answer: Answer, *, person: str, why: str, now: datetime) -> None:
    """Keep an answer that does not count. Sent twice, it is kept once."""
    tasks.locked(session, task_id)
    same = select(KeptAnswerRow.id).where(
        KeptAnswerRow.task_id == task_id,
        KeptAnswerRow.epoch == answer.epoch,
        KeptAnswerRow.person == person,
        KeptAnswerRow.text == answer.text,
    )
    if session.scalars(same).first() is not None:
        return
    session.add(
        KeptAnswerRow(
            task_id=task_id,
            epoch=answer.epoch,
            person=person,
            outcome=answer.outcome,
            text=answer.text,
            why=why,
            kept_at=now,
        )
    )


def kept_for(session: Session, person: str, limit: int = 100) -> Sequence[KeptAnswerRow]:
    """Answers of a person that came too late, newest first."""
    query = select(KeptAnswerRow).where(KeptAnswerRow.person == person)
    return session.scalars(query.order_by(KeptAnswerRow.kept_at.desc()).limit(limit)).all()

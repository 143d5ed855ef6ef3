"""Answers: those that count, and those that came too late and are kept for the person who wrote them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.labeling_gateway.answers import Answer
from services.labeling_gateway.store import tasks
from services.labeling_gateway.store.queue_tables import AnswerRow, KeptAnswerRow


def given(session: Session, task_id: str, epoch: int) -> AnswerRow | None:
    """The answer under a lease, if there is one."""
    return session.get(AnswerRow, (task_id, epoch))


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

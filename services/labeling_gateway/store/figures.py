"""What people's figures are made from: their answers that stand, with the texts that are known to be right."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.labeling_gateway.figures.of_people import Worked
from services.labeling_gateway.states import LINE_KINDS, Outcome, Work
from services.labeling_gateway.store.document_tables import LabelRow
from services.labeling_gateway.store.queue_tables import AnswerRow, TaskRow

_MOST = 20_000


def work(
    session: Session, collection: str, person: str | None = None, until: datetime | None = None
) -> dict[str, list[Worked]]:
    """By person, the last answers to lines in order of time. Skips say nothing of how somebody reads.

    What settled a double keying is the truth of both; an adjudicator's own answers have none.
    """
    query = _answers(collection).order_by(AnswerRow.answered_at.desc()).limit(_MOST)
    if person is not None:
        query = query.where(AnswerRow.person == person)
    if until is not None:
        query = query.where(AnswerRow.answered_at < until)
    found: dict[str, list[Worked]] = defaultdict(list)
    for answer, keyings, settled in reversed(session.execute(query).all()):
        found[answer.person].append(_worked(answer, settled if keyings > 1 else None))
    return dict(found)


def double_keyings(session: Session, collection: str) -> Sequence[tuple[str, str]]:
    """What both people said of each line that two have keyed; of a line without text, why."""
    query = (
        select(AnswerRow)
        .join(TaskRow, TaskRow.id == AnswerRow.task_id)
        .where(TaskRow.collection == collection, TaskRow.keyings > 1, AnswerRow.work == Work.KEY)
        .where(AnswerRow.set_aside.is_(None))
        .order_by(AnswerRow.answered_at.desc(), AnswerRow.epoch)
        .limit(_MOST)
    )
    by_task: dict[str, list[str]] = defaultdict(list)
    for row in session.scalars(query):
        by_task[row.task_id].append(row.text if row.text is not None else f"[{row.outcome.value}]")
    return [(said[0], said[1]) for said in by_task.values() if len(said) == 2]


def _answers(collection: str) -> "Select[Any, Any, Any]":
    return (
        select(AnswerRow, TaskRow.keyings, LabelRow.text)
        .join(TaskRow, TaskRow.id == AnswerRow.task_id)
        .outerjoin(LabelRow, (LabelRow.id == AnswerRow.label_id) & LabelRow.withdrawn_at.is_(None))
        .where(TaskRow.collection == collection, AnswerRow.set_aside.is_(None))
        .where(TaskRow.kind.in_(LINE_KINDS), AnswerRow.outcome != Outcome.SKIP)
    )


def _worked(answer: AnswerRow, settled: str | None) -> Worked:
    truth = answer.truth if answer.truth is not None else settled
    return Worked(
        person=answer.person,
        at=answer.answered_at,
        text=answer.text,
        seconds=answer.seconds,
        keystrokes=answer.keystrokes,
        truth=truth if answer.work is Work.KEY else None,
        is_gold=answer.truth is not None,
    )

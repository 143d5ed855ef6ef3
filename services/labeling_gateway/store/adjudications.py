"""Adjudications: the readings that a task's holder is to settle, or has settled."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.labeling_gateway.failures import LeaseOver
from services.labeling_gateway.people import Who
from services.labeling_gateway.states import TaskState, Work
from services.labeling_gateway.store import dealing, keyings
from services.labeling_gateway.store.queue_tables import AnswerRow, LeaseRow, TaskRow


@dataclass(frozen=True)
class Adjudication:
    """What people made of a line, what they started from, and whether somebody has settled it."""

    line_id: str
    started_from: TaskRow | LeaseRow
    readings: Sequence[AnswerRow]
    is_settled: bool


def of_task(session: Session, who: Who, task_id: str) -> Adjudication:
    """The readings of a task that this person is settling, or that is settled.

    Raises Unknown, LeaseOver, and NotCleared if its line carries personal data.
    """
    task = dealing.seen_by(session, who, task_id)
    is_settled = task.state is TaskState.ANSWERED
    if not is_settled and not _is_settling(session, task, who.person):
        raise LeaseOver("You do not hold this line to settle it: lease it as work 'adjudicate'.", task_id, 0)
    start = keyings.first_leases(session, [task_id]).get(task_id, task)
    return Adjudication(task.line_id, start, keyings.standing(session, task_id), is_settled)


def _is_settling(session: Session, task: TaskRow, person: str) -> bool:
    lease = session.get(LeaseRow, (task.id, task.epoch))
    return (
        lease is not None and lease.ended is None and lease.person == person and lease.work is Work.ADJUDICATE
    )

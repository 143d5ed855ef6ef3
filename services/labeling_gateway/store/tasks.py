"""Tasks as scoring wants them: requested, moved in the queue, no longer needed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.tasks import TaskReprioritised, TaskRequested, TaskWithdrawn
from services.labeling_gateway.failures import Unknown
from services.labeling_gateway.states import LINE_KINDS, Stage, TaskState
from services.labeling_gateway.store import early, keyings, lines
from services.labeling_gateway.store.document_tables import LineRow
from services.labeling_gateway.store.queue_tables import TaskRow

_SAME = (
    "kind", "collection", "document_id", "page_id", "line_id", "purpose", "strategy", "reason", "priority",
    "round", "image", "text", "readings", "model_version", "generation", "requested_at", "keyings",
)  # fmt: skip
_ENDED = (TaskState.ANSWERED, TaskState.SETTLED)


def requested(session: Session, event: TaskRequested) -> None:
    """A line is worth a person's time, unless it was asked before. One that has its text waits for nobody."""
    line = lines.of_page(session, event, [event.line_id])[event.line_id]
    if session.get(TaskRow, event.task_id) is not None:
        return
    fields = {name: getattr(event, name) for name in _SAME}
    state = TaskState.SETTLED if line.is_answered else TaskState.OPEN
    session.add(TaskRow(id=event.task_id, state=state, epoch=0, stage=Stage.FIRST, **fields))
    line.asked_task = None if line.is_answered else event.task_id
    if line.image is None:
        line.image = event.image
    lines.settle(line)
    for move in early.taken(session, TaskReprioritised, about=event.task_id):
        reprioritised(session, move)
    for withdrawal in early.taken(session, TaskWithdrawn, about=event.task_id):
        withdrawn(session, withdrawal)


def reprioritised(session: Session, event: TaskReprioritised) -> None:
    """A newer model has read the line. Who holds the task keeps the reading of their lease."""
    task = _known(session, event.task_id)
    if task is None:
        early.keep(session, event, about=event.task_id)
    elif event.generation >= task.generation:
        task.priority, task.reason = event.priority, event.reason
        task.text, task.readings = event.text, event.readings
        task.model_version, task.generation = event.model_version, event.generation


def withdrawn(session: Session, event: TaskWithdrawn) -> None:
    """Nobody needs to answer. Who holds the task now may still do so."""
    task = _known(session, event.task_id)
    if task is None:
        early.keep(session, event, about=event.task_id)
    elif task.state in (TaskState.OPEN, TaskState.SETTLED):
        task.state = TaskState.WITHDRAWN
        keyings.set_aside(session, task.id, f"the task was withdrawn: {event.reason}")
        line = session.get(LineRow, task.line_id)
        if line is not None:
            line.asked_task = None
            lines.settle(line)


def follow(session: Session, line: LineRow, reason: str) -> None:
    """Tasks as their line stands: nobody is asked for one that has its text, and one that lost it is open again.

    `reason` is kept with the answers that this sets aside.
    """
    session.flush()
    is_wanted = TaskRow.state == TaskState.OPEN if line.is_answered else TaskRow.state.in_(_ENDED)
    tasks = session.scalars(
        select(TaskRow)
        .where(
            TaskRow.line_id == line.id, TaskRow.gold_for.is_(None), TaskRow.kind.in_(LINE_KINDS), is_wanted
        )
        .order_by(TaskRow.id)
        .with_for_update()
    ).all()
    for each in tasks:
        keyings.set_aside(session, each.id, reason)
        if line.is_answered:
            each.state = TaskState.SETTLED
        else:
            keyings.restage(session, each)
    if line.is_answered:
        line.asked_task = None
    elif tasks:
        line.asked_task = tasks[0].id
    lines.settle(line)


def task(session: Session, task_id: str) -> TaskRow:
    """One task. Raises Unknown."""
    row = session.get(TaskRow, task_id)
    if row is None:
        raise Unknown(f"There is no task {task_id}.")
    return row


def locked(session: Session, task_id: str) -> TaskRow:
    """One task, and nobody else may change it until the transaction ends. Raises Unknown."""
    row = _known(session, task_id)
    if row is None:
        raise Unknown(f"There is no task {task_id}.")
    return row


def _known(session: Session, task_id: str) -> TaskRow | None:
    return session.scalars(select(TaskRow).where(TaskRow.id == task_id).with_for_update()).first()

"""Tasks as scoring wants them: requested, moved in the queue, no longer needed."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from schemas.tasks import TaskReprioritised, TaskRequested, TaskWithdrawn
from services.labeling_gateway.failures import Unknown
from services.labeling_gateway.states import TaskState
from services.labeling_gateway.store import early, lines
from services.labeling_gateway.store.document_tables import LineRow
from services.labeling_gateway.store.queue_tables import TaskRow

_SAME = (
    "kind", "collection", "document_id", "page_id", "line_id", "purpose", "strategy", "reason", "priority",
    "round", "image", "text", "readings", "model_version", "generation", "requested_at",
)  # fmt: skip


def requested(session: Session, event: TaskRequested) -> None:
    """A line is worth a person's time, unless it was answered or asked before, or is gone."""
    line = lines.of_page(session, event, [event.line_id])[event.line_id]
    if line.is_answered or line.is_gone or session.get(TaskRow, event.task_id) is not None:
        return
    fields = {name: getattr(event, name) for name in _SAME}
    session.add(TaskRow(id=event.task_id, state=TaskState.OPEN, epoch=0, **fields))
    line.asked_task = event.task_id
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
    elif task.state is TaskState.OPEN:
        task.state = TaskState.WITHDRAWN
        _no_longer_asked(session, task.line_id)


def settled(session: Session, line_id: str) -> None:
    """A line has its answer from elsewhere, an import or the same database before: ask nobody for it."""
    session.execute(
        update(TaskRow)
        .where(TaskRow.line_id == line_id, TaskRow.state == TaskState.OPEN)
        .values(state=TaskState.WITHDRAWN)
    )
    _no_longer_asked(session, line_id)


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


def _no_longer_asked(session: Session, line_id: str) -> None:
    line = session.get(LineRow, line_id)
    if line is not None:
        line.asked_task = None
        lines.settle(line)

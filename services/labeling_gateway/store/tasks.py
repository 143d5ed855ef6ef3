"""Tasks as scoring wants them: requested, moved in the queue, no longer needed.

Whoever locks rows of a line does it in one order, lest two wait for each other: its tasks by id, then the line.
"""

from sqlalchemy import ScalarSelect, Select, select, update
from sqlalchemy.orm import Session

from recto.documents.scripts import dominant_script
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
    """A line is worth a person's time, unless somebody has answered it already or it was asked before."""
    line = lines.of_page(session, event, [event.line_id])[event.line_id]
    if line.is_answered or session.get(TaskRow, event.task_id) is not None:
        return
    fields = {name: getattr(event, name) for name in _SAME}
    lines.look_for_personal_data(line, event.text)
    script = dominant_script(event.text)
    session.add(TaskRow(id=event.task_id, state=TaskState.OPEN, epoch=0, script=script, **fields))
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
        task.script = dominant_script(event.text)
        _look_for_personal_data(session, task.line_id, event.text)


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
    _no_longer_asked(session, line_id)
    session.execute(
        update(TaskRow)
        .where(TaskRow.line_id == line_id, TaskRow.state == TaskState.OPEN)
        .values(state=TaskState.WITHDRAWN)
    )


def task(session: Session, task_id: str) -> TaskRow:
    """One task. Raises Unknown."""
    row = session.get(TaskRow, task_id)
    if row is None:
        raise Unknown(f"There is no task {task_id}.")
    return row


def locked(session: Session, task_id: str) -> TaskRow:
    """One task. Nobody else may change it, or another of its line, until the transaction ends. Raises Unknown."""
    of_line = select(TaskRow.line_id).where(TaskRow.id == task_id).scalar_subquery()
    for row in session.scalars(_of_line(of_line)).all():
        if row.id == task_id:
            return row
    raise Unknown(f"There is no task {task_id}.")


def lock_line(session: Session, line_id: str) -> None:
    """Nobody else may change the tasks of a line until the transaction ends."""
    session.scalars(_of_line(line_id)).all()


def _of_line(line_id: str | ScalarSelect[str]) -> Select[TaskRow]:
    return select(TaskRow).where(TaskRow.line_id == line_id).order_by(TaskRow.id).with_for_update()


def _known(session: Session, task_id: str) -> TaskRow | None:
    return session.scalars(select(TaskRow).where(TaskRow.id == task_id).with_for_update()).first()


def _look_for_personal_data(session: Session, line_id: str, text: str) -> None:
    line = session.get(LineRow, line_id)
    if line is not None:
        lines.look_for_personal_data(line, text)


def _no_longer_asked(session: Session, line_id: str) -> None:
    line = lines.locked(session, line_id)
    if line is not None:
        line.asked_task = None
        lines.settle(line)

"""Tasks as scoring wants them: requested, moved in the queue, no longer needed; and as their lines stand.

Whoever locks rows of a line does it in one order, lest two wait for each other: its tasks by id, then the line. Of
several lines: all of their tasks by id, then the lines by id. Whoever changes which lines a page has locks the page
before all of them.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, and_, func, select, update
from sqlalchemy.orm import Session

from recto.documents.personal_data import personal_data
from recto.documents.scripts import dominant_script
from schemas.labels import DeclineWithdrawn
from schemas.tasks import TaskReprioritised, TaskRequested, TaskWithdrawn
from services.labeling_gateway.failures import Unknown
from services.labeling_gateway.states import LINE_KINDS, AnswerEnd, LeaseEnd, Stage, TaskState
from services.labeling_gateway.store import early, keyings, lines
from services.labeling_gateway.store.document_tables import LineRow
from services.labeling_gateway.store.queue_tables import AnswerRow, LeaseRow, TaskRow

_SAME = (
    "kind", "collection", "document_id", "page_id", "line_id", "purpose", "strategy", "reason", "priority",
    "round", "image", "text", "readings", "model_version", "generation", "requested_at", "keyings",
)  # fmt: skip
_ENDED = (TaskState.ANSWERED, TaskState.SETTLED)


def requested(session: Session, event: TaskRequested) -> None:
    """A line is worth a person's time, unless it was asked before or is gone. One with its text waits for nobody."""
    line = lines.of_page(session, event, [event.line_id])[event.line_id]
    if line.is_gone or session.get(TaskRow, event.task_id) is not None:
        return
    fields = {name: getattr(event, name) for name in _SAME}
    lines.look_for_personal_data(line, event.text)
    state = TaskState.SETTLED if line.is_answered else TaskState.OPEN
    script = dominant_script(event.text)
    session.add(TaskRow(id=event.task_id, state=state, epoch=0, stage=Stage.FIRST, script=script, **fields))
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
        task.script = dominant_script(event.text)
        look_for_personal_data(session, task.line_id, event.text)


def withdrawn(session: Session, event: TaskWithdrawn) -> None:
    """Nobody needs to answer. Who holds the task now may still do so."""
    task = _known(session, event.task_id)
    if task is None:
        early.keep(session, event, about=event.task_id)
    elif task.state in (TaskState.OPEN, TaskState.SETTLED):
        task.state = TaskState.WITHDRAWN
        keyings.set_aside(session, task.id, f"the task was withdrawn: {event.reason}")
        line = lines.locked(session, task.line_id)
        if line is not None:
            line.asked_task = None
            lines.settle(line)


def ended(session: Session, line: LineRow, others: Sequence[TaskRow]) -> None:
    """A task has ended in the text of its line, or in none: nobody is asked for it by the others either."""
    if others or not line.is_answered:
        follow(session, line, "the line has its text from elsewhere")
    elif not line.is_gone:
        line.asked_task = None
        lines.settle(line)


def follow(session: Session, line: LineRow, reason: str) -> None:
    """Tasks as their line stands: nobody is asked for one that has its text, and one that lost it is open again.

    `reason` is kept with the answers that this sets aside. Of a line that is gone, none is ever open again.
    """
    if line.is_gone:
        return
    if line.is_answered:
        line.asked_task = None
    session.flush()
    tasks = session.scalars(_to_follow(line)).all()
    for each in tasks:
        keyings.set_aside(session, each.id, reason)
        if line.is_answered:
            each.state = TaskState.SETTLED
        else:
            keyings.restage(session, each)
    if tasks and not line.is_answered:
        line.asked_task = tasks[0].id
    lines.settle(line)


def drop(session: Session, dropped: Sequence[TaskRow], reason: str) -> None:
    """There is nothing left to answer: whoever holds one of them does so no longer, and no answer to them counts."""
    for each in dropped:
        each.state, each.leased_until = TaskState.WITHDRAWN, None
    held = [each.id for each in dropped if each.epoch]
    leases = update(LeaseRow).where(LeaseRow.task_id.in_(held), LeaseRow.ended.is_(None))
    answers = update(AnswerRow).where(AnswerRow.task_id.in_(held), AnswerRow.set_aside.is_(None))
    session.execute(leases.values(ended=LeaseEnd.EXPIRED))
    session.execute(answers.values(set_aside=reason))


def label_lost(session: Session, line: LineRow, label_id: str, reason: str) -> None:
    """A label of a line counts no longer, nor do the answers that made it. Another label may still stand."""
    _lost(session, line, AnswerRow.label_id == label_id, reason)


def decline_lost(session: Session, line: LineRow, event: DeclineWithdrawn, reason: str) -> None:
    """Declines of a line count no longer, nor do the answers that made them. A label may still stand."""
    of_it = and_(AnswerRow.task_id == event.task_id, AnswerRow.epoch <= event.epoch)
    _lost(session, line, and_(of_it, AnswerRow.ended == AnswerEnd.DECLINE), reason)


def _lost(session: Session, line: LineRow, made_it: ColumnElement[bool], reason: str) -> None:
    made = select(AnswerRow.task_id).where(made_it, AnswerRow.set_aside.is_(None)).distinct()
    for task_id in session.scalars(made).all():
        keyings.set_aside(session, task_id, reason)
        task(session, task_id).state = TaskState.SETTLED
    follow(session, line, reason)


def task(session: Session, task_id: str) -> TaskRow:
    """One task. Raises Unknown."""
    row = session.get(TaskRow, task_id)
    if row is None:
        raise Unknown(f"There is no task {task_id}.")
    return row


def locked(session: Session, task_id: str) -> TaskRow:
    """One task. Nobody else may change it, or another of its line, until the transaction ends. Raises Unknown."""
    return locked_with_others(session, task_id)[0]


def locked_with_others(session: Session, task_id: str) -> Sequence[TaskRow]:
    """As `locked`: the task, and then all others of its line."""
    of_line = select(func.nullif(TaskRow.line_id, "")).where(TaskRow.id == task_id)
    rows = session.scalars(_by_id().where(TaskRow.line_id == of_line.scalar_subquery())).all()
    if rows:
        return sorted(rows, key=lambda row: row.id != task_id)
    about_a_page = _known(session, task_id)
    if about_a_page is None:
        raise Unknown(f"There is no task {task_id}.")
    return [about_a_page]


def all_locked(session: Session, task_ids: Collection[str]) -> Sequence[TaskRow]:
    """Those of these tasks that there are. Nobody else may change them until the transaction ends."""
    return session.scalars(_by_id().where(TaskRow.id.in_(task_ids))).all()


def lock_line(session: Session, line_id: str) -> None:
    """Nobody else may change the tasks of a line until the transaction ends."""
    session.scalars(_by_id().where(TaskRow.line_id == line_id)).all()


def lock_lines(session: Session, line_ids: Collection[str]) -> None:
    """Nobody else may change some lines, and their tasks, until the transaction ends."""
    session.scalars(_by_id().where(TaskRow.line_id.in_(line_ids))).all()
    lines.all_locked(session, line_ids)


def lock_page(session: Session, page_id: str) -> Sequence[TaskRow]:
    """All tasks about a page and its lines. Nobody else may change them until the transaction ends."""
    return session.scalars(_by_id().where(TaskRow.page_id == page_id)).all()


def lock_pages(session: Session, page_ids: Collection[str]) -> Sequence[TaskRow]:
    """As `lock_page`, of several pages."""
    return session.scalars(_by_id().where(TaskRow.page_id.in_(page_ids))).all()


def look_for_personal_data(session: Session, line_id: str, text: str) -> None:
    """What somebody has read in a line, or written of it, may keep it from the uncleared."""
    if personal_data(text):
        line = lines.locked(session, line_id)
        if line is not None:
            line.personal = True


def _by_id() -> Select[TaskRow]:
    return select(TaskRow).order_by(TaskRow.id).with_for_update()


def _to_follow(line: LineRow) -> Select[TaskRow]:
    """Tasks that are not what their line wants them to be."""
    is_other = TaskRow.state == TaskState.OPEN if line.is_answered else TaskRow.state.in_(_ENDED)
    return _by_id().where(
        TaskRow.line_id == line.id, TaskRow.gold_for.is_(None), TaskRow.kind.in_(LINE_KINDS), is_other
    )


def _known(session: Session, task_id: str) -> TaskRow | None:
    return session.scalars(select(TaskRow).where(TaskRow.id == task_id).with_for_update()).first()

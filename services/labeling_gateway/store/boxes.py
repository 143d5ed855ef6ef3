"""Tasks to draw the lines of a page: asked for by scoring or begun by a person, and what they end in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from recto.documents.scripts import dominant_script
from schemas.ids import boxes_task_id
from schemas.layout import Layout, Line
from schemas.pages import PageIngested, PageRelined
from schemas.tasks import BoxesRequested, Purpose, TaskKind
from services.labeling_gateway.failures import InOtherHands, Unfit, Unknown
from services.labeling_gateway.states import LeaseEnd, Stage, TaskState, Work
from services.labeling_gateway.store import collections, documents, early, leases, outbox, relining, tasks
from services.labeling_gateway.store.document_tables import LineRow, PageRow
from services.labeling_gateway.store.leases import Held
from services.labeling_gateway.store.queue_tables import AnswerRow, LeaseRow, TaskRow

OWN_REASON = "a person saw that its lines are cut wrongly"
_STRATEGY = "boxes"
_OWN_PRIORITY = 0.0


def requested(session: Session, event: BoxesRequested) -> None:
    """A page's lines are in doubt, unless they were drawn since. Nobody can draw before the page itself is known."""
    page = session.get(PageRow, event.page_id, with_for_update=True)
    if page is None or page.image is None:
        early.keep(session, event, about=event.page_id)
    elif event.revision == page.revision and session.get(TaskRow, event.task_id) is None:
        session.add(
            _task(session, page, reason=event.reason, priority=event.priority, now=event.requested_at)
        )


def asked_before(session: Session, event: PageIngested) -> None:
    """Take up what was asked of a page before the page itself was known."""
    for request in early.taken(session, BoxesRequested, about=event.page_id):
        requested(session, request)


def lease_page(session: Session, *, page_id: str, person: str, now: datetime, lasts: timedelta) -> Held:
    """The task to draw a page's lines, made if there is none, leased to a person.

    A person who holds it already gets a new lease: what another tab of theirs shows is fenced off. Raises Unknown,
    InOtherHands while somebody else has it, and Unfit in an inbox, whose lines are read anew elsewhere.
    """
    page = documents.locked_page(session, page_id)
    if collections.settings_of(session, page.collection).inbox:
        raise Unfit("page_id", "its document waits to be put into a collection: draw its lines there")
    task = _begun(session, page, now)
    if task.state is TaskState.OPEN and task.leased_until is not None and task.leased_until > now:
        holder = session.get(LeaseRow, (task.id, task.epoch))
        if holder is not None and holder.person != person:
            raise InOtherHands("Somebody else is drawing the lines of this page just now: take another one.")
    task.state = TaskState.OPEN
    session.execute(
        update(LeaseRow)
        .where(LeaseRow.task_id == task.id, LeaseRow.ended.is_(None))
        .values(ended=LeaseEnd.RELEASED)
    )
    return leases.hold(session, task, task, person=person, work=Work.KEY, now=now, lasts=lasts)


def locked(session: Session, task_id: str) -> TaskRow:
    """A task, its page and all tasks about that. Nobody else may change them any more. Raises Unknown."""
    page_id = session.scalars(select(TaskRow.page_id).where(TaskRow.id == task_id)).first()
    if page_id is None:
        raise Unknown(f"There is no task {task_id}.")
    documents.locked_page(session, page_id)
    tasks.lock_page(session, page_id)
    return tasks.task(session, task_id)


def lines_of(session: Session, page_id: str) -> Sequence[LineRow]:
    """The lines of a page in order, as far as it is known where they are."""
    query = select(LineRow).where(
        LineRow.page_id == page_id, LineRow.is_gone.is_(False), LineRow.line.is_not(None)
    )
    return session.scalars(query.order_by(LineRow.position.is_(None), LineRow.position, LineRow.id)).all()


def places_of(session: Session, page_id: str) -> list[Line]:
    """Where the lines of a page are, in order."""
    return [row.line for row in lines_of(session, page_id) if row.line is not None]


def ids_of(session: Session, page_id: str) -> set[str]:
    """Every id that a line of the page ever had, within the page."""
    rows = session.scalars(select(LineRow.id).where(LineRow.page_id == page_id))
    return {name.split("/", 1)[1] for name in rows}


def take(session: Session, held: Held, answer: AnswerRow, relined: tuple[PageRelined, Layout] | None) -> None:
    """All that follows from an answer, in the caller's one transaction.

    1. The answer, and the end of lease and task.
    2. The page's lines from now on, unless they were left as they are.
    3. The event, in the outbox.
    """
    task, lease = held
    session.add(answer)
    lease.ended, task.state, task.leased_until = LeaseEnd.ANSWERED, TaskState.ANSWERED, None
    if relined is None:
        return
    event, layout = relined
    session.flush()
    relining.relined(session, event, layout, event.relined_at)
    outbox.write(session, event, event.relined_at)


def _begun(session: Session, page: PageRow, now: datetime) -> TaskRow:
    name = boxes_task_id(page.id, revision=page.revision)
    task = session.scalars(select(TaskRow).where(TaskRow.id == name).with_for_update()).first()
    if task is None:
        task = _task(session, page, reason=OWN_REASON, priority=_OWN_PRIORITY, now=now)
        session.add(task)
        session.flush()
    return task


def _task(session: Session, page: PageRow, *, reason: str, priority: float, now: datetime) -> TaskRow:
    """It starts from no line and no reading: the page's image stands where the columns want one."""
    if page.image is None:
        raise Unknown(f"The image of page {page.id} is not known yet: try again in a moment.")
    return TaskRow(
        id=boxes_task_id(page.id, revision=page.revision),
        kind=TaskKind.BOXES,
        collection=page.collection,
        document_id=page.document_id,
        page_id=page.id,
        line_id="",
        purpose=Purpose.TRAINING,
        strategy=_STRATEGY,
        reason=reason,
        priority=priority,
        round=1,
        image=page.image,
        text="",
        script=_script(session, page.id),
        readings=page.image,
        model_version=page.model_version or "",
        generation=0,
        requested_at=now,
        state=TaskState.OPEN,
        stage=Stage.FIRST,
        epoch=0,
    )


def _script(session: Session, page_id: str) -> str | None:
    """Of what was read on a page: it goes to people who know it."""
    read = select(LineRow.reading).where(LineRow.page_id == page_id, LineRow.reading.is_not(None))
    return dominant_script(" ".join(text for text in session.scalars(read) if text))

"""Documents in an inbox: the task to put each into a collection, what it could go into, and where it went."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recto.documents.scripts import dominant_script
from schemas.documents import DocumentClassified, DocumentIngested
from schemas.ids import page_id
from schemas.pages import PageIngested
from schemas.tasks import ClassificationRequested, Purpose, TaskKind
from services.labeling_gateway.failures import Unknown
from services.labeling_gateway.states import AnswerEnd, LeaseEnd, Outcome, Stage, TaskState
from services.labeling_gateway.store import collections, documents, early, labels, lines, outbox, tasks
from services.labeling_gateway.store.document_tables import DocumentRow, LabelRow, LineRow, PageRow
from services.labeling_gateway.store.leases import Held
from services.labeling_gateway.store.queue_tables import AnswerRow, TaskRow


@dataclass(frozen=True)
class SortedBy:
    """What one person has done in an inbox. `median_seconds` are those that a document was on their screen."""

    person: str
    documents: int
    skipped: int
    median_seconds: float | None


_STRATEGY = "classify"
_MOST = 20_000
_GONE = "its document was put into another collection"


def requested(session: Session, event: ClassificationRequested) -> None:
    """A document lies in an inbox, unless it was sorted since. Until it is known, and its first page, nobody can."""
    document, page = session.get(DocumentRow, event.document_id), session.get(PageRow, event.page_id)
    if document is None or document.sha256 is None or page is None or page.image is None:
        early.keep(session, event, about=event.document_id)
    elif document.moved_to is None and session.get(TaskRow, event.task_id) is None:
        session.add(_task(session, event, page))


def asked_before(session: Session, event: DocumentIngested | PageIngested) -> None:
    """Take up what was asked of a document before it was known, once it is."""
    session.flush()
    document = session.get(DocumentRow, event.document_id)
    page = session.get(PageRow, page_id(event.document_id, 1))
    if document is not None and document.sha256 is not None and page is not None and page.image is not None:
        for request in early.taken(session, ClassificationRequested, about=event.document_id):
            requested(session, request)


def locked(session: Session, task_id: str) -> TaskRow:
    """A task, the pages of its document, and all tasks about those. Raises Unknown."""
    document_id = session.scalars(select(TaskRow.document_id).where(TaskRow.id == task_id)).first()
    if document_id is None:
        raise Unknown(f"There is no task {task_id}.")
    _lock(session, document_id)
    return tasks.task(session, task_id)


def take(session: Session, held: Held, answer: AnswerRow, event: DocumentClassified | None) -> None:
    """All that follows from an answer, in the caller's one transaction.

    1. The answer, and the end of the lease. A document that was skipped waits for somebody else.
    2. The document is gone from the inbox, and its task is answered.
    3. The event, in the outbox.
    """
    task, lease = held
    session.add(answer)
    lease.ended, task.leased_until = LeaseEnd.ANSWERED, None
    answer.ended = AnswerEnd.WAITING if event is None else AnswerEnd.CLASSIFIED
    if event is None:
        return
    task.state = TaskState.ANSWERED
    classified(session, event)
    outbox.write(session, event, event.classified_at)


def classified(session: Session, event: DocumentClassified) -> None:
    """A document is in its collection: in the inbox it has no lines any more, and nobody is asked about it."""
    asked = _lock(session, event.document_id)
    documents.moved(session, event)
    tasks.drop(session, [task for task in asked if task.state is TaskState.OPEN], _GONE)
    names = session.scalars(select(LineRow.id).where(LineRow.document_id == event.document_id)).all()
    for row in lines.all_locked(session, names).values():
        row.is_gone, row.asked_task = True, None
        lines.settle(row)


def text_of(session: Session, document_id: str) -> list[str]:
    """What was read of a document, line by line."""
    rows = (row for page in documents.lines_of(session, document_id).values() for row in page)
    return [row.text for row in rows if row.text]


def targets(session: Session, among: Collection[str]) -> list[str]:
    """Collections that a document can be put into, by name: of these; of all, if none is named."""
    rows = collections.every(session)
    return [row.name for row in rows if not row.settings.inbox and (not among or row.name in among)]


def label_texts(session: Session, names: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """What the newest labels of collections say."""
    return {name: labels.newest_texts(session, name) for name in names}


def document_counts(session: Session) -> dict[str, int]:
    """Documents by collection, but for those that were put into another."""
    query = select(DocumentRow.collection, func.count()).where(DocumentRow.moved_to.is_(None))
    return {row[0]: row[1] for row in session.execute(query.group_by(DocumentRow.collection))}


def sorted_into(session: Session, inbox: str) -> dict[str, int]:
    """Documents that people have put out of an inbox, by the collection that each went into."""
    query = select(DocumentRow.moved_into, func.count()).where(
        DocumentRow.collection == inbox, DocumentRow.moved_into.is_not(None)
    )
    rows = session.execute(query.group_by(DocumentRow.moved_into).order_by(DocumentRow.moved_into))
    return {into: documents for into, documents in rows if into}


def sorted_by(session: Session, inbox: str) -> list[SortedBy]:
    """Who has sorted documents of an inbox, by name, from their last answers."""
    query = (
        select(AnswerRow.person, AnswerRow.outcome, AnswerRow.seconds)
        .join(TaskRow, TaskRow.id == AnswerRow.task_id)
        .where(TaskRow.collection == inbox, TaskRow.kind == TaskKind.CLASSIFY, AnswerRow.set_aside.is_(None))
        .order_by(AnswerRow.answered_at.desc())
    )
    seconds: dict[str, list[float]] = defaultdict(list)
    skipped: dict[str, int] = defaultdict(int)
    for person, outcome, took in session.execute(query.limit(_MOST)):
        if outcome is Outcome.CLASSIFIED:
            seconds[person].append(took)
        else:
            skipped[person] += 1
    return [
        SortedBy(who, len(seconds[who]), skipped[who], median(seconds[who]) if seconds[who] else None)
        for who in sorted({*seconds, *skipped})
    ]


def sample_line(session: Session, collection: str) -> str | None:
    """The newest label of a collection that anybody may see."""
    query = (
        select(LabelRow.text)
        .join(LineRow, LineRow.id == LabelRow.line_id)
        .where(
            LabelRow.collection == collection, LabelRow.withdrawn_at.is_(None), LineRow.personal.is_(False)
        )
        .order_by(LabelRow.accepted_at.desc(), LabelRow.id)
    )
    return session.scalars(query.limit(1)).first()


def _lock(session: Session, document_id: str) -> Sequence[TaskRow]:
    pages = documents.locked_pages(session, document_id)
    return tasks.lock_pages(session, [page.id for page in pages])


def _task(session: Session, event: ClassificationRequested, page: PageRow) -> TaskRow:
    """It starts from no line and no reading: the first page's image stands where the columns want one."""
    return TaskRow(
        id=event.task_id,
        kind=TaskKind.CLASSIFY,
        collection=event.collection,
        document_id=event.document_id,
        page_id=event.page_id,
        line_id="",
        purpose=Purpose.TRAINING,
        strategy=_STRATEGY,
        reason=event.reason,
        priority=event.priority,
        round=1,
        image=page.image,
        text="",
        script=dominant_script(" ".join(text_of(session, event.document_id))),
        readings=page.image,
        model_version=page.model_version or "",
        generation=0,
        requested_at=event.requested_at,
        state=TaskState.OPEN,
        stage=Stage.FIRST,
        epoch=0,
    )

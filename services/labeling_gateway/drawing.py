"""Takes drawn lines: checks lease and lines, writes all that follows in one transaction, or refuses and keeps them."""

import json
from dataclasses import dataclass
from datetime import datetime

from recto.documents.text import plain
from recto.runtime.objects import put_model
from schemas.layout import Layout
from schemas.pages import PageRelined
from schemas.tasks import TaskKind
from services.labeling_gateway import metrics
from services.labeling_gateway.answers import Answer
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.drawn import DrawnLine, Page, digest, is_as_before, layout_of, written
from services.labeling_gateway.failures import AlreadyAnswered, LeaseOver, Unfit
from services.labeling_gateway.states import ASKS_FOR, AnswerEnd, Outcome
from services.labeling_gateway.store import answers, boxes, documents, leases, tasks
from services.labeling_gateway.store.database import Session
from services.labeling_gateway.store.document_tables import PageRow
from services.labeling_gateway.store.queue_tables import AnswerRow
from services.labeling_gateway.task_traces import answered


@dataclass(frozen=True)
class Drawing:
    """What a person made of a page: all its lines, or no more than the reason for which they skip it."""

    epoch: int
    lines: tuple[DrawnLine, ...] = ()
    skipped: str | None = None
    seconds: float = 0
    keystrokes: int = 0
    idempotency_key: str | None = None

    @property
    def outcome(self) -> Outcome:
        """What this is, as answers go."""
        return Outcome.DRAWN if self.skipped is None else Outcome.SKIP


@dataclass(frozen=True)
class _Decided:
    """What follows from a drawing: the page's next revision and its lines, or nothing new."""

    revision: int
    relined: tuple[PageRelined, Layout] | None


def take_drawing(deps: Deps, task_id: str, drawing: Drawing, person: str) -> AnswerRow:
    """The answer as it counts. Sent again, it is the same answer.

    Raises Unknown, Unfit, NotYours, AlreadyAnswered, and LeaseOver once the lines are safely kept.
    """
    now = deps.clock()
    try:
        return _taken(deps, task_id, drawing, person, now)
    except LeaseOver as refusal:
        refusal.text = written(drawing.lines)
        late = Answer(drawing.epoch, drawing.outcome, refusal.text)
        with deps.database.changing() as session:
            answers.keep(session, task_id, late, person=person, why=str(refusal), now=now)
        metrics.ANSWERS_STALE.inc()
        raise


def revision_of(answer: AnswerRow) -> int:
    """The revision of the page's lines that an answer led to."""
    return int(json.loads(answer.text or "{}").get("revision", 0))


def _earlier(session: Session, task_id: str, drawing: Drawing, person: str) -> AnswerRow | None:
    """The answer that this lease has already, if it is the same."""
    earlier = answers.given(session, task_id, drawing.epoch)
    if earlier is None:
        return None
    same_key = drawing.idempotency_key and drawing.idempotency_key == earlier.idempotency_key
    if earlier.person == person and (same_key or _says(earlier) == digest(drawing.lines)):
        return earlier
    raise AlreadyAnswered("This page was answered before, with something else.", task_id, drawing.epoch)


def _taken(deps: Deps, task_id: str, drawing: Drawing, person: str, now: datetime) -> AnswerRow:
    """1. Decide, and store the layout: the object store is not waited for while the database is locked.
    2. Write, if the lease still holds. It does not if the page's lines were drawn anew meanwhile.
    """
    decided = _decided(deps, task_id, drawing, person, now)
    if isinstance(decided, AnswerRow):
        return decided
    with deps.database.changing() as session:
        task = boxes.locked(session, task_id)
        earlier = _earlier(session, task_id, drawing, person)
        if earlier is not None:
            return earlier
        held = leases.current_of(session, task, drawing.epoch, person)
        row = _row(task_id, drawing, person, decided.revision, now)
        with answered(task):
            boxes.take(session, held, row, decided.relined)
    deps.wake_relay()
    metrics.ANSWERS.labels(task.collection, drawing.outcome.value).inc()
    return row


def _decided(deps: Deps, task_id: str, drawing: Drawing, person: str, now: datetime) -> _Decided | AnswerRow:
    """What follows from a drawing, or the answer that it is already."""
    with deps.database.reading() as session:
        task = tasks.task(session, task_id)
        if task.kind is not TaskKind.BOXES:
            raise Unfit("task_id", f"this task asks for {ASKS_FOR[task.kind]}")
        earlier = _earlier(session, task_id, drawing, person)
        if earlier is not None:
            return earlier
        leases.current_of(session, task, drawing.epoch, person)
        row = documents.page(session, task.page_id)
        page = Page(
            width=row.width or 1,
            height=row.height or 1,
            revision=row.revision,
            lines=boxes.places_of(session, row.id),
            taken=boxes.ids_of(session, row.id),
        )
    if drawing.skipped is not None:
        if not plain(drawing.skipped):
            raise Unfit("reason", "say in a few words why the page is skipped")
        return _Decided(page.revision, None)
    layout = layout_of(drawing.lines, page)
    if is_as_before(layout, page):
        return _Decided(page.revision, None)
    return _Decided(page.revision + 1, (_event(deps, row, layout, person, now), layout))


def _event(deps: Deps, page: PageRow, layout: Layout, person: str, now: datetime) -> PageRelined:
    if page.image is None:
        raise Unfit("task_id", "the page has no image")
    return PageRelined(
        page_id=page.id,
        document_id=page.document_id,
        collection=page.collection,
        number=page.number,
        image=page.image,
        width=layout.width,
        height=layout.height,
        layout=put_model(deps.objects, f"layouts/{page.collection}", layout),
        writer=page.writer,
        revision=page.revision + 1,
        by=person,
        relined_at=now,
    )


def _row(task_id: str, drawing: Drawing, person: str, revision: int, now: datetime) -> AnswerRow:
    """The answer for the table of answers: its text says which lines these were, and what came of them."""
    return AnswerRow(
        task_id=task_id,
        epoch=drawing.epoch,
        person=person,
        outcome=drawing.outcome,
        text=json.dumps({"revision": revision, "lines": digest(drawing.lines)}),
        reason=plain(drawing.skipped or "") or None,
        seconds=drawing.seconds,
        keystrokes=drawing.keystrokes,
        characters_keyed=0,
        edits=0,
        label_id=None,
        ended=AnswerEnd.DRAWN,
        idempotency_key=drawing.idempotency_key,
        answered_at=now,
    )


def _says(answer: AnswerRow) -> str:
    return str(json.loads(answer.text or "{}").get("lines"))

"""Takes what a person says of a document: checks lease and collection, writes what follows, or refuses and keeps it."""

from dataclasses import dataclass
from datetime import datetime

from recto.documents.text import plain
from schemas.documents import DocumentClassified
from schemas.ids import document_id
from schemas.tasks import TaskKind
from services.labeling_gateway import metrics
from services.labeling_gateway.answers import Answer
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.failures import AlreadyAnswered, LeaseOver, Unfit, Unknown
from services.labeling_gateway.people import Who
from services.labeling_gateway.states import ASKS_FOR, AnswerEnd, Outcome
from services.labeling_gateway.store import answers, collections, documents, leases, sorting
from services.labeling_gateway.store.database import Session
from services.labeling_gateway.store.queue_tables import AnswerRow, TaskRow
from services.labeling_gateway.task_traces import answered


@dataclass(frozen=True)
class Sorted:
    """What a person made of a document: the collection that it goes into, or the reason for which they skip it."""

    epoch: int
    into: str | None = None
    reason: str | None = None
    seconds: float = 0
    keystrokes: int = 0
    idempotency_key: str | None = None

    @property
    def outcome(self) -> Outcome:
        """What this is, as answers go."""
        return Outcome.SKIP if self.into is None else Outcome.CLASSIFIED


def take_sorted(deps: Deps, task_id: str, given: Sorted, who: Who) -> AnswerRow:
    """The answer as it counts. Sent again, it is the same answer.

    Raises Unknown, Unfit, NotYours, AlreadyAnswered, and LeaseOver once the answer is kept.
    """
    now = deps.clock()
    try:
        row, inbox = _taken(deps, task_id, given, who, now)
    except LeaseOver as refusal:
        late = Answer(given.epoch, given.outcome, given.into)
        with deps.database.changing() as session:
            answers.keep(session, task_id, late, person=who.person, why=str(refusal), now=now)
        metrics.ANSWERS_STALE.inc()
        refusal.text = given.into
        raise
    deps.wake_relay()
    if inbox is not None:
        metrics.sorted_out(inbox, given.outcome, given.into)
    return row


def _taken(deps: Deps, task_id: str, given: Sorted, who: Who, now: datetime) -> tuple[AnswerRow, str | None]:
    """The answer, and the inbox that it is about if this is the first that is heard of it."""
    with deps.database.changing() as session:
        task = sorting.locked(session, task_id)
        if task.kind is not TaskKind.CLASSIFY:
            raise Unfit("task_id", f"this task asks for {ASKS_FOR[task.kind]}")
        earlier = answers.given(session, task_id, given.epoch)
        if earlier is not None:
            return _repeated(earlier, given, who.person), None
        held = leases.current_of(session, task, given.epoch, who.person)
        event = _event(session, task, given.into, who, now) if given.into is not None else None
        row = _row(task_id, given, who.person, now)
        with answered(task):
            sorting.take(session, held, row, event)
        return row, task.collection


def _repeated(earlier: AnswerRow, given: Sorted, person: str) -> AnswerRow:
    """The answer that this lease has already, if it is the same."""
    same_key = given.idempotency_key and given.idempotency_key == earlier.idempotency_key
    same = (earlier.outcome, earlier.text, earlier.reason) == (given.outcome, given.into, _reason(given))
    if earlier.person == person and (same_key or same):
        return earlier
    raise AlreadyAnswered(
        "This document was answered before, with something else.", earlier.task_id, earlier.epoch
    )


def _event(session: Session, task: TaskRow, into: str, who: Who, now: datetime) -> DocumentClassified:
    try:
        who.require_own(into)
        settings = collections.one(session, into).settings
    except Unknown as unknown:
        raise Unfit(
            "into", f"there is no collection {into!r} that is open to you; a lead can make one"
        ) from unknown
    if settings.inbox:
        raise Unfit("into", f"{into} is an inbox: name the collection that the document belongs to")
    sha256 = documents.document(session, task.document_id).sha256
    return DocumentClassified(
        document_id=task.document_id,
        collection=task.collection,
        into=into,
        becomes=document_id(into, sha256 or ""),
        by=who.person,
        classified_at=now,
    )


def _reason(given: Sorted) -> str | None:
    """Why a document is skipped. Raises Unfit if nothing is said."""
    if given.into is not None:
        return None
    reason = plain(given.reason or "")
    if not reason:
        raise Unfit("reason", "say in a few words why the document is skipped")
    return reason


def _row(task_id: str, given: Sorted, person: str, now: datetime) -> AnswerRow:
    """The answer for the table of answers: its text is the collection's name."""
    return AnswerRow(
        task_id=task_id,
        epoch=given.epoch,
        person=person,
        outcome=given.outcome,
        text=given.into,
        reason=_reason(given),
        seconds=given.seconds,
        keystrokes=given.keystrokes,
        characters_keyed=0,
        edits=0,
        label_id=None,
        ended=AnswerEnd.WAITING,
        idempotency_key=given.idempotency_key,
        answered_at=now,
    )

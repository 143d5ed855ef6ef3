"""What an answer means: decides, touches nothing. The label or the decline that follows from it.

What two people keyed alike, or a third one settled, is told by the last answer. The id follows from task and epoch:
telling twice is telling once.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from recto.documents.text import plain
from recto.recognition.measures import edits, graphemes, nfc
from schemas.blobs import BlobRef
from schemas.ids import derived_id
from schemas.labels import LabelAccepted, LabelDeclined
from schemas.tasks import Purpose
from services.labeling_gateway.failures import Unfit
from services.labeling_gateway.keying import Credit
from services.labeling_gateway.states import Outcome

MAX_CHARACTERS = 2000


class Asked(Protocol):
    """The task that is answered."""

    id: str
    collection: str
    document_id: str
    page_id: str
    line_id: str
    purpose: Purpose
    image: BlobRef


class Started(Protocol):
    """The lease: from which reading the person started."""

    epoch: int
    text: str
    model_version: str


@dataclass(frozen=True)
class Answer:
    """What a person made of a line. Seconds count the time that it was on their screen."""

    epoch: int
    outcome: Outcome
    text: str | None = None
    reason: str | None = None
    seconds: float = 0
    keystrokes: int = 0
    idempotency_key: str | None = None
    flag: str | None = None
    """A note for the lead; empty where the flag says it all, None where there is none."""

    def says_the_same_as(self, other: "Answer") -> bool:
        """Whether both say the same of the line; how long it took does not matter."""
        return (self.outcome, self.text, self.reason) == (other.outcome, other.text, other.reason)


@dataclass(frozen=True)
class Ending:
    """How a line is settled: to whom it is owed, whose hand its page is in, and when."""

    credit: Credit
    writer: str | None
    at: datetime


def checked(answer: Answer, prefill: str, illegible: str) -> Answer:
    """The answer with the text that it stands for, in NFC. Raises Unfit, naming field and remedy.

    A text with the sign `illegible` in it is partly unreadable, whatever else it was called.
    """
    if answer.outcome in (Outcome.DRAWN, Outcome.CLASSIFIED):
        raise Unfit("outcome", f"{answer.outcome} is said of a page or a document; this is a line")
    if answer.outcome.gives_text:
        return _marked(_with_text(answer, _text(answer, prefill)), illegible)
    if answer.outcome is Outcome.SKIP and not (answer.reason or "").strip():
        raise Unfit("reason", "say in a few words why the line is skipped")
    return _with_text(answer, None)


def event_of(answer: Answer, task: Asked, lease: Started, ending: Ending) -> LabelAccepted | LabelDeclined:
    """The label or the decline that a checked answer ends in."""
    if answer.text is None:
        return _decline(answer, task, ending)
    return _label(answer, answer.text, task, lease, ending)


def label_id(task_id: str, epoch: int) -> str:
    """The label that an answer under this lease is, or would be."""
    return derived_id("label", task_id, epoch)


def _marked(answer: Answer, illegible: str) -> Answer:
    if nfc(illegible) in (answer.text or ""):
        return replace(answer, outcome=Outcome.PARTLY)
    if answer.outcome is Outcome.PARTLY:
        raise Unfit("text", f"write {illegible} where it can't be read, or answer 'correct'")
    return answer


def _with_text(answer: Answer, text: str | None) -> Answer:
    return replace(answer, text=text, reason=plain(answer.reason or "") or None)


def _text(answer: Answer, prefill: str) -> str:
    given = prefill if answer.text is None and answer.outcome is Outcome.ACCEPT else answer.text or ""
    text = plain(given)
    if len(text) > MAX_CHARACTERS:
        raise Unfit(
            "text", f"{len(text)} characters are more than a line holds; {MAX_CHARACTERS} are accepted"
        )
    if plain(f"|{given}|") != nfc(f"|{given}|"):
        raise Unfit("text", "it holds a control character or a line break; a line is one row of plain text")
    if not text:
        raise Unfit("text", "it is empty; answer 'unreadable' or 'not-text' where there is nothing to write")
    if answer.outcome is Outcome.ACCEPT and text != plain(prefill):
        raise Unfit("text", "it differs from the pre-filled text; answer 'correct' to change it")
    return text


def _label(answer: Answer, text: str, task: Asked, lease: Started, ending: Ending) -> LabelAccepted:
    credit = ending.credit
    return LabelAccepted(
        label_id=label_id(task.id, answer.epoch),
        collection=task.collection,
        document_id=task.document_id,
        page_id=task.page_id,
        line_id=task.line_id,
        task_id=task.id,
        origin=credit.origin,
        purpose=task.purpose,
        text=text,
        image=task.image,
        writer=ending.writer,
        by=credit.by,
        prefill=lease.text,
        model_version=lease.model_version,
        characters_keyed=len(graphemes(text)),
        edits=edits(lease.text, text),
        seconds=credit.seconds,
        is_partial=answer.outcome is Outcome.PARTLY,
        accepted_at=ending.at,
    )


def _decline(answer: Answer, task: Asked, ending: Ending) -> LabelDeclined:
    reason = answer.reason if answer.outcome is Outcome.SKIP and answer.reason else answer.outcome.value
    return LabelDeclined(
        task_id=task.id,
        epoch=answer.epoch,
        collection=task.collection,
        document_id=task.document_id,
        page_id=task.page_id,
        line_id=task.line_id,
        reason=reason,
        by=ending.credit.by,
        declined_at=ending.at,
    )

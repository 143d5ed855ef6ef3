"""What an answer means: decides, touches nothing. The label or the decline that follows from it.

An answer has exactly one of the two, and its id follows from task and epoch: telling twice is telling once.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from recto.documents.text import plain
from recto.recognition.measures import edits, graphemes, nfc
from schemas.blobs import BlobRef
from schemas.ids import derived_id
from schemas.labels import LabelAccepted, LabelDeclined, Origin
from schemas.tasks import Purpose
from services.labeling_gateway.failures import Unfit
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
    """The lease: who answers, and from which reading they started."""

    epoch: int
    person: str
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

    def says_the_same_as(self, other: "Answer") -> bool:
        """Whether both say the same of the line; how long it took does not matter."""
        return (self.outcome, self.text, self.reason) == (other.outcome, other.text, other.reason)


def checked(answer: Answer, prefill: str) -> Answer:
    """The answer with the text that it stands for, in NFC. Raises Unfit, naming field and remedy."""
    if answer.outcome is Outcome.DRAWN:
        raise Unfit("outcome", "lines are drawn on a page; this is a line")
    if answer.outcome.gives_text:
        return _with_text(answer, _text(answer, prefill))
    if answer.outcome is Outcome.SKIP and not (answer.reason or "").strip():
        raise Unfit("reason", "say in a few words why the line is skipped")
    return _with_text(answer, None)


def event_of(
    answer: Answer, task: Asked, lease: Started, writer: str | None, now: datetime
) -> LabelAccepted | LabelDeclined:
    """The label or the decline that a checked answer ends in; `writer` is that of the task's page."""
    if answer.text is None:
        return _decline(answer, task, lease, now)
    return _label(answer, task, lease, writer, now)


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


def _label(answer: Answer, task: Asked, lease: Started, writer: str | None, now: datetime) -> LabelAccepted:
    text = answer.text or ""
    return LabelAccepted(
        label_id=derived_id("label", task.id, answer.epoch),
        collection=task.collection,
        document_id=task.document_id,
        page_id=task.page_id,
        line_id=task.line_id,
        task_id=task.id,
        origin=Origin.HUMAN,
        purpose=task.purpose,
        text=text,
        image=task.image,
        writer=writer,
        by=lease.person,
        prefill=lease.text,
        model_version=lease.model_version,
        characters_keyed=len(graphemes(text)),
        edits=edits(lease.text, text),
        seconds=answer.seconds,
        accepted_at=now,
    )


def _decline(answer: Answer, task: Asked, lease: Started, now: datetime) -> LabelDeclined:
    reason = answer.reason if answer.outcome is Outcome.SKIP and answer.reason else answer.outcome.value
    return LabelDeclined(
        task_id=task.id,
        collection=task.collection,
        document_id=task.document_id,
        page_id=task.page_id,
        line_id=task.line_id,
        reason=reason,
        by=lease.person,
        declined_at=now,
    )

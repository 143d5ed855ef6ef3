"""recto.labels: accepted answers, kept for ever."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from schemas.blobs import BlobRef
from schemas.envelope import Event
from schemas.pages import Writer
from schemas.tasks import Purpose
from schemas.topics import LABELS


class Origin(StrEnum):
    """Where a label comes from."""

    HUMAN = "human"
    ADJUDICATED = "adjudicated"
    IMPORTED = "imported"


class LabelAccepted(Event):
    """A line has a text that models may learn from or be judged by."""

    type = "recto.label.accepted.v1"
    topic = LABELS
    identity = ("label_id",)
    key = "collection"

    label_id: str
    collection: str
    document_id: str
    page_id: str
    line_id: str
    task_id: str | None = None
    origin: Origin
    purpose: Purpose
    text: str = Field(description="NFC.")
    image: BlobRef = Field(description="The line, cut out.")
    writer: Writer = None
    by: str = Field(
        description="Who answered: a person's id, both ids where two keyed the same ('ada, bob'), or the file that "
        "was imported."
    )
    prefill: str | None = Field(default=None, description="What the person started from.")
    model_version: str | None = Field(default=None, description="The model that made the pre-fill.")
    characters_keyed: int = Field(
        default=0, ge=0, description="Characters of the text, as if typed from nothing."
    )
    edits: int = Field(default=0, ge=0, description="Edits from the pre-fill to the text.")
    seconds: float = Field(default=0, ge=0, description="Time the line was on the person's screen.")
    is_partial: bool = Field(
        default=False,
        description="The text has the collection's sign where part of the line can't be read: no model learns from it "
        "or is judged by it.",
    )
    accepted_at: datetime


class LabelDeclined(Event):
    """A person looked at a line and there is no text to take from it: it is done, without a label."""

    type = "recto.label.declined.v1"
    topic = LABELS
    identity = ("task_id", "epoch")
    key = "collection"

    task_id: str
    epoch: int = Field(default=0, ge=0, description="Counts the leases of the task. 0 in events of before.")
    collection: str
    document_id: str
    page_id: str
    line_id: str
    reason: str = Field(description="unreadable, not-text, or the reason for which it was skipped.")
    by: str
    declined_at: datetime


class LabelWithdrawn(Event):
    """A label counts no longer; models trained from now on leave it out."""

    type = "recto.label.withdrawn.v1"
    topic = LABELS
    identity = ("label_id",)
    key = "collection"

    label_id: str
    collection: str
    line_id: str
    reason: str
    withdrawn_at: datetime


class DeclineWithdrawn(Event):
    """What was declined is open again: declines of this task up to this epoch count no longer."""

    type = "recto.decline.withdrawn.v1"
    topic = LABELS
    identity = ("task_id", "epoch")
    key = "collection"

    task_id: str
    epoch: int = Field(ge=0)
    collection: str
    document_id: str
    page_id: str
    line_id: str
    reason: str
    withdrawn_at: datetime

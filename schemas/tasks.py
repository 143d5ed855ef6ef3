"""recto.tasks: work for people."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from schemas.blobs import BlobRef
from schemas.envelope import Event
from schemas.topics import TASKS


class TaskKind(StrEnum):
    """What a person is asked to do."""

    TRANSCRIBE = "transcribe"
    CORRECT = "correct"
    BOXES = "boxes"
    CLASSIFY = "classify"


class Purpose(StrEnum):
    """What an answer will be used for. Held-out answers judge models and never train one."""

    TRAINING = "training"
    HELD_OUT = "held-out"
    AUDIT = "audit"


class TaskRequested(Event):
    """A line is worth a person's time. Published by scoring, at most once per line and kind."""

    type = "recto.task.requested.v1"
    topic = TASKS
    identity = ("task_id",)
    key = "collection"

    task_id: str
    kind: TaskKind
    collection: str
    document_id: str
    page_id: str
    line_id: str
    purpose: Purpose
    strategy: str
    reason: str = Field(description="Why this line, in words that a person reads.")
    priority: float = Field(description="Higher is sooner.")
    round: int = Field(ge=1, description="The selection that picked the line.")
    image: BlobRef = Field(description="The line, cut out.")
    text: str = Field(description="The model's reading, to start from.")
    readings: BlobRef = Field(description="Where the reading's graphemes lie.")
    model_version: str
    generation: int = Field(ge=0)
    keyings: int = Field(
        default=1, ge=1, le=2, description="2: two people key it, neither knowing of the other."
    )
    requested_at: datetime


class TaskReprioritised(Event):
    """A newer model has read a line that still waits: it has a new reading and a new place in the queue."""

    type = "recto.task.reprioritised.v1"
    topic = TASKS
    identity = ("task_id", "generation")
    key = "collection"

    task_id: str
    collection: str
    priority: float
    reason: str
    text: str
    readings: BlobRef
    model_version: str
    generation: int = Field(ge=0)


class TaskWithdrawn(Event):
    """Nobody needs to answer any more."""

    type = "recto.task.withdrawn.v1"
    topic = TASKS
    identity = ("task_id",)
    key = "collection"

    task_id: str
    collection: str
    reason: str


class BoxesRequested(Event):
    """A page has no line, or its lines seem to be cut wrongly: a person should draw them. Published by scoring.

    At most once for each page.
    """

    type = "recto.boxes.requested.v1"
    topic = TASKS
    identity = ("task_id",)
    key = "collection"

    task_id: str
    collection: str
    document_id: str
    page_id: str
    number: int = Field(ge=1, description="The page's place in the document.")
    revision: int = Field(default=0, ge=0, description="Of the page's lines that are in doubt.")
    reason: str = Field(description="Why this page, in words that a person reads.")
    priority: float = Field(description="Higher is sooner, among tasks of this kind.")
    requested_at: datetime


class ClassificationRequested(Event):
    """A document lies in an inbox: a person should say into which collection it goes. Published by scoring.

    At most once for each document, once its pages were read.
    """

    type = "recto.classification.requested.v1"
    topic = TASKS
    identity = ("task_id",)
    key = "collection"

    task_id: str
    collection: str = Field(description="The inbox.")
    document_id: str
    page_id: str = Field(description="The first page.")
    reason: str = Field(description="Why a person, in words that a person reads.")
    priority: float = Field(description="Higher is sooner, among tasks of this kind.")
    requested_at: datetime

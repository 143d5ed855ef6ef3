"""recto.documents: what became of what was handed in. Users' own systems read this topic too."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from schemas.envelope import Event
from schemas.topics import DOCUMENTS


class DocumentIngested(Event):
    """A document was checked and stored, all of its pages with it."""

    type = "recto.document.ingested.v1"
    topic = DOCUMENTS
    identity = ("document_id",)
    key = "document_id"

    document_id: str
    collection: str
    name: str
    sha256: str
    pages: int = Field(ge=1)
    ingested_at: datetime


class DocumentClassified(Event):
    """A person has put a document from an inbox into a collection. There it is a document of its own, read anew."""

    type = "recto.document.classified.v1"
    topic = DOCUMENTS
    identity = ("document_id",)
    key = "document_id"

    document_id: str = Field(description="As it is known in the inbox, which has it no longer.")
    collection: str = Field(description="The inbox that it was in.")
    into: str = Field(description="The collection that it is in from now on.")
    becomes: str = Field(description="The document's id there.")
    by: str = Field(description="A person's id.")
    classified_at: datetime


class AcceptedLine(BaseModel):
    """A line whose reading is taken as it is."""

    model_config = ConfigDict(frozen=True)

    line_id: str
    text: str
    confidence: float


class LinesAccepted(Event):
    """Lines of a page were accepted without a person."""

    type = "recto.lines.accepted.v1"
    topic = DOCUMENTS
    identity = ("acceptance_id",)
    key = "document_id"

    acceptance_id: str = Field(description="Follows from the lines and the model.")
    document_id: str
    page_id: str
    collection: str
    model_version: str
    generation: int = Field(ge=0)
    lines: tuple[AcceptedLine, ...]
    accepted_at: datetime


class DocumentCompleted(Event):
    """Every line of a document is accepted, labelled or declined. Said again after lines were drawn anew."""

    type = "recto.document.completed.v1"
    topic = DOCUMENTS
    identity = ("document_id", "revision")
    key = "document_id"

    document_id: str
    collection: str
    pages: int = Field(ge=1)
    lines: int = Field(ge=0)
    accepted: int = Field(ge=0)
    labelled: int = Field(ge=0)
    declined: int = Field(ge=0)
    revision: int = Field(default=0, ge=0, description="How often lines of its pages were drawn anew before.")
    completed_at: datetime

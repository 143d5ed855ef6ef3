"""recto.transcripts: what models made of pages."""

from datetime import datetime

from pydantic import Field

from schemas.blobs import BlobRef
from schemas.envelope import Event
from schemas.pages import Writer
from schemas.topics import TRANSCRIPTS


class PageTranscribed(Event):
    """A page, or some of its lines, was read by one model. Published by inference."""

    type = "recto.page.transcribed.v1"
    topic = TRANSCRIPTS
    identity = ("page_id", "model_version", "generation", "revision")
    key = "collection"

    page_id: str
    document_id: str
    collection: str
    number: int = Field(ge=1, description="The page's place in the document.")
    model_version: str
    generation: int = Field(
        ge=0, description="Orders models: readings of an older generation never replace newer."
    )
    readings: BlobRef = Field(description="schemas.readings.PageReadings as JSON.")
    lines: int = Field(ge=0, description="Lines read.")
    again: bool = Field(
        default=False, description="Only the lines that still waited were read, by a new champion."
    )
    writer: Writer = Field(
        default=None,
        description="Whose hand, machine or scribe the page is from; None where that is not known, and where lines "
        "are read again.",
    )
    revision: int = Field(
        default=0,
        ge=0,
        description="By which lines it was read: 0 for those that came along or were found, then counting up as people "
        "draw them anew. What was read of an older revision never replaces a newer one.",
    )
    transcribed_at: datetime


class PageUnreadable(Event):
    """A page has an image that no line could be read from, and why."""

    type = "recto.page.unreadable.v1"
    topic = TRANSCRIPTS
    identity = ("page_id", "model_version", "generation", "revision")
    key = "collection"

    page_id: str
    document_id: str
    collection: str
    number: int = Field(ge=1)
    model_version: str
    generation: int = Field(ge=0)
    reason: str
    revision: int = Field(
        default=0,
        ge=0,
        description="By which lines it was read: 0 for those that came along or were found, then counting up as people "
        "draw them anew. What was read of an older revision never replaces a newer one.",
    )
    transcribed_at: datetime

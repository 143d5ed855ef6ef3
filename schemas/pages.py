"""recto.pages: one image each, to be read."""

from datetime import datetime

from pydantic import Field

from schemas.blobs import BlobRef
from schemas.envelope import Event
from schemas.topics import PAGES


class PageIngested(Event):
    """A page image is stored and waits to be read. Published once per page, by ingestion."""

    type = "recto.page.ingested.v1"
    topic = PAGES
    identity = ("page_id",)
    key = "page_id"

    page_id: str
    document_id: str
    collection: str
    number: int = Field(ge=1, description="Place in the document.")
    image: BlobRef = Field(description="Greyscale PNG.")
    width: int = Field(gt=0, description="Pixels.")
    height: int = Field(gt=0, description="Pixels.")
    layout: BlobRef | None = Field(
        default=None, description="schemas.layout.Layout as JSON, if one came along."
    )
    ingested_at: datetime

"""recto.pages: one image each, to be read, and to be read anew where people have drawn its lines."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from schemas.blobs import BlobRef
from schemas.envelope import Event
from schemas.topics import PAGES

LONGEST_WRITER = 200
Writer = Annotated[
    str | None,
    Field(
        max_length=LONGEST_WRITER,
        description="Whose hand, machine or scribe the page is from; None where that is not known.",
    ),
]
"""Of a page, and so of every line on it."""


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
    writer: Writer = None
    ingested_at: datetime


class PageRelined(Event):
    """A person has drawn the lines of a page anew: it is to be read by these. Published by labeling-gateway.

    A line whose outline did not change keeps its id; every other one has an id that the page never had before.
    """

    type = "recto.page.relined.v1"
    topic = PAGES
    identity = ("page_id", "revision")
    key = "page_id"

    page_id: str
    document_id: str
    collection: str
    number: int = Field(ge=1, description="Place in the document.")
    image: BlobRef = Field(description="Greyscale PNG.")
    width: int = Field(gt=0, description="Pixels.")
    height: int = Field(gt=0, description="Pixels.")
    layout: BlobRef = Field(description="schemas.layout.Layout as JSON; without lines if the page has none.")
    writer: Writer = None
    revision: int = Field(ge=1, description="Counts how often the page's lines were drawn anew.")
    by: str = Field(description="Who has drawn them: a person's id.")
    relined_at: datetime

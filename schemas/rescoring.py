"""recto.rescoring: lines to be read again."""

from pydantic import Field

from schemas.blobs import BlobRef
from schemas.envelope import Event
from schemas.topics import RESCORING


class RescoreRequested(Event):
    """Some lines of a page still wait, and a new champion should read them. Published by scoring."""

    type = "recto.rescore.requested.v1"
    topic = RESCORING
    identity = ("page_id", "generation", "revision")
    key = "page_id"

    page_id: str
    document_id: str
    collection: str
    number: int = Field(ge=1)
    lines: tuple[str, ...] = Field(min_length=1, description="Ids of the lines within the page.")
    readings: BlobRef = Field(
        description="The first, complete readings of the page by its newest lines: they hold the line images."
    )
    generation: int = Field(ge=1, description="At least this generation should read them.")
    revision: int = Field(default=0, ge=0, description="Which lines of the page these are.")

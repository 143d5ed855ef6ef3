"""What was ingested before: a receipt in the object store for everything that was published.

A receipt lies in the folder of its document, documents/COLLECTION/DOCUMENT_ID, and is written after the
broker has confirmed the events. No receipt means: perhaps published, perhaps not, so publish (again).
"""

import logging
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from recto.runtime.failures import Poison
from recto.runtime.objects import ObjectStore, get_model, put_model, reference_to
from schemas.blobs import BlobRef

log = logging.getLogger(__name__)


class StoredPage(BaseModel):
    """One page of a document, as it lies in the object store."""

    model_config = ConfigDict(frozen=True)

    image: BlobRef
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    layout: BlobRef | None


class Stored(BaseModel):
    """A document as it was stored: all that is needed to take it into another collection too."""

    model_config = ConfigDict(frozen=True)

    name: str
    sha256: str
    pages: tuple[StoredPage, ...]


class Receipt(BaseModel):
    """One publication: a document with its pages, or labels that came for it later."""

    model_config = ConfigDict(frozen=True)

    collection: str
    document_id: str
    pages: int = Field(ge=1)
    brought_pages: bool
    brought_labels: bool
    layout_file: str | None = Field(description="SHA-256 of the layout file that came along.")
    lines: str | None = Field(description="SHA-256 of where its lines are, on the image and without text.")
    writer: str | None = Field(default=None, description="Of its pages, if that was said.")
    stored: Stored | None = Field(
        default=None, description="Of what brought pages; receipts of before have none."
    )


class Receipts:
    """All receipts of one document."""

    def __init__(self, receipts: list[Receipt]) -> None:
        self._receipts = receipts

    @property
    def pages(self) -> int:
        """How many pages the document has; 0 if it is not known."""
        return max((receipt.pages for receipt in self._receipts), default=0)

    @property
    def lines(self) -> str | None:
        """The lines that the page was published with (Receipt.lines)."""
        return self.first.lines if self.first else None

    @property
    def writer(self) -> str | None:
        """The writer that the pages were published with."""
        return self.first.writer if self.first else None

    @property
    def first(self) -> Receipt | None:
        """That of the publication that brought the pages."""
        return next((receipt for receipt in self._receipts if receipt.brought_pages), None)

    def tell_of(self, layout_file: str) -> bool:
        """Whether this layout file has come before."""
        return any(receipt.layout_file == layout_file for receipt in self._receipts)

    def tell_of_labels(self, layout_file: str) -> bool:
        """Whether the labels of this layout file were published."""
        return any(
            receipt.brought_labels and receipt.layout_file == layout_file for receipt in self._receipts
        )


class Ledger:
    """Reads and writes receipts."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    def receipts(self, collection: str, document_id: str) -> Receipts:
        """Everything known of a document. Raises Transient if the store is away."""
        return Receipts(list(self._readable(_folder(collection, document_id))))

    def write(self, receipt: Receipt) -> None:
        """Remember a publication. Writing the same one twice is writing it once."""
        put_model(self._objects, _folder(receipt.collection, receipt.document_id), receipt)

    def _readable(self, folder: str) -> Iterator[Receipt]:
        for key in self._objects.keys(folder):
            try:
                yield get_model(self._objects, reference_to(key), Receipt)
            except Poison as error:
                log.warning("receipt left aside, what it stands for may be published again: %s", error)


def _folder(collection: str, document_id: str) -> str:
    return f"documents/{collection}/{document_id}"

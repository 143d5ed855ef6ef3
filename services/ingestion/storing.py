"""A document's images and lines into the object store, and the events that refer to them."""

from collections.abc import Iterator
from datetime import datetime

from recto.documents.cutting import cut_line
from recto.documents.images import GreyImage, encode_png, sniff
from recto.runtime.objects import ObjectStore, put_model
from schemas.blobs import BlobRef
from schemas.documents import DocumentIngested
from schemas.ids import derived_id, line_id, page_id
from schemas.labels import LabelAccepted, Origin
from schemas.layout import Layout
from schemas.pages import PageIngested
from schemas.tasks import Purpose
from services.ingestion.reading import ReadDocument, without_text
from services.ingestion.upload import Upload


class Storing:
    """Stores parts of one upload and makes their events, all of one time."""

    def __init__(self, upload: Upload, objects: ObjectStore, at: datetime) -> None:
        self._upload = upload
        self._objects = objects
        self._at = at

    def document(self, count: int) -> DocumentIngested:
        """The event that says the document is here."""
        return DocumentIngested(
            document_id=self._upload.document_id,
            collection=self._upload.collection,
            name=self._upload.image.name,
            sha256=self._upload.image.sha256,
            pages=count,
            ingested_at=self._at,
        )

    def pages(self, document: ReadDocument) -> Iterator[PageIngested]:
        """Each page, as it came or as grey PNG; its lines with their text only where that was meant as labels."""
        layout = self._kept(document.layout)
        for number, image in enumerate(document.pages, start=1):
            height, width = image.shape
            yield PageIngested(
                page_id=page_id(self._upload.document_id, number),
                document_id=self._upload.document_id,
                collection=self._upload.collection,
                number=number,
                image=self._as_it_came() if document.is_as_shown else self._stored("pages", image),
                width=width,
                height=height,
                layout=layout,
                writer=self._upload.writer,
                ingested_at=self._at,
            )

    def labels(self, image: GreyImage, layout: Layout, *, mark: str = "") -> Iterator[LabelAccepted]:
        """A label for each line with a text. `mark` sets its lines apart from the lines that the page has."""
        page = page_id(self._upload.document_id, 1)
        source = self._upload.layout.name if self._upload.layout else self._upload.image.name
        for line in layout.lines:
            if not line.text:
                continue
            name = line_id(page, f"{line.id}{mark}")
            yield LabelAccepted(
                label_id=derived_id("label", name, Origin.IMPORTED.value),
                collection=self._upload.collection,
                document_id=self._upload.document_id,
                page_id=page,
                line_id=name,
                origin=Origin.IMPORTED,
                purpose=Purpose.TRAINING,
                text=line.text,
                image=self._stored("lines", cut_line(image, line)),
                writer=self._upload.writer,
                by=source,
                accepted_at=self._at,
            )

    def _kept(self, layout: Layout | None) -> BlobRef | None:
        if layout is None:
            return None
        kept = layout if self._upload.as_labels else without_text(layout)
        return put_model(self._objects, f"layouts/{self._upload.collection}", kept)

    def _as_it_came(self) -> BlobRef:
        """Written anew, a scan takes as long as reading several of its lines."""
        data = self._upload.image.data
        return self._objects.put(f"pages/{self._upload.collection}", data, sniff(data))

    def _stored(self, kind: str, image: GreyImage) -> BlobRef:
        return self._objects.put(f"{kind}/{self._upload.collection}", encode_png(image), "image/png")

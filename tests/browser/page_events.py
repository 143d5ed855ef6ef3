"""What other services would say of a drawn page: it came in, it was read, and its lines are worth asking for."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from drawn_pages import DrawnLine, page, reading, strip

from recto.documents.images import GreyImage, encode_png
from recto.runtime.objects import ObjectStore, put_model
from schemas import ids
from schemas.blobs import BlobRef
from schemas.documents import DocumentIngested
from schemas.envelope import Event
from schemas.layout import Line
from schemas.pages import PageIngested
from schemas.readings import LineReading, PageReadings
from schemas.tasks import Purpose, TaskKind, TaskRequested
from schemas.transcripts import PageTranscribed

REASON = "two readings are close"
"""Why lines are asked for, unless something else is said."""


class PageEvents:
    """One page of a document of its own."""

    def __init__(self, objects: ObjectStore, collection: str, number: int, at: datetime) -> None:
        self._objects = objects
        self._collection = collection
        self._sha256 = f"{number:064x}"
        self._document = ids.document_id(collection, self._sha256)
        self._page = ids.page_id(self._document, 1)
        self._at = at

    def of(self, lines: Sequence[DrawnLine], keyings: int = 1, reason: str = REASON) -> Iterator[Event]:
        """Everything that is said of a page with these lines; the first line is the most urgent one."""
        sheet, outlines = page(lines)
        read = [self._line(sheet, *each) for each in zip(outlines, lines, strict=True)]
        readings = put_model(
            self._objects,
            "readings",
            PageReadings(page_id=self._page, model_version="base", lines=tuple(read)),
        )
        yield self._ingested()
        yield self._page_ingested(sheet)
        yield self._transcribed(readings, len(read))
        for urgency, line in enumerate(reversed(read)):
            asked = self._asked(line, readings, float(urgency), keyings)
            yield asked.model_copy(update={"reason": reason})

    def _line(self, sheet: GreyImage, outline: Line, line: DrawnLine) -> LineReading:
        image = self._objects.put("lines", encode_png(strip(sheet, outline)), "image/png")
        return LineReading(line=outline, image=image, reading=reading(line))

    def _ingested(self) -> DocumentIngested:
        return DocumentIngested(
            document_id=self._document,
            collection=self._collection,
            name=f"letter-{int(self._sha256, 16)}.png",
            sha256=self._sha256,
            pages=1,
            ingested_at=self._at,
        )

    def _page_ingested(self, sheet: GreyImage) -> PageIngested:
        return PageIngested(
            page_id=self._page,
            document_id=self._document,
            collection=self._collection,
            number=1,
            image=self._objects.put("pages", encode_png(sheet), "image/png"),
            width=sheet.shape[1],
            height=sheet.shape[0],
            ingested_at=self._at,
        )

    def _transcribed(self, readings: BlobRef, lines: int) -> PageTranscribed:
        return PageTranscribed(
            page_id=self._page,
            document_id=self._document,
            collection=self._collection,
            number=1,
            model_version="base",
            generation=0,
            readings=readings,
            lines=lines,
            transcribed_at=self._at,
        )

    def _asked(self, line: LineReading, readings: BlobRef, priority: float, keyings: int) -> TaskRequested:
        name = ids.line_id(self._page, line.line.id)
        return TaskRequested(
            task_id=ids.task_id("correct", name),
            kind=TaskKind.CORRECT,
            collection=self._collection,
            document_id=self._document,
            page_id=self._page,
            line_id=name,
            purpose=Purpose.TRAINING,
            strategy="uncertainty",
            reason=REASON,
            priority=priority,
            round=1,
            keyings=keyings,
            image=line.image,
            text=line.reading.text,
            readings=readings,
            model_version="base",
            generation=0,
            requested_at=self._at,
        )

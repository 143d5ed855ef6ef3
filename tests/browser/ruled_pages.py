"""Pages for tests of the boxes editor: strokes where the lines are, each line read with a confidence of its own."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np

from recto.documents.images import GreyImage, encode_png
from recto.runtime.objects import ObjectStore, put_model
from schemas import ids
from schemas.documents import DocumentIngested
from schemas.envelope import Event
from schemas.layout import Line
from schemas.pages import PageIngested
from schemas.readings import Evidence, LineReading, PageReadings, Reading
from schemas.tasks import Purpose, TaskKind, TaskRequested
from schemas.transcripts import PageTranscribed

COLLECTION = "letters-1905"
DOCUMENT = ids.document_id(COLLECTION, "a" * 64)
PAGE = ids.page_id(DOCUMENT, 1)

_CONFIDENCES = (0.97, 0.8, 0.3)


def row(name: str, left: int, top: int, width: int, height: int = 60) -> Line:
    """A line with a point in the middle of its upper edge."""
    right, bottom = left + width, top + height
    corners = ((left, top), (left + width // 2, top - 4), (right, top), (right, bottom), (left, bottom))
    return Line(id=name, polygon=corners, baseline=((left, bottom - 12), (right, bottom - 12)))


def ruled(width: int, height: int, lines: Sequence[Line]) -> GreyImage:
    """Paper with strokes where the lines are."""
    paper = np.full((height, width), 238, np.uint8)
    for line in lines:
        (left, top), (right, bottom) = line.polygon[0], line.polygon[3]
        paper[top + 14 : bottom - 12, left + 6 : right - 6 : 9] = 60
    return paper


def read_page(
    objects: ObjectStore, image: GreyImage, lines: Sequence[Line], now: datetime
) -> Iterator[Event]:
    """What other services say of a page: it came in, and was read by these lines."""
    about = {"document_id": DOCUMENT, "collection": COLLECTION}
    height, width = image.shape
    stored = objects.put("pages", encode_png(image), "image/png")
    read = tuple(LineReading(line=line, image=stored, reading=_reading(at)) for at, line in enumerate(lines))
    readings = put_model(objects, "readings", PageReadings(page_id=PAGE, model_version="base", lines=read))
    yield DocumentIngested(name="letter.png", sha256="a" * 64, pages=1, ingested_at=now, **about)
    yield PageIngested(
        page_id=PAGE, number=1, image=stored, width=width, height=height, ingested_at=now, **about
    )
    yield PageTranscribed(
        page_id=PAGE,
        number=1,
        model_version="base",
        generation=0,
        readings=readings,
        lines=len(lines),
        transcribed_at=now,
        **about,
    )


def asked(objects: ObjectStore, line: str, now: datetime) -> TaskRequested:
    """A line of the page is worth a person's time."""
    image = objects.put("lines", encode_png(np.full((40, 400), 200, np.uint8)), "image/png")
    name = ids.line_id(PAGE, line)
    return TaskRequested(
        task_id=ids.task_id(TaskKind.CORRECT, name),
        kind=TaskKind.CORRECT,
        collection=COLLECTION,
        document_id=DOCUMENT,
        page_id=PAGE,
        line_id=name,
        purpose=Purpose.TRAINING,
        strategy="margin",
        reason="two readings are close",
        priority=1,
        round=1,
        image=image,
        text="line 2",
        readings=image,
        model_version="base",
        generation=0,
        requested_at=now,
    )


def _reading(at: int) -> Reading:
    confidence = _CONFIDENCES[at % len(_CONFIDENCES)]
    evidence = Evidence(log_probability=-1, margin=1, entropy=0, expected_errors=0, confidence=confidence)
    return Reading(text=f"line {at}", graphemes=(), evidence=evidence)

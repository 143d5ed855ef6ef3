"""Readings as rows of the pool's table of lines, and rows as objects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from recto.querying.chance import lot, number
from recto.querying.kinds import doubted
from schemas.blobs import BlobRef
from schemas.held_out import least_confidence
from schemas.ids import line_id
from schemas.layout import Line
from schemas.readings import LineReading
from schemas.tasks import Purpose
from schemas.transcripts import PageTranscribed
from services.scoring.pool.evidence import EVIDENCE, evidence_row
from services.scoring.pool.rows import unnested

_FIXED = {
    "line_id": "VARCHAR",
    "page_id": "VARCHAR",
    "document_id": "VARCHAR",
    "collection": "VARCHAR",
    "state": "VARCHAR",
}
_OF_THE_READING = {
    "generation": "INTEGER",
    "model_version": "VARCHAR",
    "text": "VARCHAR",
    "page": "BIGINT",
    "lot": "UINTEGER",
    **EVIDENCE,
    "least_confidence": "FLOAT",
    "height": "FLOAT",
    "pitch": "FLOAT",
    "graphemes": "INTEGER",
    "doubted": "VARCHAR",
    "image": "VARCHAR",
    "readings": "VARCHAR",
}
COLUMNS = {**_FIXED, **_OF_THE_READING}
"""What a reading says of a line, with its types."""
UPSERT = (
    f"insert into lines ({', '.join(COLUMNS)}) select * from {unnested(COLUMNS)}"  # noqa: S608
    f" on conflict (line_id) do update set {', '.join(f'{name} = excluded.{name}' for name in _OF_THE_READING)}"
    " where excluded.generation >= lines.generation"
)


@dataclass(frozen=True)
class PooledLine:
    """One line with its newest reading, enough to make a task of it."""

    line_id: str
    page_id: str
    document_id: str
    text: str
    confidence: float
    image: BlobRef
    readings: BlobRef
    model_version: str
    generation: int
    purpose: Purpose | None


POOLED = (
    "line_id, page_id, document_id, text, confidence, image, readings, model_version, generation, purpose"
)
"""The columns of a PooledLine."""


@dataclass(frozen=True)
class Waiting:
    """The lines of a page that wait for a person and were read by an older champion."""

    page_id: str
    document_id: str
    number: int
    revision: int
    readings: BlobRef
    lines: tuple[str, ...]
    """Ids within the page."""


def row_of(page: PageTranscribed, read: LineReading) -> dict[str, object]:
    """The row for a line of a page that was read."""
    graphemes = read.reading.graphemes
    name = line_id(page.page_id, read.line.id)
    height, width = _extent(read.line)
    return {
        "line_id": name,
        "page_id": page.page_id,
        "document_id": page.document_id,
        "collection": page.collection,
        "state": "open",
        "generation": page.generation,
        "model_version": page.model_version,
        "text": read.reading.text,
        "page": number(page.page_id),
        "lot": lot(name),
        **evidence_row(read.reading.evidence),
        "least_confidence": least_confidence(read.reading),
        "height": height,
        "pitch": width / max(height, 1) / max(len(graphemes), 1),
        "graphemes": len(graphemes),
        "doubted": doubted(read.reading),
        "image": read.image.model_dump_json(),
        "readings": page.readings.model_dump_json(),
    }


def pooled(row: Sequence[Any]) -> PooledLine:
    """The line in a row of POOLED."""
    line, page, document, text, confidence, image, readings, version, generation, purpose = row
    refs = BlobRef.model_validate_json(image), BlobRef.model_validate_json(readings)
    asked = Purpose(purpose) if purpose else None
    return PooledLine(line, page, document, text, confidence, *refs, version, generation, asked)


def within_page(line: str) -> str:
    """The id that a line has within its page."""
    return line.split("/", 1)[1]


def _extent(line: Line) -> tuple[float, float]:
    """Height and width of the polygon, in pixels of the page."""
    across, down = zip(*line.polygon, strict=True) if line.polygon else ((0,), (0,))
    return float(max(down) - min(down)), float(max(across) - min(across))

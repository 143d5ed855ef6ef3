"""Readings as rows of the pool's table of lines, and rows as objects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schemas.blobs import BlobRef
from schemas.ids import line_id
from schemas.readings import LineReading
from schemas.tasks import Purpose
from schemas.transcripts import PageTranscribed
from services.scoring.pool.rows import unnested

COLUMNS = {
    "line_id": "VARCHAR",
    "page_id": "VARCHAR",
    "document_id": "VARCHAR",
    "collection": "VARCHAR",
    "state": "VARCHAR",
    "generation": "INTEGER",
    "model_version": "VARCHAR",
    "text": "VARCHAR",
    "confidence": "DOUBLE",
    "margin": "DOUBLE",
    "entropy": "DOUBLE",
    "expected_errors": "DOUBLE",
    "graphemes": "INTEGER",
    "image": "VARCHAR",
    "readings": "VARCHAR",
}
_OF_THE_READING = [
    name for name in COLUMNS if name not in ("line_id", "page_id", "document_id", "collection", "state")
]
UPSERT = (
    f"insert into lines ({', '.join(COLUMNS)}) select {', '.join(f'new.{name}' for name in COLUMNS)}"  # noqa: S608
    f" from {unnested(COLUMNS)}"
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
    readings: BlobRef
    lines: tuple[str, ...]
    """Ids within the page."""


def row_of(page: PageTranscribed, read: LineReading) -> dict[str, object]:
    """The row for a line of a page that was read."""
    evidence = read.reading.evidence
    return {
        "line_id": line_id(page.page_id, read.line.id),
        "page_id": page.page_id,
        "document_id": page.document_id,
        "collection": page.collection,
        "state": "open",
        "generation": page.generation,
        "model_version": page.model_version,
        "text": read.reading.text,
        "confidence": evidence.confidence,
        "margin": evidence.margin,
        "entropy": evidence.entropy,
        "expected_errors": evidence.expected_errors,
        "graphemes": len(read.reading.graphemes),
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

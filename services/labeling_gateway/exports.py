"""A document as a file: plain text, JSON, or ALTO, from its lines as they stand."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recto.documents import alto
from recto.documents.text import page_text
from schemas.layout import Layout, Line
from schemas.readings import Reading
from services.labeling_gateway.states import LineState

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of everything in an archive: the same document gives the same bytes."""


@dataclass(frozen=True)
class ExportedLine:
    """A line with its text as it stands. `line` carries that text; its place may be unknown (None)."""

    id: str
    state: LineState
    text: str | None
    confidence: float | None
    line: Line | None


@dataclass(frozen=True)
class ExportedPage:
    """A page, its lines in order, and the readings by line id where a reading backs the text."""

    id: str
    number: int
    width: int
    height: int
    lines: Sequence[ExportedLine]
    readings: Mapping[str, Reading]


@dataclass(frozen=True)
class ExportedFile:
    """A file to hand out."""

    name: str
    media_type: str
    data: bytes


def as_text(name: str, pages: Sequence[ExportedPage]) -> ExportedFile:
    """A row per line that has a text, a form feed between pages."""
    text = "\f".join(page_text(_placed(page)) for page in pages)
    return ExportedFile(f"{_stem(name)}.txt", "text/plain; charset=utf-8", text.encode())


def as_json(name: str, pages: Sequence[ExportedPage]) -> ExportedFile:
    """Everything that is known of each line: id, state, text, confidence, polygon and baseline."""
    document = {"name": name, "pages": [_page_data(page) for page in pages]}
    data = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return ExportedFile(f"{_stem(name)}.json", "application/json", data)


def as_alto(name: str, pages: Sequence[ExportedPage]) -> ExportedFile:
    """ALTO 4.4: one file for one page, a ZIP archive of one file each for more."""
    if len(pages) == 1:
        return ExportedFile(f"{_stem(name)}.xml", "application/xml", _alto_page(name, pages[0]))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for page in pages:
            info = zipfile.ZipInfo(f"{_stem(name)}-{page.number:04}.xml", _EPOCH)
            file.writestr(info, _alto_page(name, page))
    return ExportedFile(f"{_stem(name)}-alto.zip", "application/zip", archive.getvalue())


EXPORTS = {"text": as_text, "json": as_json, "alto": as_alto}


def _alto_page(name: str, page: ExportedPage) -> bytes:
    layout = Layout(width=page.width, height=page.height, lines=tuple(_placed(page)))
    return alto.write(layout, image_name=name, readings=page.readings)


def _placed(page: ExportedPage) -> list[Line]:
    """Lines with their place on the page, which a line that was only labelled so far does not have."""
    return [line.line.model_copy(update={"text": line.text}) for line in page.lines if line.line is not None]


def _page_data(page: ExportedPage) -> dict[str, object]:
    lines = [
        {
            "id": line.id,
            "state": line.state.value,
            "text": line.text,
            "confidence": line.confidence,
            "polygon": line.line.polygon if line.line else None,
            "baseline": line.line.baseline if line.line else None,
        }
        for line in page.lines
    ]
    return {
        "id": page.id,
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "lines": lines,
    }


def _stem(name: str) -> str:
    """The file's name without its extension, safe to stand in a header."""
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in stem) or "document"

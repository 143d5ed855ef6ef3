"""An upload, read to its end: its pages and its lines, or the sentence for which it is refused.

Decides, and stores nothing: whoever gets a ReadDocument knows that all of it can be decoded.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from recto.documents.errors import BadLayout, BadXml, NotAnImage, Refused, TooLarge, UnsafeXml
from recto.documents.formats import read_layout
from recto.documents.images import GreyImage, each_page, is_as_shown
from recto.documents.layouts import fitted
from schemas.layout import Layout
from services.ingestion.failures import DocumentRefused
from services.ingestion.settings import Settings
from services.ingestion.upload import HandedIn, Upload

_KINDS: dict[type[Refused], str] = {
    NotAnImage: "not-an-image",
    TooLarge: "too-large",
    UnsafeXml: "unsafe-xml",
    BadXml: "bad-xml",
    BadLayout: "bad-layout",
}

_LONGEST_TEXT = 10_000
"""Characters of a line. Events have a size to keep to, and no line of text is as long."""

_LONGEST_ID = 200


@dataclass(frozen=True)
class ReadDocument:
    """Pages that are known to decode, each held in memory only while it is its turn, and the lines of the first."""

    count: int
    pages: Iterable[GreyImage]
    layout: Layout | None
    is_as_shown: bool
    """Whether the file itself can be kept as the image of its one page."""


def read(upload: Upload, settings: Settings) -> ReadDocument:
    """All of an upload. Raises DocumentRefused, naming the file that is at fault."""
    with blamed_on(upload.image):
        count, pages = _pages(upload.image.data, settings)
        kept = is_as_shown(upload.image.data)
    return ReadDocument(count, pages, _layout(upload.layout, count, pages, settings), kept)


def without_text(layout: Layout) -> Layout:
    """Where the lines are, and nothing of what they say."""
    return layout.model_copy(
        update={"lines": tuple(line.model_copy(update={"text": None}) for line in layout.lines)}
    )


@contextmanager
def blamed_on(file: HandedIn) -> Iterator[None]:
    """Within this block, what is refused is refused for this file."""
    try:
        yield
    except Refused as error:
        raise DocumentRefused(f"{file.name} {error.reason}.", kind=_KINDS[type(error)]) from error


def _pages(data: bytes, settings: Settings) -> tuple[int, Iterable[GreyImage]]:
    """How many pages there are, and the pages. Files of several are decoded twice: to check, and to store."""
    pages = each_page(data, max_pixels=settings.max_pixels)
    first = next(pages)
    others = sum(1 for _ in islice(pages, settings.max_pages))
    if others >= settings.max_pages:
        raise TooLarge(f"has more than the {settings.max_pages} pages accepted: split it")
    if not others:
        return 1, [first]
    return 1 + others, each_page(data, max_pixels=settings.max_pixels)


def _layout(
    file: HandedIn | None, count: int, pages: Iterable[GreyImage], settings: Settings
) -> Layout | None:
    if file is None:
        return None
    with blamed_on(file):
        if count > 1:
            raise BadLayout(f"describes one page, but its image has {count}: split the image")
        if len(file.data) > settings.max_layout_bytes:
            raise TooLarge(f"is larger than the {settings.max_layout_bytes} bytes accepted for a page layout")
        layout = read_layout(file.data)
        _check_lengths(layout)
        height, width = next(iter(pages)).shape
        return fitted(layout, width=width, height=height)


def _check_lengths(layout: Layout) -> None:
    for line in layout.lines:
        if len(line.id) > _LONGEST_ID:
            raise BadLayout(f"has a line id of {len(line.id)} characters; {_LONGEST_ID} are accepted")
        if len(line.text or "") > _LONGEST_TEXT:
            raise TooLarge(
                f"has {len(line.text or '')} characters in line {line.id!r}; {_LONGEST_TEXT} are accepted"
            )

"""Readings from the object store, the last few pages of them at hand: neighbours in a document share a page.

Pages are kept as the bytes that they are. A page understood is thousands of objects: it takes ten milliseconds to make
them, and Python's garbage collector would walk through them again and again, while people wait.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping

from pydantic import ValidationError

from recto.runtime.failures import Poison
from recto.runtime.objects import ObjectStore
from schemas.blobs import BlobRef
from schemas.ids import line_id
from schemas.readings import LineReading, PageReadings, Reading

_KEPT_PAGES = 64
_LINE_BEGINS = b'{"line":{"id":'
"""How each line begins in a page's JSON, as pydantic writes it; no text in it can hold these quotes."""
_JSON = json.JSONDecoder()


class ReadingCache:
    """Readings by page blob. The blobs never change, so what is at hand is right.

    Everything here raises Poison if readings are missing or damaged, Transient if the store is away.
    """

    def __init__(self, objects: ObjectStore, kept_pages: int = _KEPT_PAGES) -> None:
        self._objects = objects
        self._kept_pages = kept_pages
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def of_page(self, ref: BlobRef) -> Mapping[str, Reading]:
        """Readings of a page by line id."""
        try:
            page = PageReadings.model_validate_json(self._stored(ref))
        except ValidationError as error:
            raise _damaged(ref, error) from error
        return {line_id(page.page_id, read.line.id): read.reading for read in page.lines}

    def of_line(self, ref: BlobRef, line: str) -> Reading | None:
        """The reading of one line, or None if the page's readings do not hold it."""
        page, _, name = line.partition("/")
        found = _cut_out(self._stored(ref), page, name)
        if found is None:
            return self.of_page(ref).get(line)
        try:
            read, _ = _JSON.raw_decode(found.decode())
            return LineReading.model_validate(read).reading
        except ValueError as error:
            raise _damaged(ref, error) from error

    def _stored(self, ref: BlobRef) -> bytes:
        with self._lock:
            if ref.sha256 in self._pages:
                self._pages.move_to_end(ref.sha256)
                return self._pages[ref.sha256]
        page = self._objects.get(ref)
        with self._lock:
            self._pages[ref.sha256] = page
            while len(self._pages) > self._kept_pages:
                self._pages.popitem(last=False)
        return page


def _cut_out(stored: bytes, page: str, name: str) -> bytes | None:
    """The JSON of one line, with what stands before the next; None where it is not written as we write it."""
    if not stored.startswith(b'{"page_id":%b,' % json.dumps(page).encode()):
        return None
    start = stored.find(_LINE_BEGINS + json.dumps(name, ensure_ascii=False).encode())
    if start < 0:
        return None
    end = stored.find(_LINE_BEGINS, start + 1)
    return stored[start:] if end < 0 else stored[start:end]


def _damaged(ref: BlobRef, error: ValueError) -> Poison:
    why = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
    return Poison(f"{ref.key} holds no readings of a page: {why}")

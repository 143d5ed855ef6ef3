"""Readings from the object store, the last few of them at hand: neighbours in the queue share a page."""

import threading
from collections import OrderedDict
from collections.abc import Mapping

from recto.runtime.objects import ObjectStore, get_model
from schemas.blobs import BlobRef
from schemas.ids import line_id
from schemas.readings import PageReadings, Reading

_KEPT_PAGES = 64


class ReadingCache:
    """Readings by page blob. The blobs never change, so what is at hand is right."""

    def __init__(self, objects: ObjectStore, kept_pages: int = _KEPT_PAGES) -> None:
        self._objects = objects
        self._kept_pages = kept_pages
        self._pages: OrderedDict[str, Mapping[str, Reading]] = OrderedDict()
        self._lock = threading.Lock()

    def of_page(self, ref: BlobRef) -> Mapping[str, Reading]:
        """Readings of a page by line id. Raises Poison if they are missing or damaged, Transient if away."""
        with self._lock:
            if ref.sha256 in self._pages:
                self._pages.move_to_end(ref.sha256)
                return self._pages[ref.sha256]
        page = get_model(self._objects, ref, PageReadings)
        readings = {line_id(page.page_id, read.line.id): read.reading for read in page.lines}
        with self._lock:
            self._pages[ref.sha256] = readings
            while len(self._pages) > self._kept_pages:
                self._pages.popitem(last=False)
        return readings

    def of_line(self, ref: BlobRef, line: str) -> Reading | None:
        """The reading of one line, or None if the page's readings do not hold it. Raises as of_page."""
        return self.of_page(ref).get(line)

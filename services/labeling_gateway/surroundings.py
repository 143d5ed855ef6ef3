"""A line among its neighbours: which part of the page people see around it, and the last pages at hand.

Neighbours in the queue often share a page, and opening a page takes longer than anything else here.
"""

import threading
from collections import OrderedDict
from typing import NamedTuple

from recto.documents.errors import Refused
from recto.documents.images import GreyImage, encode_jpeg, open_image
from recto.documents.points import bounds
from recto.runtime.failures import Poison
from recto.runtime.objects import ObjectStore
from schemas.blobs import BlobRef
from schemas.layout import Line

_KEPT_PIXELS = 40_000_000
"""About four pages of 300 dpi. The newest page is kept whatever its size."""

_ABOVE, _BELOW = 3.6, 0.9
"""Shown above and below the line, as fractions of its height: the text is to stay near the line."""

_BESIDE = 0.5
"""Shown left and right of the line at least, as a fraction of its height."""

_FLATTEST = 10
"""A short line is shown with so much beside it that it is this many times as wide as high, if the page allows."""


class Box(NamedTuple):
    """A part of a page, in pixels."""

    left: int
    top: int
    right: int
    bottom: int


def box_around(line: Line, width: int, height: int) -> Box:
    """The part of a page of this size that shows a line among its neighbours; at least one pixel."""
    left, top, right, bottom = bounds(line.polygon)
    tall = max(1, bottom - top)
    beside = max(_BESIDE * tall, (_FLATTEST * tall - (right - left)) / 2)
    x0, y0 = round(left - beside), round(top - _ABOVE * tall)
    x1, y1 = round(right + beside), round(bottom + _BELOW * tall)
    x0, y0 = min(max(0, x0), width - 1), min(max(0, y0), height - 1)
    return Box(x0, y0, max(x0 + 1, min(width, x1)), max(y0 + 1, min(height, y1)))


def cut(page: GreyImage, line: Line) -> bytes:
    """The line among its neighbours, as a JPEG."""
    height, width = page.shape
    box = box_around(line, width, height)
    return encode_jpeg(page[box.top : box.bottom, box.left : box.right], quality=85)


class PageImages:
    """Pages by blob, the last few of them at hand. Safe to share among threads."""

    def __init__(self, objects: ObjectStore, kept_pixels: int = _KEPT_PIXELS) -> None:
        self._objects = objects
        self._kept_pixels = kept_pixels
        self._pages: OrderedDict[str, GreyImage] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, ref: BlobRef) -> GreyImage:
        """The page. Raises Poison if it is missing or no image, Transient if the store is away."""
        with self._lock:
            if ref.sha256 in self._pages:
                self._pages.move_to_end(ref.sha256)
                return self._pages[ref.sha256]
        page = self._opened(ref)
        with self._lock:
            self._pages[ref.sha256] = page
            while (
                len(self._pages) > 1 and sum(each.size for each in self._pages.values()) > self._kept_pixels
            ):
                self._pages.popitem(last=False)
        return page

    def _opened(self, ref: BlobRef) -> GreyImage:
        try:
            return open_image(self._objects.get(ref))[0]
        except Refused as error:
            raise Poison(f"{ref.key} {error.reason}") from error

"""Pages as tiles: the pyramids of the pages that people look at now, in memory."""

import threading
from collections import OrderedDict

from recto.documents.errors import DocumentError
from recto.documents.images import GreyImage, open_image
from recto.documents.tiles import pyramid, tile
from recto.runtime.failures import Poison
from recto.runtime.objects import ObjectStore
from schemas.blobs import BlobRef

_KEPT_BYTES = 400_000_000
"""Three pages of 100 megapixels, or some forty usual ones."""

Pyramid = list[GreyImage]


class PageTiles:
    """Tiles by page image. The images never change, so what is at hand is right."""

    def __init__(self, objects: ObjectStore, kept_bytes: int = _KEPT_BYTES) -> None:
        self._objects = objects
        self._room = kept_bytes
        self._pyramids: OrderedDict[str, Pyramid] = OrderedDict()
        self._at_work = threading.Lock()

    def get(self, image: BlobRef, level: int, x: int, y: int) -> bytes | None:
        """A tile as JPEG; None if there is none. Raises Poison if the image is damaged, Transient if it is away."""
        return tile(self._pyramid(image), level, x, y)

    def _pyramid(self, image: BlobRef) -> Pyramid:
        """Made by one thread while the others wait: a browser asks for many tiles of a page at once."""
        with self._at_work:
            if image.sha256 not in self._pyramids:
                self._pyramids[image.sha256] = self._made(image)
            self._pyramids.move_to_end(image.sha256)
            while len(self._pyramids) > 1 and self._bytes() > self._room:
                self._pyramids.popitem(last=False)
            return self._pyramids[image.sha256]

    def _made(self, image: BlobRef) -> Pyramid:
        try:
            return pyramid(open_image(self._objects.get(image))[0])
        except DocumentError as error:
            raise Poison(f"{image.key} {error}") from error

    def _bytes(self) -> int:
        return sum(level.nbytes for levels in self._pyramids.values() for level in levels)

"""From a page's image to its line images, and back to what is stored of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from recto.documents.cutting import cut_line
from recto.documents.errors import DocumentError
from recto.documents.images import GreyImage, encode_png, open_image
from recto.recognition.line_finding import find_lines
from recto.runtime.failures import Poison
from recto.runtime.objects import ObjectStore, get_model
from schemas.blobs import BlobRef
from schemas.layout import Layout, Line
from schemas.pages import PageIngested, PageRelined
from services.inference.metrics import STEP_SECONDS

WholePage = PageIngested | PageRelined
"""A page to be read whole: a new one, or one whose lines people have drawn."""


class CutLine(NamedTuple):
    """A line of a page and its image."""

    line: Line
    image: GreyImage


@contextmanager
def naming(page_id: str) -> Iterator[None]:
    """Within this block Poison says which page it is about: a dead letter is read by people."""
    try:
        yield
    except Poison as error:
        raise Poison(f"page {page_id}: {error.reason}") from error


def cut_lines(page: WholePage, objects: ObjectStore) -> list[CutLine]:
    """The lines of a page, cut out: those that came along with it or were drawn, or those that are found.

    Raises Poison if the image is damaged, Transient if the store is away.
    """
    with STEP_SECONDS.labels("fetch").time():
        image = open_stored(objects, page.image)
    with STEP_SECONDS.labels("find").time():
        layout = get_model(objects, page.layout, Layout) if page.layout else find_lines(image)
        return [CutLine(line, cut_line(image, line)) for line in layout.lines]


def open_stored(objects: ObjectStore, ref: BlobRef) -> GreyImage:
    """A stored image. Raises Poison if it is none."""
    try:
        return open_image(objects.get(ref))[0]
    except DocumentError as error:
        raise Poison(f"{ref.key} {error}") from error


def put_images(objects: ObjectStore, collection: str, images: Sequence[GreyImage]) -> list[BlobRef]:
    """Keep line images, for people, for training and for being read again."""
    return objects.put_all(f"lines/{collection}", [encode_png(image) for image in images], "image/png")

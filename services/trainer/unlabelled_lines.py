"""Images of lines that nobody has labelled, loaded for one training."""

from collections.abc import Iterator

from pydantic import BaseModel

from recto.documents.images import open_image
from recto.querying.chance import draw
from recto.recognition.line_images import LineImage
from recto.runtime.failures import Poison
from recto.runtime.objects import ObjectStore, get_model
from schemas.blobs import BlobRef
from schemas.ids import line_id
from services.trainer.snapshots import Snapshot
from services.trainer.unlabelled import UnlabelledPage

MOST_LINES = 2000


class _Line(BaseModel):
    id: str


class _LineImage(BaseModel):
    line: _Line
    image: BlobRef


class _Page(BaseModel):
    """What is needed of schemas.readings.PageReadings, which is many times larger."""

    lines: tuple[_LineImage, ...]


def unlabelled_images(snapshot: Snapshot, objects: ObjectStore, most: int = MOST_LINES) -> list[LineImage]:
    """At most so many line images of the snapshot's unlabelled pages, drawn by lot; the same ones each time.

    No line with a label of the snapshot is among them. What is no longer in the store is left out: nothing depends
    on a single line.
    """
    labelled = {line.line_id for line in (*snapshot.training, *snapshot.held_out)}
    found = dict(_lines(snapshot, objects))
    drawn = sorted(found.keys() - labelled, key=lambda name: draw("unlabelled", snapshot.collection, name))
    return [image for name in drawn[:most] for image in _opened(found[name], objects)]


def _lines(snapshot: Snapshot, objects: ObjectStore) -> Iterator[tuple[str, BlobRef]]:
    for page in snapshot.unlabelled:
        for read in _read(page, objects):
            yield line_id(page.page_id, read.line.id), read.image


def _read(page: UnlabelledPage, objects: ObjectStore) -> tuple[_LineImage, ...]:
    try:
        return get_model(objects, page.readings, _Page).lines
    except Poison:
        return ()


def _opened(image: BlobRef, objects: ObjectStore) -> list[LineImage]:
    try:
        return [open_image(objects.get(image))[0]]
    except Poison:
        return []

"""What was read ahead of its turn, until its turn comes."""

from collections.abc import Sequence
from typing import NamedTuple

from recto.recognition.line_images import LineImage
from schemas.blobs import BlobRef
from schemas.layout import Line
from schemas.readings import Reading
from services.inference.champions import Champion


class ToRead(NamedTuple):
    """Lines of a page, their images, where those are stored if they are, and the model that is to read them."""

    collection: str
    champion: Champion
    lines: Sequence[Line]
    images: Sequence[LineImage]
    stored: Sequence[BlobRef] | None = None


class WasRead(NamedTuple):
    """What came of it: a reading for each line."""

    what: ToRead
    readings: Sequence[Reading]


class Ready:
    """What was read for the events of one batch, by their ids."""

    def __init__(self) -> None:
        self._read: dict[str, WasRead] = {}

    def put(self, event_id: str, read: WasRead) -> None:
        """Keep it until its event is handled."""
        self._read[event_id] = read

    def take(self, event_id: str) -> WasRead | None:
        """What was read for an event, once; None if nothing was."""
        return self._read.pop(event_id, None)

    def clear(self) -> None:
        """Forget what nobody has asked for: its event will come again, if it is still to be handled."""
        self._read.clear()

"""What a person hands in: one image file, and perhaps the layout that belongs to it."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from recto.documents.text import plain
from schemas.ids import document_id

_LONGEST_NAME = 200


@dataclass(frozen=True)
class HandedIn:
    """A file as it came, under a name that can be shown."""

    name: str
    data: bytes

    @cached_property
    def sha256(self) -> str:
        """Of its bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Upload:
    """One document of one writer, or of nobody knows whom.

    With `as_labels` the texts of its layout become labels; without, only its lines are used.
    """

    collection: str
    image: HandedIn
    layout: HandedIn | None = None
    as_labels: bool = False
    writer: str | None = None

    @property
    def document_id(self) -> str:
        """The same for the same image in the same collection."""
        return document_id(self.collection, self.image.sha256)

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return len(self.image.data) + (len(self.layout.data) if self.layout else 0)


def shown_name(given: str | None) -> str:
    """A file's name without its folders and without what cannot be shown or stored.

    >>> shown_name("../scans/page 1.png"), shown_name(None)
    ('page 1.png', 'unnamed')
    """
    last = (given or "").rsplit("/", 1)[-1]
    return plain(last)[:_LONGEST_NAME] or "unnamed"

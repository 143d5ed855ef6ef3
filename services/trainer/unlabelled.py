"""Lines that nobody has labelled: a sample of a collection's pages, small enough to keep in memory.

Pages are drawn by lot from their ids, so that the sample is the same in whatever order readings come, and after a
restart. Their images are what counts: a fine-tuning reads them anew.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from recto.querying.chance import draw
from schemas.blobs import BlobRef
from schemas.transcripts import PageTranscribed

MOST_PAGES = 300
"""Kept for each collection, with about 1 KiB each."""


class UnlabelledPage(BaseModel):
    """Where the images of a page's lines are named."""

    model_config = ConfigDict(frozen=True)

    page_id: str
    readings: BlobRef


class _Drawn(NamedTuple):
    lot: float
    age: tuple[int, int]
    """Revision of the page's lines, and generation of the model."""
    page: UnlabelledPage


@dataclass
class PageSample:
    """At most so many pages of a collection, with the newest reading of each, by its newest lines."""

    collection: str
    most: int = MOST_PAGES
    _drawn: dict[str, _Drawn] = field(default_factory=dict)
    _last: float = 1.0
    """No page with a higher lot is kept. There may be millions to pass over."""

    def add(self, event: PageTranscribed) -> None:
        """Keep the reading if its page is drawn and it is the newest. One of waiting lines alone has no other image."""
        lot = draw("unlabelled", self.collection, event.page_id)
        if event.again or lot > self._last:
            return
        known, age = self._drawn.get(event.page_id), (event.revision, event.generation)
        if known is None or age > known.age:
            page = UnlabelledPage(page_id=event.page_id, readings=event.readings)
            self._drawn[event.page_id] = _Drawn(lot, age, page)
        if len(self._drawn) > self.most:
            del self._drawn[max(self._drawn, key=lambda name: self._drawn[name].lot)]
            self._last = max(drawn.lot for drawn in self._drawn.values())

    @property
    def pages(self) -> tuple[UnlabelledPage, ...]:
        """The pages kept, by lot."""
        return tuple(drawn.page for drawn in sorted(self._drawn.values(), key=lambda drawn: drawn.lot))

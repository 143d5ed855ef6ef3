"""The inference service on a bus in memory, with a real predictor for its reader, and pages to hand in."""

from datetime import UTC, datetime
from typing import NamedTuple

import cv2
import numpy as np
from predictor_process import PredictorProcess, a_model
from verdicts import VERDICT

from recto.documents.cutting import cut_line
from recto.documents.images import GreyImage, encode_png
from recto.runtime.failures import Transient
from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.objects import get_model, put_model
from recto.runtime.settings import ObjectSettings
from schemas.collections import CollectionConfigured, CollectionSettings
from schemas.envelope import decode
from schemas.layout import Layout, Line
from schemas.models import ModelPromoted
from schemas.pages import PageIngested
from schemas.readings import PageReadings, Reading
from schemas.registry import EVENTS
from schemas.topics import TRANSCRIPTS
from schemas.transcripts import PageTranscribed
from services.inference.__main__ import build
from services.inference.champions import Champion
from services.inference.deps import Deps
from services.inference.settings import Settings

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LETTERS = {1: "abcdefgh", 2: "stuvwxyz"}
TEXTS = ("the first line", "another", "and the last of them")


def a_page() -> tuple[GreyImage, Layout]:
    """The three lines of text, one under another, and where they are."""
    image = np.full((60 * len(TEXTS) + 40, 640), 245, np.uint8)
    lines = []
    for number, text in enumerate(TEXTS):
        top = 20 + 60 * number
        cv2.putText(image, text, (40, top + 32), cv2.FONT_HERSHEY_COMPLEX, 0.9, 20, 2, cv2.LINE_AA)
        polygon = ((30, top), (610, top), (610, top + 45), (30, top + 45))
        lines.append(Line(id=f"l{number}", polygon=polygon, baseline=((30, top + 32), (610, top + 32))))
    return image, Layout(width=640, height=image.shape[0], lines=tuple(lines))


class Seen(NamedTuple):
    """A page as it was read."""

    page_id: str
    generation: int
    version: str
    lines: list[str]
    readings: list[Reading]


class Worker:
    """The inference service on a bus in memory, reading with the predictor, and two models of its collection."""

    def __init__(self, predictor: PredictorProcess) -> None:
        self.objects = predictor.objects
        self.log = MemoryLog(partitions=1)
        self._bus = MemoryBus(self.log, "test")
        settings = Settings(reader_url=predictor.url, objects=ObjectSettings(url=str(predictor.root)))
        self.service = build(settings, bus=MemoryBus(self.log, "inference"))
        self._count = 0
        self.models = {
            generation: a_model(self.objects, f"letters-{generation}", generation, letters)
            for generation, letters in LETTERS.items()
        }
        image, self._layout = a_page()
        self.line_images = [cut_line(image, line) for line in self._layout.lines]
        self._image = self.objects.put("pages", encode_png(image), "image/png")
        self._bus.publish(
            [
                CollectionConfigured(
                    collection="letters", version=1, settings=CollectionSettings(), configured_at=NOON
                )
            ]
        )

    def champion(self) -> Champion | None:
        """Who reads, as far as the worker has heard."""
        assert isinstance(self.service.deps, Deps)
        try:
            return self.service.deps.champions.of("letters")
        except Transient:
            return None

    def promote(self, generation: int) -> None:
        """As the trainer does."""
        weights = self.models[generation].weights
        assert weights is not None
        promoted = ModelPromoted(
            collection="letters",
            version=f"letters-{generation}",
            generation=generation,
            round=generation,
            weights=weights,
            snapshot=weights,
            verdict=VERDICT,
            previous="base-latin",
            decided_at=NOON,
        )
        self._bus.publish([promoted])

    def hand_in(self) -> str:
        """One more page; its id."""
        self._count += 1
        page = PageIngested(
            page_id=f"page-{self._count:04}",
            document_id="document",
            collection="letters",
            number=self._count,
            image=self._image,
            width=640,
            height=self._layout.height,
            layout=put_model(self.objects, "layouts", self._layout),
            ingested_at=NOON,
        )
        self._bus.publish([page])
        return page.page_id

    def seen(self) -> list[Seen]:
        """All pages read so far, in the order in which they were published."""
        events = [decode(record, EVENTS) for record in self.log.of(TRANSCRIPTS)]
        return [self._seen(event) for event in events if isinstance(event, PageTranscribed)]

    def _seen(self, event: PageTranscribed) -> Seen:
        stored = get_model(self.objects, event.readings, PageReadings)
        return Seen(
            event.page_id,
            event.generation,
            event.model_version,
            [each.line.id for each in stored.lines],
            [each.reading for each in stored.lines],
        )

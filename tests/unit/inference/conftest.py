"""Inference with a folder for the object store, a tiny random model for the shipped base, and pages drawn here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from verdicts import VERDICT

from recto.documents.images import GreyImage, encode_png
from recto.recognition import model_file
from recto.recognition.alphabet import Alphabet
from recto.recognition.network import Architecture
from recto.runtime.objects import FolderStore, get_model, put_model
from schemas.collections import CollectionConfigured, CollectionSettings
from schemas.envelope import Event
from schemas.layout import Layout, Line
from schemas.models import ModelPromoted, ModelRolledBack
from schemas.pages import PageIngested, PageRelined
from schemas.readings import PageReadings
from schemas.rescoring import RescoreRequested
from schemas.transcripts import PageTranscribed
from services.inference.champions import Champions
from services.inference.deps import Deps
from services.inference.handlers import HANDLERS
from services.inference.reading import LocalReader

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TINY = Architecture(height=16, stem=4, wide=4, deep=8, deepest=8, hidden=8, layers=1)


def tiny_weights(seed: int) -> bytes:
    alphabet = Alphabet(tuple(" abcdefghijklmnopqrstuvwxyz"))
    return model_file.to_bytes(model_file.fresh(TINY, alphabet, version=f"tiny-{seed}", seed=seed))


def written_page(*texts: str, width: int = 640) -> GreyImage:
    """A page with one line of text under another, 60 pixels apart."""
    page = np.full((100 + 60 * max(1, len(texts)), width), 245, np.uint8)
    for number, text in enumerate(texts):
        place = (40, 80 + 60 * number)
        cv2.putText(page, text, place, cv2.FONT_HERSHEY_COMPLEX, 0.9, 20, 2, cv2.LINE_AA)
    return page


def layout_of(page: GreyImage, *ids: str) -> Layout:
    height, width = page.shape
    lines = tuple(
        Line(
            id=name,
            polygon=((30, top), (width - 30, top), (width - 30, top + 45), (30, top + 45)),
            baseline=((30, top + 32), (width - 30, top + 32)),
        )
        for name, top in zip(ids, range(48, height, 60), strict=False)
    )
    return Layout(width=width, height=height, lines=lines)


@dataclass
class Desk:
    """Inference, what it is told, and what it says."""

    root: Path
    objects: FolderStore = field(init=False)
    deps: Deps = field(init=False)

    def __post_init__(self) -> None:
        self.objects = FolderStore(self.root)
        self.deps = self.fresh()

    def fresh(self, models_in_memory: int = 2) -> Deps:
        """A process that has heard of nothing yet."""
        return Deps(self.objects, Champions(), LocalReader(self.objects, models_in_memory, 1), lambda: NOON)

    def tell(self, event: Event) -> list[Any]:
        return list(HANDLERS[type(event)](event, self.deps))

    def configure(self, collection: str = "letters", base: str = "latin", version: int = 1) -> None:
        settings = CollectionSettings(base_model=base)
        told = CollectionConfigured(
            collection=collection, version=version, settings=settings, configured_at=NOON
        )
        assert self.tell(told) == []

    def promotion(self, generation: int, collection: str = "letters") -> ModelPromoted:
        weights = self.objects.put("models", tiny_weights(generation), "application/x-safetensors")
        return ModelPromoted(
            collection=collection,
            version=f"{collection}-{generation}",
            generation=generation,
            round=generation,
            weights=weights,
            snapshot=weights,
            verdict=VERDICT,
            previous="base-latin",
            decided_at=NOON,
        )

    def rollback(self, generation: int, collection: str = "letters") -> ModelRolledBack:
        return ModelRolledBack(
            collection=collection,
            version="base-latin",
            generation=generation,
            weights=None,
            previous=f"{collection}-{generation - 1}",
            reason="worse in practice",
            by="anna",
            decided_at=NOON,
        )

    def page(
        self,
        image: GreyImage | bytes,
        layout: Layout | None = None,
        page_id: str = "page-1",
        writer: str | None = None,
    ) -> PageIngested:
        data = image if isinstance(image, bytes) else encode_png(image)
        return PageIngested(
            page_id=page_id,
            document_id="document-1",
            collection="letters",
            number=1,
            image=self.objects.put("pages", data, "image/png"),
            width=640,
            height=400,
            layout=put_model(self.objects, "layouts", layout) if layout else None,
            writer=writer,
            ingested_at=NOON,
        )

    def relined(self, page: PageIngested, layout: Layout, revision: int = 1) -> PageRelined:
        """A person has drawn the lines of a page."""
        return PageRelined(
            **page.model_dump(include={"page_id", "document_id", "collection", "number", "width", "height"}),
            image=page.image,
            layout=put_model(self.objects, "layouts", layout),
            writer=page.writer,
            revision=revision,
            by="ada",
            relined_at=NOON,
        )

    def readings(self, event: PageTranscribed) -> PageReadings:
        return get_model(self.objects, event.readings, PageReadings)

    def rescore(self, first: PageTranscribed, lines: tuple[str, ...], generation: int) -> RescoreRequested:
        return RescoreRequested(
            page_id=first.page_id,
            document_id=first.document_id,
            collection=first.collection,
            number=first.number,
            lines=lines,
            readings=first.readings,
            generation=generation,
            revision=first.revision,
        )


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Inference that knows the collection `letters`; its base reads quickly, and nonsense."""
    monkeypatch.setattr("services.inference.reading.shipped_base", lambda name: tiny_weights(0))
    made = Desk(tmp_path / "objects")
    made.configure()
    yield made


@pytest.fixture
def a_page() -> GreyImage:
    return written_page("some lines", "of plain text", "to be read")


@pytest.fixture
def a_layout(a_page: GreyImage) -> Layout:
    return layout_of(a_page, "l1", "l2", "l3")


@pytest.fixture
def weights() -> Any:
    return tiny_weights


@pytest.fixture
def write() -> Any:
    return written_page

"""Ingestion behind its real HTTP app, with a folder for the object store and a log in memory for Kafka."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from PIL import Image

from recto.documents import alto
from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.objects import FolderStore
from schemas.envelope import Event, decode
from schemas.layout import Layout, Line
from schemas.registry import EVENTS
from schemas.topics import Topic
from services.ingestion.deps import Deps
from services.ingestion.known_collections import KnownCollections
from services.ingestion.routes import make_app
from services.ingestion.settings import Settings

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass
class Desk:
    """Ingestion with the collection `letters`, and all that it published and stored."""

    root: Path
    settings: Settings
    log: MemoryLog = field(default_factory=MemoryLog)

    def __post_init__(self) -> None:
        self.objects = FolderStore(self.root)
        self.collections = KnownCollections()
        self.collections.add("letters")
        self.collections.all_read = True
        bus = MemoryBus(self.log, "ingestion")
        self.deps = Deps(self.objects, bus, lambda: NOON, self.collections, self.settings)

    @property
    def app(self) -> FastAPI:
        return make_app(self.deps)

    def post(
        self,
        image: bytes,
        layout: bytes | None = None,
        *,
        file: str = "scan.png",
        token: str = "",
        **fields: str,
    ) -> Response:
        files = {"file": (file, image)} | ({"layout": ("scan.xml", layout)} if layout is not None else {})
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with TestClient(self.app) as client:
            return client.post(
                "/v1/documents", data={"collection": "letters"} | fields, files=files, headers=headers
            )

    def published(self, topic: Topic) -> list[Event]:
        events = [decode(record, EVENTS) for record in self.log.of(topic)]
        return [event for event in events if event is not None]

    @property
    def everything_published(self) -> int:
        return sum(len(records) for records in self.log.partitions.values())

    @property
    def everything_stored(self) -> list[Path]:
        return [path for path in self.root.rglob("*") if path.is_file()]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state_dir=tmp_path, collection_wait_seconds=0)


@pytest.fixture
def desk(tmp_path: Path, settings: Settings) -> Desk:
    return Desk(tmp_path / "objects", settings)


def image_file(
    kind: str = "PNG", *, width: int = 300, height: int = 200, seed: int = 0, pages: int = 1
) -> bytes:
    random = np.random.default_rng(seed)
    made = [Image.fromarray(random.integers(0, 256, (height, width), dtype=np.uint8)) for _ in range(pages)]
    out = io.BytesIO()
    more = {"save_all": True, "append_images": made[1:]} if pages > 1 else {}
    made[0].save(out, kind, **more)
    return out.getvalue()


def layout_file(
    *texts: str | None, width: int = 300, height: int = 200, left: int = 10, spacing: int = 30
) -> bytes:
    lines = tuple(
        Line(
            id=f"l{number}",
            polygon=((left, y), (left + 200, y), (left + 200, y + 20), (left, y + 20)),
            baseline=((left, y + 15), (left + 200, y + 15)),
            text=text,
        )
        for number, text in enumerate(texts, start=1)
        for y in [10 + spacing * (number - 1)]
    )
    return alto.write(Layout(width=width, height=height, lines=lines), image_name="scan.png")


@pytest.fixture
def an_image() -> Callable[..., bytes]:
    return image_file


@pytest.fixture
def a_layout() -> Callable[..., bytes]:
    return layout_file

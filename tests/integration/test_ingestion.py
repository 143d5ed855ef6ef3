"""Ingestion as the process it is in production, on a real Kafka: documents in over HTTP, events out."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from recto.documents import page_xml
from recto.documents.images import open_image
from recto.local.kafka import EmbeddedKafka
from recto.local.ports import free_port
from recto.runtime.kafka import KafkaBus, apply_topics
from recto.runtime.objects import FolderStore
from recto.runtime.settings import BusSettings
from schemas.collections import CollectionConfigured, CollectionSettings
from schemas.documents import DocumentIngested
from schemas.envelope import Event, decode
from schemas.labels import LabelAccepted
from schemas.layout import Layout, Line
from schemas.pages import PageIngested
from schemas.registry import EVENTS
from schemas.topics import DOCUMENTS, LABELS, PAGES

DEADLINE = 60

pytestmark = pytest.mark.kafka


@dataclass
class Running:
    """A running ingestion."""

    url: str
    bus: KafkaBus
    objects: FolderStore

    def post(
        self, collection: str, image: bytes, layout: bytes | None = None, **fields: str
    ) -> httpx.Response:
        files = {"file": ("scan.png", image)} | ({"layout": ("scan.xml", layout)} if layout else {})
        return httpx.post(
            f"{self.url}/v1/documents",
            data={"collection": collection} | fields,
            files=files,
            timeout=DEADLINE,
        )

    def published(self, collection: str) -> list[Event]:
        """Everything that was ever published about a collection."""
        subscription = self.bus.follow([PAGES, DOCUMENTS, LABELS])
        found: list[Event] = []
        deadline = time.monotonic() + DEADLINE
        read_once = False
        while not read_once and time.monotonic() < deadline:
            events = [decode(delivery.record, EVENTS) for delivery in subscription.poll(0.5)]
            found += [event for event in events if getattr(event, "collection", None) == collection]
            lag = subscription.lag()
            read_once = bool(lag) and not any(lag.values()) and not events
        subscription.close()
        return found


@pytest.fixture(scope="module")
def ingestion(kafka: EmbeddedKafka, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    settings = BusSettings(bootstrap_servers=kafka.bootstrap_servers)
    apply_topics(settings, partitions=3)
    home = tmp_path_factory.mktemp("ingestion")
    port = free_port()
    environment = {
        **os.environ,
        "RECTO_BUS__BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
        "RECTO_HTTP__PORT": str(port),
        "RECTO_OBJECTS__URL": "objects",  # a relative path, as the default is
    }
    environment["PYTHONPATH"] = str(Path.cwd())
    process = subprocess.Popen([sys.executable, "-m", "services.ingestion"], cwd=home, env=environment)
    bus = KafkaBus(settings, "labeling-gateway")
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(url, process)
        yield Running(url, bus, FolderStore(home / "objects"))
        process.terminate()
        assert process.wait(DEADLINE) == 0
    finally:
        process.kill()
        bus.close()


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        assert process.poll() is None, "ingestion has ended"
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("ingestion did not become ready")


@pytest.fixture
def collection(ingestion: Running) -> str:
    name = f"letters-{uuid4().hex[:8]}"
    ingestion.bus.publish(
        [
            CollectionConfigured(
                collection=name,
                version=1,
                settings=CollectionSettings(),
                configured_at="2026-01-01T00:00:00Z",  # type: ignore[arg-type]
            )
        ]
    )
    return name


def a_scan(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (400, 300), shade).save(out, "PNG")
    return out.getvalue()


def a_layout(text: str) -> bytes:
    line = Line(
        id="r1l1",
        polygon=((10, 10), (390, 10), (390, 40), (10, 40)),
        baseline=((10, 33), (390, 33)),
        text=text,
    )
    return page_xml.write(Layout(width=400, height=300, lines=(line,)), image_name="scan.png")


def test_a_document_reaches_its_topics_once_however_often_it_is_handed_in(
    ingestion: Running, collection: str
) -> None:
    answers = [
        ingestion.post(collection, a_scan(200), a_layout("Dear Mrs. Stanford,"), as_labels="true")
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 200]
    events = ingestion.published(collection)
    assert sorted(event.type for event in events) == [
        "recto.document.ingested.v1",
        "recto.label.accepted.v1",
        "recto.page.ingested.v1",
    ]
    by_type = {type(event): event for event in events}
    page, label = by_type[PageIngested], by_type[LabelAccepted]
    assert isinstance(page, PageIngested)
    assert isinstance(label, LabelAccepted)
    assert answers[1].json()["page_ids"] == [page.page_id]
    assert (label.text, label.line_id) == ("Dear Mrs. Stanford,", f"{page.page_id}/r1l1")
    assert open_image(ingestion.objects.get(page.image))[0].shape == (300, 400)
    assert open_image(ingestion.objects.get(label.image))[0].shape[0] <= 96


def test_a_refused_document_is_in_no_topic(ingestion: Running, collection: str) -> None:
    answer = ingestion.post(collection, b"Dear Mrs. Stanford,")
    assert answer.json()["detail"] == "scan.png is not a PNG, JPEG or TIFF image."
    assert ingestion.post(collection, a_scan(100)).status_code == 201
    documents = [event for event in ingestion.published(collection) if isinstance(event, DocumentIngested)]
    assert len(documents) == 1


def test_metrics_tell_of_the_documents(ingestion: Running, collection: str) -> None:
    ingestion.post(collection, a_scan(50))
    ingestion.post(collection, b"no image")
    told = httpx.get(f"{ingestion.url}/metrics").text
    assert f'recto_documents_total{{collection="{collection}",outcome="added"}} 1.0' in told
    assert f'recto_documents_total{{collection="{collection}",outcome="refused"}} 1.0' in told
    assert f'recto_pages_total{{collection="{collection}"}} 1.0' in told

"""A document's way through an inbox: ingestion, scoring and the gateway, each told what the others say."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.service import Service
from recto.runtime.settings import ObjectSettings
from schemas import ids
from schemas.collections import CollectionConfigured
from schemas.documents import DocumentClassified, DocumentIngested
from schemas.envelope import Event, decode
from schemas.pages import PageIngested
from schemas.registry import EVENTS
from schemas.tasks import ClassificationRequested, TaskRequested
from schemas.topics import COLLECTIONS, DOCUMENTS, PAGES, Topic
from services.ingestion.handlers import HANDLERS as OF_INGESTION
from services.ingestion.settings import Settings as IngestionSettings
from services.labeling_gateway.__main__ import build
from services.labeling_gateway.relay import Relay
from services.labeling_gateway.settings import Settings as GatewaySettings
from tests.unit.ingestion.conftest import Desk
from tests.unit.scoring.conftest import Events, Scoring

INBOX, LETTERS = "unsorted", "letters"


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def gateway(tmp_path: Path, log: MemoryLog) -> Iterator[Service]:
    objects = ObjectSettings(url=str(tmp_path))
    settings = GatewaySettings(state_dir=tmp_path / "gateway", objects=objects, token="the-machine-token")
    service = build(settings, bus=MemoryBus(log, "labeling-gateway"))
    yield service
    service.deps.database.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, IngestionSettings(state_dir=tmp_path, collection_wait_seconds=0))


def said(gateway: Service, log: MemoryLog, topic: Topic) -> list[Event]:
    """What the gateway has published, after its outbox is drained."""
    [relay] = [worker for worker in gateway.workers if isinstance(worker, Relay)]
    relay.drain()
    return [event for record in log.of(topic) if (event := decode(record, EVENTS)) is not None]


def tell(gateway: Service, *events: Event) -> None:
    for event in events:
        assert list(gateway.handlers[type(event)](event, gateway.deps)) == []


def an_image() -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.full((200, 300), 240, np.uint8)).save(out, "PNG")
    return out.getvalue()


def test_what_is_handed_into_an_inbox_ends_as_lines_that_its_collection_asks_for(
    tmp_path: Path, gateway: Service, log: MemoryLog, desk: Desk
) -> None:
    scoring = Scoring(tmp_path)
    assert gateway.app is not None
    http = TestClient(gateway.app, headers={"Authorization": "Bearer the-machine-token"})
    http.put(f"/v1/collections/{INBOX}", json={"inbox": True}).raise_for_status()
    http.put(f"/v1/collections/{LETTERS}", json={"held_out_share": 0}).raise_for_status()
    for event in said(gateway, log, COLLECTIONS):
        assert isinstance(event, CollectionConfigured)
        assert list(OF_INGESTION[CollectionConfigured](event, desk.deps)) == []
        scoring.hear(event)

    handed_in = desk.post(an_image(), collection=INBOX).json()["document_id"]
    tell(gateway, *desk.published(DOCUMENTS), *desk.published(PAGES))
    read = Events(scoring.objects, scoring.clock, collection=INBOX).page({"a": 0.5, "b": 0.4}, name=handed_in)
    scoring.hear(*desk.published(DOCUMENTS), read)
    tell(gateway, read)
    [asked] = scoring.settle()
    assert isinstance(asked, ClassificationRequested)
    tell(gateway, asked)

    [lease] = http.post("/v1/leases", json={"kinds": ["classify"]}).json()["leases"]
    [offer] = http.get(f"/v1/tasks/{lease['task_id']}/collections").json()["collections"]
    answer = {"epoch": lease["epoch"], "into": offer["collection"]}
    http.post(f"/v1/tasks/{lease['task_id']}/collection", json=answer).raise_for_status()
    [classified] = said(gateway, log, DOCUMENTS)
    assert isinstance(classified, DocumentClassified)
    assert list(OF_INGESTION[DocumentClassified](classified, desk.deps)) == []

    [there] = [event for event in desk.published(DOCUMENTS) if event.key_value == classified.becomes]
    [page] = [event for event in desk.published(PAGES) if event.key_value != ids.page_id(handed_in, 1)]
    assert isinstance(there, DocumentIngested)
    assert isinstance(page, PageIngested)
    again = Events(scoring.objects, scoring.clock, collection=LETTERS).page(
        {"a": 0.5}, name=there.document_id
    )
    scoring.hear(classified, there, again)
    tell(gateway, classified, there, page, again)
    tasks = scoring.settle()
    assert {type(task) for task in tasks} == {TaskRequested}
    tell(gateway, *tasks)
    [line] = http.post("/v1/leases", json={}).json()["leases"]
    assert (line["collection"], line["document_id"]) == (LETTERS, classified.becomes)
    documents = {each["document_id"]: each for each in http.get("/v1/documents").json()["documents"]}
    assert documents[handed_in]["moved"]["document_id"] == there.document_id

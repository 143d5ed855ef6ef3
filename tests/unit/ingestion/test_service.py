"""Ingestion as a service: what it learns from Kafka, how much it does at once, what it measures."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client import REGISTRY

from recto.runtime.failures import UserError
from recto.runtime.http import with_operations
from recto.runtime.memory import MemoryBus
from recto.runtime.settings import load
from schemas.collections import CollectionConfigured, CollectionSettings
from schemas.documents import DocumentClassified
from schemas.envelope import Event
from schemas.topics import COLLECTIONS, DOCUMENTS, PAGES
from services.ingestion.__main__ import build
from services.ingestion.handlers import HANDLERS, on_tick
from services.ingestion.settings import Settings

AnImage = Callable[..., bytes]
ALayout = Callable[..., bytes]
DEADLINE = 20


def configured(name: str) -> CollectionConfigured:
    return CollectionConfigured(
        collection=name,
        version=1,
        settings=CollectionSettings(),
        configured_at="2026-01-01T00:00:00Z",  # type: ignore[arg-type]
    )


def test_a_collection_that_was_configured_takes_documents(desk: Any, an_image: AnImage) -> None:
    assert desk.post(an_image(), collection="forms").status_code == 404
    assert list(HANDLERS[CollectionConfigured](configured("forms"), desk.deps)) == []
    assert desk.post(an_image(), collection="forms").status_code == 201


def test_an_upload_waits_for_a_collection_made_a_moment_ago(desk: Any, an_image: AnImage) -> None:
    desk.settings.collection_wait_seconds = DEADLINE
    learned = threading.Timer(0.3, desk.collections.add, ["forms"])
    learned.start()
    assert desk.post(an_image(), collection="forms").status_code == 201
    learned.join()


def test_the_first_tick_means_that_all_collections_are_known(desk: Any) -> None:
    desk.collections.all_read = False
    assert list(on_tick(desk.deps)) == []
    assert desk.collections.all_read


def test_the_service_follows_collections_and_works_on_documents_that_were_sorted() -> None:
    service = build(Settings())
    assert (service.follows, service.works) == ((COLLECTIONS,), (DOCUMENTS,))
    assert set(service.handlers_for(service.follows)) == {CollectionConfigured.type}
    assert set(service.handlers_for(service.works)) == {DocumentClassified.type}


@pytest.mark.parametrize(("variable", "value"), [("RECTO_DECODERS", "0"), ("RECTO_MAX_PAGES", "100000")])
def test_a_setting_out_of_bounds_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UserError, match=f"^{variable}: "):
        load(Settings)


def test_a_host_alone_leaves_the_port_where_clients_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECTO_HTTP__HOST", "0.0.0.0")  # noqa: S104
    settings = load(Settings)
    assert (settings.http.host, settings.http.port) == ("0.0.0.0", 8081)  # noqa: S104


class _Held(MemoryBus):
    """Holds every publication until it is let go, and counts how many are under way at once."""

    def __init__(self, desk: Any) -> None:
        super().__init__(desk.log, "ingestion")
        self.go = threading.Event()
        self.changed = threading.Condition()
        self.under_way = self.most = 0

    def publish(self, events: Iterable[Event]) -> None:  # type: ignore[override]
        with self.changed:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            self.changed.notify_all()
        assert self.go.wait(DEADLINE)
        super().publish(events)
        with self.changed:
            self.under_way -= 1


def test_few_documents_are_decoded_at_once_and_health_is_answered_meanwhile(
    desk: Any, an_image: AnImage
) -> None:
    held = _Held(desk)
    desk.deps = type(desk.deps)(**vars(desk.deps) | {"bus": held})
    app = with_operations(desk.app, "ingestion", lambda: None)
    with TestClient(app) as client, ThreadPoolExecutor(60) as people:

        def hand_in(seed: int) -> int:
            files = {"file": ("scan.png", an_image(seed=seed))}
            return client.post("/v1/documents", data={"collection": "letters"}, files=files).status_code

        answers = [people.submit(hand_in, seed) for seed in range(50)]
        with held.changed:
            assert held.changed.wait_for(lambda: held.under_way == 2, DEADLINE)
        assert client.get("/healthz").status_code == 200
        held.go.set()
        assert {answer.result(DEADLINE) for answer in answers} == {201}
    assert held.most == 2
    assert len(desk.published(PAGES)) == 50


def measured(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def test_documents_pages_labels_bytes_and_reasons_are_counted(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    outcomes = ("added", "already", "labelled", "refused")

    def counts() -> dict[str, float]:
        of = {"collection": "letters"}
        by_outcome = {name: measured("recto_documents_total", outcome=name, **of) for name in outcomes}
        return by_outcome | {
            "pages": measured("recto_pages_total", **of),
            "labels": measured("recto_labels_imported_total", **of),
            "bytes": measured("recto_uploaded_bytes_total"),
            "not-an-image": measured("recto_documents_refused_total", reason="not-an-image"),
            "collection": measured("recto_uploads_turned_away_total", reason="collection"),
            "published": measured(
                "recto_published_total",
                service="ingestion",
                topic="recto.pages",
                type="recto.page.ingested.v1",
            ),
            "queued": measured("recto_ingestion_seconds_count", step="queue"),
            "stored": measured("recto_ingestion_seconds_count", step="store"),
        }

    image, layout = an_image("TIFF", pages=3), a_layout("one", "two")
    before = counts()
    desk.post(image)
    desk.post(image)
    desk.post(an_image(), layout)
    desk.post(an_image(), layout, as_labels="true")
    desk.post(b"text")
    desk.post(image, collection="leters")
    grown = {name: count - before[name] for name, count in counts().items()}
    assert grown == {
        "added": 2,
        "already": 1,
        "labelled": 1,
        "refused": 1,
        "pages": 4,
        "labels": 2,
        "bytes": 2 * len(image) + 2 * (len(an_image()) + len(layout)) + 4,
        "not-an-image": 1,
        "collection": 1,
        "published": 4,
        "queued": 5,
        "stored": 3,
    }

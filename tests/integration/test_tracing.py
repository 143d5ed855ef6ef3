"""What a collector sees of a document's way through all five services, each behind its real host or app."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from otlp_receiver import Collector, Seen, collecting
from PIL import Image

from recto.documents import alto
from recto.runtime.handling import Handling
from recto.runtime.host import Host
from recto.runtime.http import with_operations
from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.objects import FolderStore, put_model
from recto.runtime.recording import spans_recorded
from recto.runtime.service import Service
from recto.runtime.settings import ObjectSettings, TracingSettings
from schemas.layout import Layout, Line
from schemas.readings import Evidence as Doubt
from schemas.readings import Grapheme, Reading
from schemas.topics import COLLECTIONS, LABELS, MODELS, PAGES, RESCORING, TASKS, TRANSCRIPTS
from services.inference.champions import Champion, Champions
from services.inference.deps import Deps as InferenceDeps
from services.inference.handlers import HANDLERS as INFERENCE
from services.inference.settings import Settings as InferenceSettings
from services.ingestion.deps import Deps as IngestionDeps
from services.ingestion.known_collections import KnownCollections
from services.ingestion.routes import make_app
from services.ingestion.settings import Settings as IngestionSettings
from services.labeling_gateway.__main__ import build as build_gateway
from services.labeling_gateway.relay import Relay
from services.labeling_gateway.settings import Settings as GatewaySettings
from services.scoring.deps import Deps as ScoringDeps
from services.scoring.handlers import HANDLERS as SCORING
from services.scoring.pool import Pool
from services.scoring.rounds import on_tick as scoring_tick
from services.scoring.stage import Stage
from services.scoring.stream import TOPICS as SCORED
from services.trainer.evidence import Evidence, HeldOutReading
from services.trainer.handlers import HANDLERS as TRAINER
from services.trainer.ledger import Ledger
from services.trainer.order import Order, Report
from services.trainer.rounds import Deps as TrainerDeps
from services.trainer.rounds import on_tick as trainer_tick
from services.trainer.settings import Settings as TrainerSettings

TRACE = "0af7651916cd43dd8448eb211c80319c"
SENDER = f"00-{TRACE}-b7ad6b7169203331-01"
TOKEN = "a-token"
DEADLINE = 30


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


class Reads:
    """A reader of few words."""

    def read(self, champion: Champion, lines: Any) -> list[Reading]:
        doubt = Doubt(log_probability=-1, margin=0.1, entropy=0.5, expected_errors=1, confidence=0.5)
        grapheme = Grapheme(text="a", confidence=0.5, start=0, end=1)
        return [Reading(text="a", graphemes=(grapheme,), evidence=doubt) for _ in lines]


@dataclass
class Trained:
    """A job that has ended before anyone looks."""

    order: Order
    last_report: Report
    exit_code: int | None = 0
    complaint: str = ""

    def stop(self) -> None:
        """Nothing to end."""


@dataclass
class Works:
    """All five services over one log, one clock and one folder."""

    folder: Path
    log: MemoryLog = field(default_factory=MemoryLog)
    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.objects = FolderStore(self.folder / "objects")
        self.orders: list[Order] = []
        self.gateway = self._gateway()
        self.relay = next(worker for worker in self.gateway.workers if isinstance(worker, Relay))
        assert self.gateway.app is not None
        app = with_operations(self.gateway.app, "labeling-gateway", lambda: None)
        self.people = TestClient(app, headers={"Authorization": f"Bearer {TOKEN}"})
        self.uploads = TestClient(with_operations(self._ingestion(), "ingestion", lambda: None))
        self.pool = Pool()
        self.stage = self._stage()
        self.heard = MemoryBus(self.log, "scoring").join(SCORED)

    def clock(self) -> datetime:
        return self.now

    @contextmanager
    def running(self) -> Iterator[None]:
        hosts = [Host(service) for service in (self.gateway, self._inference(), self._trainer())]
        threads = [threading.Thread(target=host.run, daemon=True) for host in hosts]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            for host in hosts:
                host.stop()
            for thread in threads:
                thread.join(DEADLINE)
            self.pool.close()
            self.gateway.deps.database.close()

    def hand_in(self) -> None:
        self.uploads.post(
            "/v1/documents",
            data={"collection": "letters"},
            files={"file": ("scan.png", _scan()), "layout": ("scan.xml", _layout())},
            headers={"traceparent": SENDER},
        ).raise_for_status()

    def score(self, wanted: Any) -> None:
        """Let scoring work until `wanted` has come."""
        deadline = time.monotonic() + DEADLINE
        while not self.log.of(wanted):
            assert time.monotonic() < deadline, f"nothing in {wanted.name}"
            for delivery in self.heard.poll(0.05):
                self.stage.take(delivery)
            self.now += timedelta(seconds=60)
            self.stage.tick_once()

    def answer_all(self) -> None:
        deadline = time.monotonic() + DEADLINE
        answered = 0
        while answered < 2:
            assert time.monotonic() < deadline, "no task came"
            leases = self.people.post("/v1/leases", json={"count": 2}).raise_for_status().json()["leases"]
            for lease in leases:
                given = {"epoch": lease["epoch"], "outcome": "correct", "text": "b"}
                self.people.post(f"/v1/tasks/{lease['task_id']}/answers", json=given).raise_for_status()
                answered += 1
        self.relay.drain()

    def _gateway(self) -> Service:
        settings = GatewaySettings(
            state_dir=self.folder,
            objects=ObjectSettings(url=str(self.folder / "objects")),
            database_url=f"sqlite:///{self.folder}/gateway.db",
            token=TOKEN,
        )
        return build_gateway(settings, bus=MemoryBus(self.log, "labeling-gateway"), clock=self.clock)

    def _ingestion(self) -> Any:
        known = KnownCollections()
        known.add("letters")
        known.all_read = True
        settings = IngestionSettings(state_dir=self.folder, collection_wait_seconds=0)
        return make_app(
            IngestionDeps(self.objects, MemoryBus(self.log, "ingestion"), self.clock, known, settings)
        )

    def _inference(self) -> Service:
        return Service(
            name="inference",
            settings=InferenceSettings(state_dir=self.folder),
            bus=MemoryBus(self.log, "inference"),
            handlers=INFERENCE,
            deps=InferenceDeps(self.objects, Champions(), Reads(), self.clock),
            works=(PAGES, RESCORING),
            follows=(COLLECTIONS, MODELS),
        )

    def _stage(self) -> Stage:
        deps = ScoringDeps(self.pool, self.objects, self.clock, settle_seconds=3, reread_patience_seconds=300)
        self.pool.mark_built()
        handlers = {event.type: (event, handler) for event, handler in SCORING.items()}
        handling = Handling("scoring", handlers, deps, self.clock)
        return Stage(self.pool, MemoryBus(self.log, "scoring"), handling, tick=lambda: scoring_tick(deps))

    def _trainer(self) -> Service:
        return Service(
            name="trainer",
            settings=TrainerSettings(state_dir=self.folder),
            bus=MemoryBus(self.log, "trainer"),
            handlers=TRAINER,
            deps=TrainerDeps(Ledger(), self.objects, self._train, self.clock),
            follows=(COLLECTIONS, LABELS, MODELS, TRANSCRIPTS),
            on_tick=trainer_tick,
        )

    def _train(self, order: Order) -> Trained:
        self.orders.append(order)
        lines = tuple(
            HeldOutReading(
                line_id=f"p/l{number}",
                page_id="p",
                document_id="d",
                truth="text",
                champion="tent",
                candidate="text",
            )
            for number in range(4)
        )
        evidence = Evidence(
            collection=order.collection, champion=order.champion, candidate=order.version, lines=lines
        )
        report = Report(
            weights=self.objects.put("models", b"weights", "application/x-safetensors"),
            evidence=put_model(self.objects, "evidence", evidence),
        )
        return Trained(order, report)


def _scan() -> bytes:
    pixels, file = np.full((200, 300), 240, np.uint8), BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def _layout() -> bytes:
    lines = tuple(
        Line(
            id=f"l{number}",
            polygon=((10, top), (250, top), (250, top + 30), (10, top + 30)),
            baseline=((10, top + 25), (250, top + 25)),
        )
        for number, top in enumerate((10, 55, 100, 145))
    )
    return alto.write(Layout(width=300, height=200, lines=lines), image_name="scan.png")


SETTINGS = {
    "held_out_share": 0,
    "batch_lines": 2,
    "retrain_after_labels": 2,
    "low_water_lines": 10,
    "boxes_share": 0,
}


@pytest.fixture
def seen(tmp_path: Path, collector: Collector) -> Collector:
    """A document has come in, was read, asked about and answered, and a model was trained and promoted."""
    with ExitStack() as stack:
        stack.enter_context(spans_recorded("all", TracingSettings(endpoint=collector.url)))  # type: ignore[arg-type]
        works = Works(tmp_path)
        stack.enter_context(works.running())
        works.people.put("/v1/collections/letters", json=SETTINGS).raise_for_status()
        works.relay.drain()
        works.hand_in()
        works.score(TASKS)
        works.answer_all()
        works.score(MODELS)
        works.score(RESCORING)
    return collector


def test_one_trace_leads_from_the_upload_to_the_label_and_the_training_points_back(seen: Collector) -> None:
    way = chain(seen, next(span for span in seen.of(TRACE) if span.name == "publish recto.label.accepted.v1"))
    assert way == [
        "POST /v1/documents",
        "upload",
        "publish recto.page.ingested.v1",
        "handle recto.page.ingested.v1",
        "publish recto.page.transcribed.v1",
        "handle recto.page.transcribed.v1",
        "publish recto.task.requested.v1",
        "handle recto.task.requested.v1",
        "answer",
        "publish recto.label.accepted.v1",
    ]
    heard = [each for each in seen.of(TRACE) if each.name == "handle recto.label.accepted.v1"]
    assert {each.attributes["recto.service"] for each in heard} == {"labeling-gateway", "scoring", "trainer"}
    [order] = seen.named("order a training")
    assert TRACE in order.links
    assert order.trace != TRACE


def test_gate_promotion_and_reading_again_belong_to_the_round(seen: Collector) -> None:
    [order] = seen.named("order a training")
    [gate] = seen.named("gate")
    assert gate.trace == order.trace
    assert gate.attributes["recto.promoted"] is True
    names = {span.name for span in seen.of(order.trace)}
    assert {"publish recto.model.promoted.v1", "handle recto.model.promoted.v1"} <= names


def test_a_span_says_what_it_is_about(seen: Collector) -> None:
    *_, read = (span for span in seen.of(TRACE) if span.name == "handle recto.page.ingested.v1")
    assert read.attributes["recto.collection"] == "letters"
    assert read.attributes["recto.outcome"] == "done", "it may be put off before, and is done at last"
    assert {"recto.event", "recto.page_id", "recto.document_id", "recto.topic"} <= read.attributes.keys()
    assert [span.attributes["recto.lines"] for span in seen.of(TRACE) if span.name == "read"] == [4]
    assert "recto.person" not in {name for span in seen.spans for name in span.attributes}


def test_selection_lease_and_answer_point_where_they_come_from(seen: Collector) -> None:
    selections = [span for span in seen.named("select") if span.attributes["recto.lines"] == 2]
    assert selections[0].links == (TRACE,)
    leases = [span for span in seen.of(TRACE) if span.name == "lease"]
    requests = {span.trace for span in seen.named("POST /v1/leases")}
    assert len(leases) == 2
    assert {link for span in leases for link in span.links} <= requests
    answers = [span for span in seen.of(TRACE) if span.name == "answer"]
    assert all(span.links for span in answers)
    assert any(TRACE in span.links for span in seen.named("relay the outbox"))


def chain(seen: Collector, span: Seen) -> list[str]:
    """The names of a span's ancestors, the first one first."""
    by_id = {each.id: each for each in seen.spans}
    way = [span.name]
    while span.parent in by_id:
        span = by_id[span.parent]
        way.insert(0, span.name)
    return way

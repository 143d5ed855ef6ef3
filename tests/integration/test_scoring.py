"""Scoring as the process it is in production, on a real Kafka: events in, tasks out, through every kind of end."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from otlp_receiver import collecting

from recto.local.kafka import EmbeddedKafka
from recto.local.ports import free_port
from recto.runtime.kafka import KafkaBus, apply_topics
from recto.runtime.objects import FolderStore, put_model
from recto.runtime.settings import BusSettings
from recto.runtime.tracing import continued_trace
from schemas.blobs import BlobRef
from schemas.collections import CollectionConfigured, CollectionSettings
from schemas.documents import DocumentIngested
from schemas.envelope import decode
from schemas.ids import line_id, page_id, task_id
from schemas.labels import LabelAccepted, Origin
from schemas.layout import Line
from schemas.readings import Evidence, Grapheme, LineReading, PageReadings, Reading
from schemas.registry import EVENTS
from schemas.tasks import Purpose, TaskKind, TaskRequested
from schemas.topics import DOCUMENTS, TASKS, Topic
from schemas.transcripts import PageTranscribed

DEADLINE = 60
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BLOB = BlobRef(key="lines/x", sha256="0" * 64, size=1, media_type="image/png")

pytestmark = pytest.mark.kafka


@dataclass
class Desk:
    """A scoring that can be started and ended at will, and what other services say to it and hear of it."""

    home: Path
    objects: Path
    kafka: EmbeddedKafka
    bus: KafkaBus
    port: int = field(default_factory=free_port)
    collection: str = field(default_factory=lambda: f"letters-{uuid4().hex[:8]}")
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")]),
            "RECTO_BUS__BOOTSTRAP_SERVERS": self.kafka.bootstrap_servers,
            "RECTO_HTTP__PORT": str(self.port),
            "RECTO_OBJECTS__URL": str(self.objects),
            "RECTO_STATE_DIR": str(self.home / "state"),
            "RECTO_SETTLE_SECONDS": "0.5",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "services.scoring"], cwd=self.home, env=environment
        )
        until(self.is_ready, "scoring is ready")

    def is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "scoring has ended"
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(DEADLINE)

    def metrics(self) -> str:
        return httpx.get(f"http://127.0.0.1:{self.port}/metrics").text

    def configure(self, **settings: object) -> None:
        chosen = {"held_out_share": 0, "batch_lines": 10, "low_water_lines": 10_000, **settings}
        self.bus.publish(
            [
                CollectionConfigured(
                    collection=self.collection,
                    version=1,
                    settings=CollectionSettings.model_validate(chosen),
                    configured_at=NOW,
                )
            ]
        )

    def bring(self, name: str, pages: int, lines: int = 5) -> set[str]:
        """A document comes in and is read. Its lines."""
        document = f"{self.collection}-{name}"
        ingested = DocumentIngested(
            document_id=document,
            collection=self.collection,
            name=name,
            sha256="a" * 64,
            pages=pages,
            ingested_at=NOW,
        )
        read = [self._page(document, number, lines) for number in range(1, pages + 1)]
        self.bus.publish([ingested, *read])
        return {line_id(page.page_id, f"l{i}") for page in read for i in range(lines)}

    def answer(self, task: TaskRequested) -> None:
        self.bus.publish(
            [
                LabelAccepted(
                    label_id=f"label-of-{task.task_id}",
                    collection=self.collection,
                    document_id=task.document_id,
                    page_id=task.page_id,
                    line_id=task.line_id,
                    task_id=task_id(TaskKind.CORRECT, task.line_id),
                    origin=Origin.HUMAN,
                    purpose=Purpose.TRAINING,
                    text="Dear Mrs.",
                    image=BLOB,
                    by="anna",
                    accepted_at=datetime.now(UTC),
                )
            ]
        )

    def tasks(self) -> list[tuple[str, TaskRequested]]:
        """Every task that is in Kafka, with the id of its event."""
        return [(ce_id, event) for ce_id, event in self.heard(TASKS) if isinstance(event, TaskRequested)]

    def heard(self, topic: Topic) -> list[tuple[str, object]]:
        subscription = self.bus.follow([topic])
        found: list[tuple[str, object]] = []
        quiet = 0
        while quiet < 2:
            deliveries = subscription.poll(0.3)
            found += [(d.record.headers["ce_id"], decode(d.record, EVENTS)) for d in deliveries]
            lag = subscription.lag()
            quiet = quiet + 1 if lag and not any(lag.values()) and not deliveries else 0
        subscription.close()
        return [
            (ce_id, event) for ce_id, event in found if getattr(event, "collection", None) == self.collection
        ]

    def _page(self, document: str, number: int, lines: int) -> PageTranscribed:
        page = page_id(document, number)
        readings = PageReadings(
            page_id=page, model_version="latin", lines=tuple(_line(f"l{i}", i / lines) for i in range(lines))
        )
        return PageTranscribed(
            page_id=page,
            document_id=document,
            collection=self.collection,
            number=number,
            model_version="latin",
            generation=0,
            readings=put_model(FolderStore(self.objects), "readings", readings),
            lines=lines,
            transcribed_at=NOW,
        )


def _line(name: str, confidence: float) -> LineReading:
    evidence = Evidence(
        log_probability=-1, margin=1, entropy=0.1, expected_errors=1 - confidence, confidence=confidence
    )
    grapheme = Grapheme(text="D", confidence=confidence, start=0, end=1)
    return LineReading(
        line=Line(id=name, polygon=((0, 0), (9, 0), (9, 9)), baseline=((0, 9), (9, 9))),
        image=BLOB,
        reading=Reading(text="D", graphemes=(grapheme,), evidence=evidence),
    )


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, f"not within {DEADLINE} s: {what}"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One store for all tests: each new pool is built from what every test before has published."""
    return tmp_path_factory.mktemp("objects")


@pytest.fixture
def desk(kafka: EmbeddedKafka, tmp_path: Path, objects: Path) -> Iterator[Desk]:
    settings = BusSettings(bootstrap_servers=kafka.bootstrap_servers)
    apply_topics(settings, partitions=3)
    bus = KafkaBus(settings, "another")
    desk = Desk(tmp_path, objects, kafka, bus)
    try:
        yield desk
    finally:
        if desk.process is not None:
            desk.process.kill()
            desk.process.wait()
        bus.close()


def test_pages_become_tasks_and_answers_complete_the_document(desk: Desk) -> None:
    lines = desk.bring("first", pages=2)  # before its collection is known
    desk.start()
    desk.configure()
    until(lambda: {task.line_id for _, task in desk.tasks()} == lines, "every line is asked for")
    for _, task in desk.tasks():
        desk.answer(task)
    until(lambda: any("Completed" in type(e).__name__ for _, e in desk.heard(DOCUMENTS)), "it is complete")
    label = f'collection="{desk.collection}"'
    until(
        lambda: f"recto_documents_completed_total{{{label}}} 1.0" in desk.metrics(),
        "what was said is counted",
    )
    told = desk.metrics()
    assert f'recto_lines_asked_total{{{label},purpose="training"}} 10.0' in told
    assert f'recto_pool_lines{{{label},state="labelled"}} 10.0' in told
    assert 'recto_events_total{outcome="done",service="scoring",topic="recto.transcripts"' in told
    until(lambda: _total(desk.metrics(), "recto_consumer_lag") == 0, "nothing waits")
    until(lambda: _total(desk.metrics(), "recto_oldest_event_seconds") == 0, "nothing is old")
    started = time.monotonic()
    assert desk.end() == 0
    assert time.monotonic() - started < 15
    assert not [path for path in desk.home.iterdir() if path.name != "state"]


def test_what_is_asked_about_a_page_belongs_to_its_trace(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    with collecting() as collector:
        monkeypatch.setenv("RECTO_TRACING__ENDPOINT", collector.url)
        desk.configure()
        with continued_trace(f"00-{trace}-b7ad6b7169203331-01", "upload"):
            lines = desk.bring("first", pages=1)
        desk.start()
        until(lambda: {task.line_id for _, task in desk.tasks()} == lines, "every line is asked for")
        assert desk.end() == 0
    names = [span.name for span in collector.of(trace)]
    assert names.count("handle recto.page.transcribed.v1") == 1
    assert names.count("publish recto.task.requested.v1") == len(lines)
    [selection] = [span for span in collector.named("select") if span.attributes["recto.lines"]]
    assert selection.links == (trace,)
    assert {span.service for span in collector.spans} == {"recto-scoring"}


def test_after_a_restart_without_new_events_nothing_waits(desk: Desk) -> None:
    desk.start()
    desk.configure()
    lines = desk.bring("first", pages=2)
    until(lambda: {task.line_id for _, task in desk.tasks()} == lines, "every line is asked for")
    assert desk.end() == 0
    desk.start()
    until(lambda: "recto_consumer_lag{" in desk.metrics(), "the lag is measured")
    until(lambda: _total(desk.metrics(), "recto_consumer_lag") == 0, "nothing waits")


def test_no_line_is_lost_by_sigkill_and_none_is_asked_for_under_two_ids(desk: Desk) -> None:
    desk.configure()
    desk.start()
    lines = desk.bring("first", pages=20)
    for wanted in (1, 40, 80):
        until(lambda wanted=wanted: len(desk.tasks()) >= wanted, "some lines are asked for")  # type: ignore[misc]
        desk.end(signal.SIGKILL)
        lines |= desk.bring(f"more-{wanted}", pages=5)
        desk.start()
    until(lambda: {task.line_id for _, task in desk.tasks()} == lines, "every line is asked for")
    assert len({ce_id for ce_id, _ in desk.tasks()}) == len(lines)


def test_a_pool_that_was_deleted_is_rebuilt_and_asks_for_nothing_twice(desk: Desk) -> None:
    desk.configure(low_water_lines=0, retrain_after_labels=10)
    desk.start()
    desk.bring("first", pages=4)
    until(lambda: len(desk.tasks()) == 10, "a batch is asked for")
    assert desk.end() == 0
    shutil.rmtree(desk.home / "state")
    desk.start()
    answered = [task for _, task in desk.tasks()]
    for task in answered:
        desk.answer(task)
    label = f'recto_pool_lines{{collection="{desk.collection}",state="labelled"}} 10.0'
    until(lambda: label in desk.metrics(), "the answers are taken")
    assert len(desk.tasks()) == 10, "the batch of before counts: nothing is due until it is judged"
    assert f'recto_pool_lines{{collection="{desk.collection}",state="open"}} 10.0' in desk.metrics()


def _total(told: str, name: str) -> float:
    return sum(float(line.rsplit(" ", 1)[1]) for line in told.splitlines() if line.startswith(f"{name}{{"))

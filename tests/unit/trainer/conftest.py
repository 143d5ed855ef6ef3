"""The trainer with a ledger, a folder for the object store, a clock that is set, and jobs that end when told to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.objects import FolderStore, get_model, put_model
from recto.runtime.tracing import traced
from schemas.blobs import BlobRef
from schemas.collections import CollectionConfigured, CollectionSettings
from schemas.envelope import Event, decode
from schemas.labels import LabelAccepted, LabelWithdrawn, Origin
from schemas.registry import EVENTS
from schemas.tasks import Purpose
from schemas.topics import MODELS
from schemas.transcripts import PageTranscribed
from services.trainer.api import build_app
from services.trainer.evidence import CalibrationError, Evidence, HeldOutReading
from services.trainer.handlers import HANDLERS
from services.trainer.ledger import Ledger
from services.trainer.order import Order, Report
from services.trainer.rounds import Deps, on_tick
from services.trainer.snapshots import Snapshot

MORNING = datetime(2026, 1, 1, 1, tzinfo=UTC)
IMAGE = BlobRef(key="lines/letters/x", sha256="0" * 64, size=1, media_type="image/png")


def configured(collection: str = "letters", version: int = 1, **settings: Any) -> CollectionConfigured:
    """Settings under which four labels are enough, and no training waits for lines that judge."""
    chosen = CollectionSettings(**{"retrain_after_labels": 4, "held_out_share": 0, **settings})
    return CollectionConfigured(
        collection=collection, version=version, settings=chosen, configured_at=MORNING
    )


def label(
    number: int,
    page: int = 1,
    *,
    purpose: Purpose = Purpose.TRAINING,
    origin: Origin = Origin.HUMAN,
    text: str = "text",
    collection: str = "letters",
    at: datetime = MORNING,
) -> LabelAccepted:
    return LabelAccepted(
        label_id=f"label-{number}",
        collection=collection,
        document_id="document-1",
        page_id=f"page-{page}",
        line_id=f"page-{page}/l{number}",
        origin=origin,
        purpose=purpose,
        text=text,
        image=IMAGE,
        by="anna",
        characters_keyed=10,
        edits=2,
        accepted_at=at,
    )


def withdrawal(number: int, collection: str = "letters") -> LabelWithdrawn:
    return LabelWithdrawn(
        label_id=f"label-{number}",
        collection=collection,
        line_id="page-1/l1",
        reason="wrong line",
        withdrawn_at=MORNING,
    )


def transcribed(
    page: int, generation: int = 0, *, again: bool = False, collection: str = "letters"
) -> PageTranscribed:
    return PageTranscribed(
        page_id=f"page-{page}",
        document_id="document-1",
        collection=collection,
        number=1,
        model_version=f"model-{generation}",
        generation=generation,
        readings=IMAGE.model_copy(update={"key": f"readings/{page}-{generation}-{again}"}),
        lines=1,
        again=again,
        transcribed_at=MORNING,
    )


@dataclass
class FakeJob:
    """A job that ends when the test says so."""

    order: Order
    last_report: Report = field(default_factory=Report)
    exit_code: int | None = None
    complaint: str = "out of memory"
    is_stopped: bool = False

    @property
    def ordered(self) -> Order:
        """What is to be trained, whatever it follows from."""
        return self.order.model_copy(update={"traceparent": None})

    def stop(self) -> None:
        self.is_stopped = True


@dataclass
class Desk:
    """The trainer, what it is told, and what it says."""

    root: Path
    now: datetime = MORNING
    jobs: list[FakeJob] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.objects = FolderStore(self.root)
        self.log = MemoryLog()
        self.bus = MemoryBus(self.log, "trainer")
        self.deps = self.fresh()

    def fresh(self) -> Deps:
        """A process that has heard of nothing yet."""
        return Deps(Ledger(), self.objects, self._start, lambda: self.now, retry_seconds=60)

    def _start(self, order: Order) -> FakeJob:
        self.jobs.append(FakeJob(order))
        return self.jobs[-1]

    def tell(self, *events: Event) -> None:
        for event in events:
            assert list(HANDLERS[type(event)](event, self.deps)) == []

    def tick(self) -> list[Any]:
        """What the trainer publishes within a second; it has not come back yet."""
        return [traced(event).event for event in on_tick(self.deps)]

    def after(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    def snapshot(self, job: FakeJob) -> Snapshot:
        return get_model(self.objects, job.order.snapshot, Snapshot)

    def end(self, job: FakeJob, candidate: str = "text", champion: str = "tent", truth: str = "text") -> None:
        """The job ends well: on each of its four held-out lines the models read `candidate` and `champion`."""
        lines = tuple(
            HeldOutReading(
                line_id=f"page-9/l{number}",
                page_id="page-9",
                document_id="document-1",
                truth=truth,
                champion=champion,
                candidate=candidate,
            )
            for number in range(4)
        )
        evidence = Evidence(
            collection=job.order.collection,
            champion=job.order.champion,
            candidate=job.order.version,
            lines=lines,
            calibration=CalibrationError(before=0.09, after=0.03),
        )
        job.last_report = Report(
            seconds=12,
            weights=self.objects.put("models", job.order.version.encode(), "application/x-safetensors"),
            evidence=put_model(self.objects, "evidence", evidence),
        )
        job.exit_code = 0

    def round(self, numbers: Iterable[int] = range(1, 5), **outcome: str) -> Any:
        """One round with these labels, from the first tick to its verdict's return."""
        self.tell(*(label(number) for number in numbers))
        assert self.tick() == []
        self.end(self.jobs[-1], **outcome)
        [verdict] = self.tick()
        self.tell(verdict)
        return verdict

    def client(self, token: str | None = None) -> TestClient:
        return TestClient(build_app(self.deps, self.bus, SecretStr(token) if token else None))

    def decided(self) -> list[Any]:
        """Events that the HTTP API published."""
        return [decode(record, EVENTS) for record in self.log.of(MODELS)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "objects")
    made.tell(configured())
    return made


@pytest.fixture
def make() -> Any:
    """Events to build a past from."""

    class Make:
        configured = staticmethod(configured)
        label = staticmethod(label)
        withdrawal = staticmethod(withdrawal)
        transcribed = staticmethod(transcribed)

    return Make

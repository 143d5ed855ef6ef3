"""Scoring over a pool and a bus in memory, and the past that tests build for it from events."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from recto.runtime.bus import Bus, Delivery, Partition
from recto.runtime.failures import Transient
from recto.runtime.handling import Done, Handling, Later
from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.objects import FolderStore, put_model
from recto.runtime.service import Handlers
from recto.runtime.tracing import Traced
from schemas.blobs import BlobRef
from schemas.collections import CollectionConfigured, CollectionSettings
from schemas.documents import DocumentIngested
from schemas.envelope import Event, encode
from schemas.held_out import HeldOutReading, HeldOutReadings, numbers_of
from schemas.ids import page_id, task_id
from schemas.labels import DeclineWithdrawn, LabelAccepted, LabelDeclined, LabelWithdrawn, Origin
from schemas.layout import Line
from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack, Verdict
from schemas.readings import Evidence, Grapheme, LineReading, PageReadings, Reading
from schemas.tasks import Purpose, TaskKind
from schemas.topics import PROGRESS
from schemas.transcripts import PageTranscribed, PageUnreadable
from services.scoring.deps import Deps
from services.scoring.handlers import HANDLERS
from services.scoring.pool import Pool
from services.scoring.rebuild import rebuild
from services.scoring.rounds import on_tick
from services.scoring.stage import Stage

E = TypeVar("E", bound=Event)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COLLECTION = "letters-1905"
BLOB = BlobRef(key="lines/x", sha256="0" * 64, size=1, media_type="image/png")
VERSIONS = {0: "latin", **{number: f"letters-{number}" for number in range(1, 10)}}


@dataclass
class SetClock:
    """A clock that stands still until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def a_reading(confidence: float, text: str) -> Reading:
    graphemes = tuple(Grapheme(text=c, confidence=confidence, start=0, end=1) for c in text)
    return Reading(
        text=text,
        graphemes=graphemes,
        evidence=Evidence(
            log_probability=-1 + confidence,
            margin=10 * confidence,
            entropy=1 - confidence,
            expected_errors=(1 - confidence) * len(text),
            confidence=confidence,
        ),
    )


@dataclass
class Events:
    """Events as other services would publish them. Pages are named by document and number."""

    objects: FolderStore
    clock: SetClock
    collection: str = COLLECTION
    documents: dict[str, str] = field(default_factory=dict)
    pitch: int = 50
    """From line to line; lines are 40 pixels high."""

    def configured(self, version: int = 1, **settings: Any) -> CollectionConfigured:
        chosen = {
            "held_out_share": 0,
            "low_water_lines": 0,
            "batch_lines": 3,
            "retrain_after_labels": 3,
            "accept_confidence": 0.98,
            "strategy": "uncertainty",
        }
        return CollectionConfigured(
            collection=self.collection,
            version=version,
            settings=CollectionSettings(**{**chosen, **settings}),
            configured_at=self.clock(),
        )

    def document(self, pages: int = 1, name: str = "doc") -> DocumentIngested:
        return DocumentIngested(
            document_id=name,
            collection=self.collection,
            name=name,
            sha256="a" * 64,
            pages=pages,
            ingested_at=self.clock(),
        )

    def page(
        self,
        lines: Mapping[str, float],
        number: int = 1,
        name: str = "doc",
        generation: int = 0,
        *,
        again: bool = False,
        text: str = "Dear Mrs.",
        writer: str | None = None,
        revision: int = 0,
    ) -> PageTranscribed:
        """A page whose lines were read with these confidences."""
        readings = PageReadings(
            page_id=page_id(name, number),
            model_version=VERSIONS[generation],
            lines=tuple(
                self._line(line, at, confidence, text) for at, (line, confidence) in enumerate(lines.items())
            ),
        )
        return PageTranscribed(
            page_id=page_id(name, number),
            document_id=name,
            collection=self.collection,
            number=number,
            model_version=VERSIONS[generation],
            generation=generation,
            readings=put_model(self.objects, "readings", readings),
            lines=len(lines),
            again=again,
            writer=writer,
            revision=revision,
            transcribed_at=self.clock(),
        )

    def unreadable(self, number: int = 1, name: str = "doc", revision: int = 0) -> PageUnreadable:
        return PageUnreadable(
            page_id=page_id(name, number),
            document_id=name,
            collection=self.collection,
            number=number,
            model_version="latin",
            generation=0,
            reason="no line of text was found on it",
            revision=revision,
            transcribed_at=self.clock(),
        )

    def label(
        self,
        line_id: str,
        name: str = "doc",
        purpose: Purpose = Purpose.TRAINING,
        label_id: str | None = None,
        text: str = "Dear Mr.",
        *,
        imported: bool = False,
    ) -> LabelAccepted:
        return LabelAccepted(
            label_id=label_id or f"label-of-{line_id}",
            collection=self.collection,
            document_id=name,
            page_id=line_id.split("/", maxsplit=1)[0],
            line_id=line_id,
            task_id=None if imported else task_id(TaskKind.CORRECT, line_id),
            origin=Origin.IMPORTED if imported else Origin.HUMAN,
            purpose=purpose,
            text=text,
            image=BLOB,
            by="anna",
            accepted_at=self.clock(),
        )

    def declined(self, line_id: str, name: str = "doc") -> LabelDeclined:
        return LabelDeclined(
            task_id=task_id(TaskKind.CORRECT, line_id),
            collection=self.collection,
            document_id=name,
            page_id=line_id.split("/", maxsplit=1)[0],
            line_id=line_id,
            reason="unreadable",
            by="anna",
            declined_at=self.clock(),
        )

    def decline_withdrawn(self, line_id: str, name: str = "doc") -> DeclineWithdrawn:
        return DeclineWithdrawn(
            task_id=task_id(TaskKind.CORRECT, line_id),
            epoch=0,
            collection=self.collection,
            document_id=name,
            page_id=line_id.split("/", maxsplit=1)[0],
            line_id=line_id,
            reason="taken back",
            withdrawn_at=self.clock(),
        )

    def withdrawn(self, line_id: str, label_id: str | None = None) -> LabelWithdrawn:
        return LabelWithdrawn(
            label_id=label_id or f"label-of-{line_id}",
            collection=self.collection,
            line_id=line_id,
            reason="wrong",
            withdrawn_at=self.clock(),
        )

    def proof(self, sure: int = 200, doubtful: int = 100, wrong: int = 0) -> BlobRef:
        """Evidence of a verdict: sure held-out lines, of which some are wrong all the same, and doubtful ones."""
        read = [("Dear Mrs.", 0.975)] * (sure - wrong) + [("Bear Hrs.", 0.975)] * wrong
        read += [("Bear Hns.", 0.6)] * doubtful
        lines = tuple(
            HeldOutReading(
                line_id=f"held-out-{number % 30}/l{number}",
                page_id=f"held-out-{number % 30}",
                truth="Dear Mrs.",
                champion=text,
                candidate=text,
                champion_numbers=numbers_of(a_reading(confidence, text)),
                candidate_numbers=numbers_of(a_reading(confidence, text)),
            )
            for number, (text, confidence) in enumerate(read)
        )
        return put_model(self.objects, "evidence", HeldOutReadings(lines=lines))

    def promoted(
        self,
        generation: int = 1,
        rounds: int = 1,
        cer: float | None = 0.2,
        evidence: BlobRef | None = None,
        labels: int = 3,
    ) -> ModelPromoted:
        return ModelPromoted(
            collection=self.collection,
            version=VERSIONS[generation],
            generation=generation,
            round=rounds,
            weights=BLOB,
            snapshot=BLOB,
            verdict=_verdict(cer, 0.4, labels),
            evidence=evidence,
            previous=VERSIONS[generation - 1],
            decided_at=self.clock(),
        )

    def rejected(
        self, rounds: int = 1, champion_cer: float | None = 0.4, evidence: BlobRef | None = None
    ) -> ModelRejected:
        return ModelRejected(
            collection=self.collection,
            version=f"rejected-{rounds}",
            round=rounds,
            weights=BLOB,
            snapshot=BLOB,
            verdict=_verdict(0.5, champion_cer),
            evidence=evidence,
            champion="latin",
            decided_at=self.clock(),
        )

    def rolled_back(self, generation: int = 2) -> ModelRolledBack:
        return ModelRolledBack(
            collection=self.collection,
            version="latin",
            generation=generation,
            weights=None,
            previous="letters-1",
            reason="reads worse",
            by="lead",
            decided_at=self.clock(),
        )

    def _line(self, name: str, at: int, confidence: float, text: str) -> LineReading:
        top = self.pitch * at
        polygon = ((0, top), (900, top), (900, top + 40), (0, top + 40))
        line = Line(id=name, polygon=polygon, baseline=((0, top + 30), (900, top + 30)))
        return LineReading(line=line, image=BLOB, reading=a_reading(confidence, text))


def _verdict(candidate: float | None, champion: float | None, labels: int = 3) -> Verdict:
    return Verdict(
        candidate_cer=candidate,
        champion_cer=champion,
        held_out_lines=10,
        held_out_pages=2,
        labels=labels,
        characters_keyed=30,
        edits=9,
        train_seconds=1,
        reason="it reads better",
    )


@dataclass
class Broker:
    """A bus that can be away, and then confirms nothing or the first few events alone."""

    behind: MemoryBus
    confirms: int | None = None
    confirmed: list[Event] = field(default_factory=list)

    def publish(self, events: Iterable[Event | Traced]) -> None:
        events = list(events)[: self.confirms]
        self.behind.publish(events)
        self.confirmed += [event.event if isinstance(event, Traced) else event for event in events]
        if self.confirms is not None:
            raise Transient("Kafka is away", retry_after=2)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)


class Scoring:
    """The service: what it hears comes in as deliveries, what it says is read from the broker."""

    def __init__(self, folder: Path) -> None:
        self.clock = SetClock()
        self.objects = FolderStore(folder)
        self.log = MemoryLog()
        self.broker = Broker(MemoryBus(self.log, "scoring", self.clock))
        self.events = Events(self.objects, self.clock)
        self._offset = 0
        self.start(Pool())
        self.deps.pool.mark_built()

    def start(self, pool: Pool) -> None:
        """As a new process with this pool."""
        self.deps = Deps(pool, self.objects, self.clock, settle_seconds=3, reread_patience_seconds=300)
        bus: Bus = self.broker  # type: ignore[assignment]
        self.stage = Stage(pool, bus, self.handling(HANDLERS), tick=lambda: on_tick(self.deps))

    def handling(self, handlers: Handlers) -> Handling:
        named = {event.type: (event, handler) for event, handler in handlers.items()}
        return Handling("scoring", named, self.deps, self.clock)

    def hear(self, *events: Event) -> None:
        """Events are published, and taken at once."""
        for event in events:
            MemoryBus(self.log, "another", self.clock).publish([event])
            assert isinstance(self.deliver(event), Done)

    def deliver(self, event: Event) -> Done | Later:
        """Take an event, as the stream would."""
        published = [record for record in self.log.of(event.topic) if record.headers["ce_id"] == event.id]
        record = published[-1] if published else encode(event, source="another", time=self.clock())
        self._offset += 1
        return self.stage.take(Delivery(record, Partition(event.topic.name, 0), self._offset))

    def tick(self, after: float = 0) -> list[Event]:
        """What is said at a tick, `after` seconds later, but for where the collection stands."""
        self.clock.move(after)
        before = len(self.said())
        self.stage.tick_once()
        return [event for event in self.said()[before:] if event.topic is not PROGRESS]

    def settle(self) -> list[Event]:
        """What is said until nothing more is due."""
        said = self.tick(after=10)
        while more := self.tick(after=1):
            said += more
        return said

    def said(self, kind: type[E] | type[Event] = Event) -> list[Any]:
        """What this service has published, in that order."""
        return [event for event in self.broker.confirmed if isinstance(event, kind)]

    def rebuilt(self) -> "Scoring":
        """Start anew with a pool that was lost."""
        self.start(Pool())
        rebuild(self.deps, self.broker, self.handling)  # type: ignore[arg-type]
        return self


@pytest.fixture
def scoring(tmp_path: Path) -> Iterator[Scoring]:
    scoring = Scoring(tmp_path)
    yield scoring
    scoring.deps.pool.close()


@pytest.fixture
def events(scoring: Scoring) -> Events:
    return scoring.events

"""A gateway over each kind of database and a bus in memory, and the past that tests build for it from events."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from databases import Databases, PostgresDatabases, SqliteDatabases
from fastapi.testclient import TestClient

from recto.local.postgres import Postgres
from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.objects import FolderStore, put_model
from recto.runtime.service import Service
from recto.runtime.settings import ObjectSettings
from schemas import ids
from schemas.blobs import BlobRef
from schemas.documents import AcceptedLine, DocumentIngested, LinesAccepted
from schemas.envelope import Event, decode
from schemas.labels import LabelAccepted, Origin
from schemas.layout import Layout, Line
from schemas.models import ModelPromoted, Verdict
from schemas.pages import PageIngested, PageRelined
from schemas.readings import Alternative, Evidence, Grapheme, LineReading, PageReadings, Reading
from schemas.registry import EVENTS
from schemas.tasks import Purpose, TaskKind, TaskReprioritised, TaskRequested, TaskWithdrawn
from schemas.topics import COLLECTIONS, LABELS, Topic
from schemas.transcripts import PageTranscribed
from services.labeling_gateway.__main__ import build
from services.labeling_gateway.relay import Relay
from services.labeling_gateway.settings import Settings

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOKEN = "the-machine-token"
COLLECTION = "letters-1905"
DOCUMENT = ids.document_id(COLLECTION, "a" * 64)
PAGE = ids.page_id(DOCUMENT, 1)


@dataclass
class SetClock:
    """A clock that stands still until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Events:
    """Events as other services would publish them."""

    objects: FolderStore
    clock: SetClock

    def image(self, name: str = "line") -> BlobRef:
        return self.objects.put("lines", name.encode(), "image/png")

    def document(self, pages: int = 1, name: str = "letter.png") -> DocumentIngested:
        return DocumentIngested(
            document_id=DOCUMENT,
            collection=COLLECTION,
            name=name,
            sha256="a" * 64,
            pages=pages,
            ingested_at=self.clock(),
        )

    def page(self, number: int = 1, writer: str | None = None) -> PageIngested:
        return PageIngested(
            page_id=ids.page_id(DOCUMENT, number),
            document_id=DOCUMENT,
            collection=COLLECTION,
            number=number,
            image=self.image("page"),
            width=800,
            height=1000,
            writer=writer,
            ingested_at=self.clock(),
        )

    def relined(self, *names: str, revision: int = 1) -> PageRelined:
        """A person has drawn lines on the first page."""
        page = self.page()
        layout = Layout(
            width=800, height=1000, lines=tuple(a_line(name, at) for at, name in enumerate(names))
        )
        return PageRelined(
            **page.model_dump(include={"page_id", "document_id", "collection", "number", "width", "height"}),
            image=page.image,
            layout=put_model(self.objects, "layouts", layout),
            revision=revision,
            by="ada",
            relined_at=self.clock(),
        )

    def readings(self, texts: dict[str, str], number: int = 1, model: str = "base") -> BlobRef:
        lines = tuple(
            LineReading(line=a_line(name, at), image=self.image(name), reading=_reading(text))
            for at, (name, text) in enumerate(texts.items())
        )
        page = PageReadings(page_id=ids.page_id(DOCUMENT, number), model_version=model, lines=lines)
        return put_model(self.objects, "readings", page)

    def transcribed(
        self,
        texts: dict[str, str],
        *,
        generation: int = 0,
        number: int = 1,
        again: bool = False,
        revision: int = 0,
    ) -> PageTranscribed:
        return PageTranscribed(
            page_id=ids.page_id(DOCUMENT, number),
            document_id=DOCUMENT,
            collection=COLLECTION,
            number=number,
            model_version=f"letters-{generation}",
            generation=generation,
            readings=self.readings(texts, number),
            lines=len(texts),
            again=again,
            revision=revision,
            transcribed_at=self.clock(),
        )

    def task(
        self,
        line: str = "l1",
        text: str = "My dear Mrs, Stanford",
        *,
        priority: float = 1.0,
        collection: str = COLLECTION,
        purpose: Purpose = Purpose.TRAINING,
        generation: int = 0,
        keyings: int = 1,
    ) -> TaskRequested:
        name = ids.line_id(PAGE, line)
        return TaskRequested(
            task_id=ids.task_id("correct", name),
            kind=TaskKind.CORRECT,
            collection=collection,
            document_id=DOCUMENT,
            page_id=PAGE,
            line_id=name,
            purpose=purpose,
            strategy="uncertainty",
            reason="two readings are close",
            priority=priority,
            round=1,
            image=self.image(line),
            text=text,
            readings=self.readings({line: text}),
            model_version=f"letters-{generation}",
            generation=generation,
            keyings=keyings,
            requested_at=self.clock(),
        )

    def moved(
        self, task: TaskRequested, text: str, generation: int, priority: float = 9
    ) -> TaskReprioritised:
        return TaskReprioritised(
            task_id=task.task_id,
            collection=task.collection,
            priority=priority,
            reason="read again",
            text=text,
            readings=self.readings({"l1": text}),
            model_version=f"letters-{generation}",
            generation=generation,
        )

    def withdrawn(self, task: TaskRequested) -> TaskWithdrawn:
        return TaskWithdrawn(task_id=task.task_id, collection=task.collection, reason="no longer needed")

    def accepted(self, line: str, text: str, generation: int = 0) -> LinesAccepted:
        accepted = AcceptedLine(line_id=ids.line_id(PAGE, line), text=text, confidence=0.99)
        return LinesAccepted(
            acceptance_id=ids.derived_id("acceptance", accepted.line_id, generation),
            document_id=DOCUMENT,
            page_id=PAGE,
            collection=COLLECTION,
            model_version=f"letters-{generation}",
            generation=generation,
            lines=(accepted,),
            accepted_at=self.clock(),
        )

    def imported(self, line: str, text: str) -> LabelAccepted:
        name = ids.line_id(PAGE, line)
        return LabelAccepted(
            label_id=ids.derived_id("label", name),
            collection=COLLECTION,
            document_id=DOCUMENT,
            page_id=PAGE,
            line_id=name,
            origin=Origin.IMPORTED,
            purpose=Purpose.TRAINING,
            text=text,
            image=self.image(line),
            by="letter.xml",
            characters_keyed=0,
            accepted_at=self.clock(),
        )

    def promoted(self, *, round: int = 1, before: float = 0.4, after: float = 0.2) -> ModelPromoted:  # noqa: A002
        verdict = Verdict(
            candidate_cer=after,
            champion_cer=before,
            held_out_lines=20,
            held_out_pages=3,
            labels=40,
            characters_keyed=1200,
            edits=300,
            train_seconds=60,
            reason="It makes half the errors.",
        )
        return ModelPromoted(
            collection=COLLECTION,
            version=f"letters-{round}",
            generation=round,
            round=round,
            weights=self.image("weights"),
            snapshot=self.image("snapshot"),
            verdict=verdict,
            previous="base",
            decided_at=self.clock(),
        )


@dataclass
class Gateway:
    """A gateway without its host: events go in by `tell`, people come in by `http`, `said` is what came out."""

    service: Service
    http: TestClient
    clock: SetClock
    events: Events
    log: MemoryLog

    def tell(self, *events: Event) -> None:
        for event in events:
            assert list(self.service.handlers[type(event)](event, self.service.deps)) == []

    @property
    def relay(self) -> Relay:
        [relay] = [worker for worker in self.service.workers if isinstance(worker, Relay)]
        return relay

    def said(self, topic: Topic = LABELS) -> list[Any]:
        """What the gateway has published, after its outbox is drained."""
        self.relay.drain()
        return [decode(record, EVENTS) for record in self.log.of(topic)]

    def lease(
        self, person: str = "ada", count: int = 1, collection: str | None = None, work: str = "key"
    ) -> list[dict[str, Any]]:
        wanted = {"count": count, "collection": collection, "work": work}
        response = self.http.post("/v1/leases", json=wanted, headers={"X-Recto-Person": person})
        assert response.status_code == 200, response.text
        leases: list[dict[str, Any]] = response.json()["leases"]
        return leases

    def answer(self, lease: dict[str, Any], person: str = "ada", **answer: Any) -> httpx.Response:
        given = {"epoch": lease["epoch"], **answer}
        return self.http.post(
            f"/v1/tasks/{lease['task_id']}/answers", json=given, headers={"X-Recto-Person": person}
        )

    def heartbeat(self, person: str, *leases: dict[str, Any]) -> dict[str, Any]:
        held = [{"task_id": lease["task_id"], "epoch": lease["epoch"]} for lease in leases]
        beat: dict[str, Any] = self.post("/v1/heartbeats", person, leases=held)
        return beat

    def add(self, person: str, **about: Any) -> dict[str, Any]:
        response = self.http.post("/v1/people", json={"id": person, **about})
        assert response.status_code == 201, response.text
        made: dict[str, Any] = response.json()
        return made

    def link(self, person: str = "admin") -> str:
        """The address that signs a browser in once, without its host."""
        made = self.http.post(f"/v1/people/{person}/links")
        assert made.status_code == 201, made.text
        return str(made.json()["address"]).removeprefix(str(self.http.base_url).rstrip("/"))

    def token(self, person: str, **about: Any) -> str:
        made = self.http.post("/v1/tokens", json={"person": person, "name": "a script", **about})
        assert made.status_code == 201, made.text
        return str(made.json()["token"])

    def browser(self, base: str = "http://testserver", **headers: str) -> TestClient:
        """A browser that has nothing from here yet."""
        assert self.service.app is not None
        return TestClient(
            self.service.app,
            base_url=base,
            headers={"Sec-Fetch-Site": "same-origin", **headers},
            raise_server_exceptions=False,
            follow_redirects=False,
        )

    def signed_in(self, person: str = "admin") -> TestClient:
        browser = self.browser()
        assert browser.get(self.link(person)).status_code == 303
        return browser

    def keyed(self, person: str, text: str | None = None, **answer: Any) -> dict[str, Any]:
        """The person takes the next line and says this of it; their lease."""
        [lease] = self.lease(person)
        given = {"outcome": "correct", "text": text, **answer} if text is not None else answer
        response = self.answer(lease, person, **given)
        assert response.status_code == 200, response.text
        return lease

    def get(self, path: str, person: str = "admin", status: int = 200, /, **query: Any) -> Any:
        response = self.http.get(path, params=query or None, headers={"X-Recto-Person": person})
        assert response.status_code == status, response.text
        return response.json()

    def post(self, path: str, person: str = "admin", status: int = 200, /, **body: Any) -> Any:
        response = self.http.post(path, json=body, headers={"X-Recto-Person": person})
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    def collection(self, name: str = COLLECTION, **settings: Any) -> None:
        assert self.http.put(f"/v1/collections/{name}", json=settings).status_code in (200, 201)


def a_line(name: str, at: int) -> Line:
    top = 10 + 50 * at
    return Line(
        id=name,
        polygon=((10, top), (700, top), (700, top + 40), (10, top + 40)),
        baseline=((10, top + 30), (700, top + 30)),
    )


def _reading(text: str) -> Reading:
    graphemes = tuple(
        Grapheme(
            text=character,
            confidence=0.5 if character == "," else 0.99,
            start=at / len(text),
            end=(at + 1) / len(text),
            alternatives=(Alternative(text=".", probability=0.4),) if character == "," else (),
        )
        for at, character in enumerate(text)
    )
    evidence = Evidence(log_probability=-1, margin=0.1, entropy=0.2, expected_errors=0.6, confidence=0.93)
    return Reading(text=text, graphemes=graphemes, evidence=evidence)


MakeGateway = Callable[..., Gateway]

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches a database is tested on each kind of it."""
    if "databases" in metafunc.fixturenames:
        marks = {mark.name for mark in metafunc.definition.iter_markers()}
        kinds = KINDS[:1] if "stateless" in marks else KINDS[1:] if "on_postgresql" in marks else KINDS
        metafunc.parametrize("databases", kinds, indirect=True)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    return SqliteDatabases(tmp_path_factory.mktemp("template") / "gateway.db")


@pytest.fixture(scope="session")
def postgres_databases(postgres: Postgres) -> Iterator[PostgresDatabases]:
    databases = PostgresDatabases(postgres)
    yield databases
    databases.close()


@pytest.fixture
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_databases")
        return
    made: PostgresDatabases = request.getfixturevalue("postgres_databases")
    yield made
    made.forget_all()


@pytest.fixture
def make_gateway(databases: Databases, tmp_path: Path) -> Iterator[MakeGateway]:
    """Builds gateways on one folder; a second one on it is a restart."""
    made: list[Gateway] = []

    def make(folder: Path = tmp_path, **settings: Any) -> Gateway:
        clock, log = SetClock(), MemoryLog()
        objects = ObjectSettings(url=str(folder / "objects"))
        settings = {"database_url": databases.of(folder), "token": TOKEN, **settings}
        all_settings = Settings(state_dir=folder, objects=objects, **settings)
        service = build(all_settings, bus=MemoryBus(log, "labeling-gateway", clock), clock=clock)
        assert service.app is not None
        http = TestClient(service.app, raise_server_exceptions=False, follow_redirects=False)
        http.headers["Authorization"] = f"Bearer {all_settings.token.get_secret_value()}"
        gateway = Gateway(service, http, clock, Events(FolderStore(folder / "objects"), clock), log)
        made.append(gateway)
        return gateway

    yield make
    for gateway in made:
        gateway.service.deps.database.close()


@pytest.fixture
def gateway(make_gateway: MakeGateway) -> Gateway:
    return make_gateway()


__all__ = ["COLLECTIONS", "Gateway", "MakeGateway"]

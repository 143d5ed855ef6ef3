"""A real gateway for a browser: over SQLite in a folder, with a bus in memory, on a port of loopback."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from drawn_pages import DrawnLine
from page_events import REASON, PageEvents

from recto.local.ports import free_port
from recto.runtime.http import HttpServer
from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.objects import FolderStore
from recto.runtime.service import Service
from recto.runtime.settings import HttpSettings, ObjectSettings
from schemas import ids
from schemas.documents import AcceptedLine, LinesAccepted
from schemas.envelope import Event, decode
from schemas.registry import EVENTS
from schemas.topics import Topic
from services.labeling_gateway.__main__ import build
from services.labeling_gateway.relay import Relay
from services.labeling_gateway.settings import Settings
from services.labeling_gateway.store.queue_tables import AnswerRow

COLLECTION = "letters-1905"
TOKEN = "the-machine-token"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """A clock that stands still until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class RunningGateway:
    """A gateway that a browser can open at `address`; it can be stopped, and started on the same database."""

    folder: Path
    clock: SetClock = field(default_factory=SetClock)
    port: int = field(default_factory=free_port)
    documents: int = 0
    log: MemoryLog = field(default_factory=MemoryLog)
    _service: Service | None = None
    _server: HttpServer | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def objects(self) -> FolderStore:
        return FolderStore(self.folder / "objects")

    @property
    def service(self) -> Service:
        assert self._service is not None, "the gateway is not running"
        return self._service

    def start(self) -> None:
        """Raises UserError if the port is taken."""
        objects = ObjectSettings(url=str(self.folder / "objects"))
        settings = Settings.model_validate({"state_dir": self.folder, "objects": objects, "token": TOKEN})
        bus = MemoryBus(self.log, "labeling-gateway", self.clock)
        self._service = build(settings, bus=bus, clock=self.clock)
        assert self._service.app is not None
        self._server = HttpServer(self._service.app, HttpSettings(host="127.0.0.1", port=self.port))
        self._server.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            self.service.deps.database.close()
        self._server = self._service = None

    def ask(
        self, *lines: DrawnLine, collection: str = COLLECTION, keyings: int = 1, reason: str = REASON
    ) -> None:
        """A page with these lines, all of them in the queue, the first one first, each for one or two people."""
        self.documents += 1
        self.tell(
            *PageEvents(self.objects, collection, self.documents, self.clock()).of(lines, keyings, reason)
        )

    def tell(self, *events: Event) -> None:
        """What other services say."""
        for event in events:
            list(self.service.handlers[type(event)](event, self.service.deps))

    def said(self, topic: Topic) -> list[Any]:
        """What the gateway has published, after its outbox is drained."""
        [relay] = [worker for worker in self.service.workers if isinstance(worker, Relay)]
        relay.drain()
        return [decode(record, EVENTS) for record in self.log.of(topic)]

    def accept(self, line: str, text: str) -> None:
        """A line of the newest page, by its id there, is taken without a person."""
        page = self.newest_page()
        accepted = AcceptedLine(line_id=ids.line_id(page, line), text=text, confidence=0.99)
        self.tell(
            LinesAccepted(
                acceptance_id="a1",
                document_id=page.rsplit("-", 1)[0],
                page_id=page,
                collection=COLLECTION,
                model_version="letters-1",
                generation=1,
                lines=(accepted,),
                accepted_at=self.clock(),
            )
        )

    def newest_page(self) -> str:
        """The page of the last `ask`."""
        sha256 = f"{self.documents:064x}"
        return ids.page_id(ids.document_id(COLLECTION, sha256), 1)

    def http(self, token: str = TOKEN) -> httpx.Client:
        """As the machine itself, which may do everything, or as whoever has this token."""
        return httpx.Client(base_url=self.address, headers={"Authorization": f"Bearer {token}"}, timeout=60)

    def keyed(self, person: str, collection: str | None = None, **given: Any) -> None:
        """The next line, answered by a person: a text, or another outcome."""
        self.add(person)
        with self.http() as http:
            token = http.post("/v1/tokens", json={"person": person, "name": "keys"}).json()["token"]
        with self.http(token) as http:
            [lease] = http.post("/v1/leases", json={"collection": collection}).json()["leases"]
            answer = {"epoch": lease["epoch"], "outcome": "correct", **given}
            http.post(f"/v1/tasks/{lease['task_id']}/answers", json=answer).raise_for_status()

    def add(self, person: str, role: str = "admin") -> None:
        """A person who may see all, if there is none of that id."""
        with self.http() as http:
            if person not in {each["id"] for each in http.get("/v1/people").json()["people"]}:
                about = {"id": person, "role": role, "cleared": True}
                http.post("/v1/people", json=about).raise_for_status()

    def make_collection(self, name: str = COLLECTION, **settings: Any) -> None:
        with self.http() as http:
            http.put(f"/v1/collections/{name}", json=settings).raise_for_status()

    def link(self, person: str) -> str:
        """An address that signs a browser in once. The person is added if there is none of that id, and may see all."""
        self.add(person)
        with self.http() as http:
            made = http.post(f"/v1/people/{person}/links").raise_for_status()
        return str(made.json()["address"])

    def answers(self) -> Sequence[Any]:
        """What has been answered."""
        with self.service.deps.database.reading() as session:
            return session.query(AnswerRow).all()

    def texts(self) -> list[str | None]:
        """The texts of all answers, sorted."""
        return sorted((answer.text for answer in self.answers()), key=str)

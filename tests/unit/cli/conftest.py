"""The command `recto` as typed, against the services' real HTTP apps and a log in memory for Kafka."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from recto.cli import app as cli
from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.objects import FolderStore
from recto.runtime.settings import ObjectSettings
from schemas.blobs import BlobRef
from schemas.collections import CollectionConfigured, CollectionSettings
from schemas.models import ModelPromoted, ModelRejected, Verdict
from services.labeling_gateway.__main__ import build as build_gateway
from services.labeling_gateway.settings import Settings as GatewaySettings
from services.trainer.api import build_app
from services.trainer.ledger import Ledger
from services.trainer.rounds import Deps

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BLOB = BlobRef(key="k", sha256="0" * 64, size=1, media_type="x")
GATEWAY, TRAINER, TOKEN = "http://gateway", "http://trainer", "s3cret"


@dataclass
class Said:
    """What a command left in the terminal."""

    code: int
    out: str
    err: str

    @property
    def is_one_sentence(self) -> bool:
        """A mistake told as it should be: one line on stderr, nothing on stdout, and no traceback."""
        return not self.out and len(self.err.strip().splitlines()) == 1 and "Traceback" not in self.err


Command = Callable[..., Said]


@pytest.fixture
def recto(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Types a command; everything but a person's mistake is raised here as it would be shown there."""
    for name in [name for name in os.environ if name.startswith("RECTO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RECTO_GATEWAY_URL", GATEWAY)
    monkeypatch.setenv("RECTO_TRAINER_URL", TRAINER)
    monkeypatch.setenv("RECTO_TOKEN", TOKEN)
    monkeypatch.setenv("COLUMNS", "200")

    def typed(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["recto", *words])
        capfd.readouterr()
        code: Any = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
        return Said(int(code), *capfd.readouterr())

    return typed


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, FastAPI], None]:
    """Puts an HTTP app where commands look for a service; elsewhere nothing answers."""
    clients: dict[str, TestClient] = {}

    def request(method: str, url: str, *, timeout: float, **arguments: Any) -> httpx.Response:
        address = httpx.URL(url)
        client = clients.get(f"{address.scheme}://{address.host}")
        if client is None:
            raise httpx.ConnectError("Connection refused")
        return client.request(method, url, **arguments)

    monkeypatch.setattr("recto.cli.calls.httpx.request", request)

    def at(url: str, app: FastAPI) -> None:
        clients[url] = TestClient(app, base_url=url, raise_server_exceptions=False, follow_redirects=False)

    return at


@pytest.fixture
def gateway(tmp_path: Path, answering: Any) -> Any:
    """The real labeling-gateway, on a database of its own."""
    settings = GatewaySettings(
        state_dir=tmp_path, objects=ObjectSettings(url=str(tmp_path / "objects")), token=TOKEN
    )
    service = build_gateway(settings, bus=MemoryBus(MemoryLog(), "labeling-gateway"))
    assert service.app is not None
    answering(GATEWAY, service.app)
    yield service
    service.deps.database.close()


@pytest.fixture
def trainer(tmp_path: Path, answering: Any) -> Deps:
    """The real trainer's ledger behind its API; the test writes into it."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    deps = Deps(Ledger(), FolderStore(tmp_path), None, lambda: now)  # type: ignore[arg-type]
    answering(TRAINER, build_app(deps, MemoryBus(MemoryLog(), "trainer"), SecretStr(TOKEN)))
    return deps


def a_verdict(cer: float | None) -> Verdict:
    return Verdict(
        candidate_cer=cer,
        champion_cer=0.2,
        held_out_lines=9,
        held_out_pages=2,
        labels=40,
        characters_keyed=1,
        edits=0,
        train_seconds=61,
        reason="r",
    )


@pytest.fixture
def letters(trainer: Any) -> Any:
    """A collection with a champion and a model that was rejected."""
    book = trainer.ledger.book("letters")
    book.configure(
        CollectionConfigured(
            collection="letters", version=1, settings=CollectionSettings(), configured_at=NOON
        )
    )
    about = {"collection": "letters", "weights": BLOB, "snapshot": BLOB, "decided_at": NOON}
    first = ModelPromoted(
        **about,
        version="letters-1",
        round=1,
        generation=1,
        previous="base-latin",
        verdict=a_verdict(0.1),
    )
    book.judge(first)
    book.crown(first)
    book.judge(
        ModelRejected(**about, version="letters-2", round=2, champion="letters-1", verdict=a_verdict(None))
    )
    return book

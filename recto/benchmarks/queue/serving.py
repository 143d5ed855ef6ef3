"""What the benchmark runs on: a database, a long queue in it, and one gateway process over both."""

import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import httpx

from recto.benchmarks.queue import gateway
from recto.benchmarks.queue.lines import COLLECTION, drawn_lines
from recto.local.child import Child
from recto.local.kafka import wait_until
from recto.local.ports import HOST, free_port
from recto.local.postgres import Postgres, find_binaries
from recto.runtime.clock import system_clock
from recto.runtime.failures import UserError
from recto.runtime.objects import FolderStore
from services.labeling_gateway.store import synthetic
from services.labeling_gateway.store.database import Database

_START_SECONDS, _STOP_SECONDS = 60, 60
_LINES_AT_ONCE = 2_000
_LEASE_SECONDS = 86_400
"""So long that none expires, and a line that two people hold is a mistake for certain."""


class Serving(NamedTuple):
    """A gateway that answers."""

    url: str
    pid: int
    token: str
    """The machine's: with it anybody may be named."""


@contextmanager
def database(url: str | None) -> Iterator[str]:
    """The URL of the database to use: the one given, or one on a PostgreSQL server that ends with the block."""
    if url is not None:
        yield url
        return
    if find_binaries() is None:
        raise UserError(
            "There is no PostgreSQL on this machine: `make postgres` installs it, or name a --database."
        )
    with Postgres() as server:
        yield server.url()


def fill(url: str, home: Path, lines: int, seed: int, tell: Callable[[float], None]) -> None:
    """Put lines in the queue. Raises UserError if there is something in it already."""
    queue, objects = Database(url), FolderStore(home / "objects")
    queue.migrate()
    if synthetic.waiting(queue):
        raise UserError("There are tasks in this database: the benchmark wants an empty one.")
    drawn = drawn_lines(objects, lines, seed)
    for start in range(0, lines, _LINES_AT_ONCE):
        synthetic.add(queue, COLLECTION, list(islice(drawn, _LINES_AT_ONCE)), system_clock())
        tell(start / lines)
    queue.close()


@contextmanager
def serving(url: str, home: Path) -> Iterator[Serving]:
    """One gateway process; at the end it publishes what waits, and stops."""
    port, log, token = free_port(), home / "gateway.log", secrets.token_urlsafe()
    settings = {
        "RECTO_DATABASE_URL": url,
        "RECTO_OBJECTS__URL": str(home / "objects"),
        "RECTO_STATE_DIR": str(home / "state"),
        "RECTO_TOKEN": token,
        "RECTO_HTTP__HOST": HOST,
        "RECTO_HTTP__PORT": str(port),
        "RECTO_LEASE_SECONDS": str(_LEASE_SECONDS),
        gateway.TOLD: str(told_in(home)),
    }
    foreign = {name: value for name, value in os.environ.items() if not name.startswith("RECTO_")}
    child = Child(
        [sys.executable, "-P", "-m", gateway.__name__], log, env={**foreign, **settings}, folder=home
    )
    address = f"http://{HOST}:{port}"
    try:
        wait_until(lambda: _is_ready(address), _START_SECONDS, "The gateway", child, log)
        _make_collection(address, token)
        yield Serving(address, child.pid, token)
    finally:
        child.stop(_STOP_SECONDS)


def told(home: Path) -> list[str]:
    """The tasks whose end the gateway has published, in order."""
    return told_in(home).read_text().split() if told_in(home).exists() else []


def told_in(home: Path) -> Path:
    """The file that the gateway writes them in."""
    return home / "told"


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=2).is_success
    except httpx.HTTPError:
        return False


def _make_collection(address: str, token: str) -> None:
    bearer = {"Authorization": f"Bearer {token}"}
    made = httpx.put(f"{address}/v1/collections/{COLLECTION}", json={}, headers=bearer, timeout=30)
    if not made.is_success:
        raise UserError(f"The gateway makes no collection: {made.text:.200}")

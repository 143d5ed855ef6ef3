"""SQLite as the gateway uses it: readers beside one writer, and nothing lost when the power goes."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

WRITES = "recto_writes"
"""The execution option of connections that are going to write."""

_CONNECTIONS = 40
_PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL")


def engine_of(url: URL, busy_seconds: float) -> Engine:
    """An engine on a file, its folder made; `busy_seconds` is how long a transaction waits for another process."""
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=_CONNECTIONS, connect_args={"timeout": busy_seconds})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first and writes later could fail half-way."""
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

"""Opens the database and draws its transactions. What the driver raises leaves here as Transient."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session

from recto.runtime.failures import Transient, UserError

__all__ = ["Database", "Session"]

log = logging.getLogger(__name__)

_MIGRATIONS = Path(__file__).parent / "migrations"
_WRITES = "recto_writes"


class Database:
    """Transactions on one database. Safe to share among threads.

    Threads that write to SQLite take turns here: its own way to wait is to sleep and try again, and under load
    some threads never get their turn.
    """

    def __init__(self, url: str, *, busy_seconds: float = 5) -> None:
        self._engine = _open(url, busy_seconds)
        self._writes = self._engine.execution_options(**{_WRITES: True})
        self._turn = threading.Lock() if self._engine.dialect.name == "sqlite" else nullcontext()

    @contextmanager
    def changing(self) -> Iterator[Session]:
        """A transaction that is committed at the end of the block, or leaves no trace.

        Raises Transient if the database is away or busy, or if another process changed the same rows first.
        """
        opened = Session(self._writes, expire_on_commit=False)
        with self._turn, _translated(), opened as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that changes nothing. Raises Transient if the database is away."""
        with _translated(), Session(self._engine, expire_on_commit=False) as session:
            yield session

    def migrate(self) -> None:
        """Bring the tables to what this version of the code expects. Raises UserError if that can't be done."""
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        try:
            with self._writes.begin() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except OperationalError as error:
            raise UserError(f"The gateway's database can't be opened: {error.orig}.") from error

    @property
    def engine(self) -> Engine:
        """For migrations and their tests."""
        return self._engine

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Transient("another process changed the same rows first", retry_after=0.1) from error
    except (OperationalError, PoolExhausted) as error:
        raise Transient(f"the gateway's database does not answer: {error}") from error


def _open(url: str, busy_seconds: float) -> Engine:
    """An engine; `busy_seconds` is how long a transaction waits for another one (SQLite)."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_size=20, max_overflow=20, pool_pre_ping=True)
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, pool_size=40, connect_args={"timeout": busy_seconds})
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise UserError(f"RECTO_DATABASE_URL: {error}.") from error
    except OSError as error:
        raise UserError(f"The folder of {parsed.database} can't be made: {error.strerror}.") from error
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Readers beside one writer, patience, and nothing lost when the power goes."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first and writes later could fail half-way."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

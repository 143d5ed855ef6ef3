"""Opens the database and draws its transactions. What the driver raises leaves here as Transient."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from zlib import crc32

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, InterfaceError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session

from recto.runtime.failures import Transient, UserError
from services.labeling_gateway.store import postgresql, sqlite

__all__ = ["Database", "Session"]

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
_WAITS = text("select pg_advisory_xact_lock(:key)")
_TRIES = text("select pg_try_advisory_xact_lock(:key)")
_AWAY = (OperationalError, InterfaceError, PoolExhausted)


class Database:
    """Transactions on one database. Safe to share among threads.

    Threads that write to SQLite take turns here: its own way to wait is to sleep and try again, and under load
    some threads never get their turn.
    """

    def __init__(self, url: str, *, connections: int = 20, busy_seconds: float = 5) -> None:
        self._engine = _open(url, connections, busy_seconds)
        self._writes = self._engine.execution_options(**{sqlite.WRITES: True})
        self._is_shared = self._engine.dialect.name != "sqlite"
        self._turn = nullcontext() if self._is_shared else threading.Lock()

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

    @contextmanager
    def alone(self, work: str) -> Iterator[bool]:
        """Whether `work` is this process's for the block; it is not while another gateway on the database has it.

        Raises Transient if the database is away.
        """
        if not self._is_shared:
            yield True
            return
        with self.reading() as session:
            yield bool(session.execute(_TRIES, {"key": _key(work)}).scalar_one())

    def migrate(self) -> None:
        """Bring the tables to what this version of the code expects. Raises UserError if that can't be done."""
        self._move(_upgrade, "head")

    def go_back(self, revision: str) -> None:
        """Bring the tables to what an earlier version expects; what only later ones keep is lost. As `migrate`."""
        self._move(command.downgrade, revision)

    def _move(self, move: Callable[[Config, str], None], revision: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        try:
            with self._writes.begin() as connection:
                if self._is_shared:
                    _wait_for_others(connection)
                config.attributes["connection"] = connection
                move(config, revision)
        except (OperationalError, InterfaceError) as error:
            raise UserError(f"The gateway's database can't be opened: {_reason(error)}.") from error
        except CommandError as error:
            raise UserError(
                f"The gateway's database has another version than this one knows: {error}. docs/kubernetes.md says "
                "how to go back to an earlier version."
            ) from error

    @property
    def engine(self) -> Engine:
        """For migrations and their tests."""
        return self._engine

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _upgrade(config: Config, revision: str) -> None:
    """Alembic's own, where there is anything to do: it reads all migrations before it finds that there is nothing."""
    now = MigrationContext.configure(config.attributes["connection"]).get_current_revision()
    if now != _newest():
        command.upgrade(config, revision)


@cache
def _newest() -> str | None:
    """The revision of the tables that this version of the code expects."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _wait_for_others(connection: Connection) -> None:
    """Gateways that start together migrate one after the other, however long the first one takes."""
    connection.execute(text("set local lock_timeout = 0"))
    connection.execute(_WAITS, {"key": _key("migrations")})
    connection.execute(text("set local lock_timeout to default"))


def _key(work: str) -> int:
    """What stands for a kind of work among PostgreSQL's advisory locks."""
    return crc32(f"recto.labeling-gateway.{work}".encode())


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Transient("another process changed the same rows first", retry_after=0.1) from error
    except _AWAY as error:
        raise Transient(f"the gateway's database does not answer: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", error)).rstrip(".")


def _open(url: str, connections: int, busy_seconds: float) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return sqlite.engine_of(parsed, busy_seconds)
        return create_engine(
            postgresql.with_driver(parsed),
            pool_size=connections,
            max_overflow=0,
            pool_timeout=busy_seconds,
            pool_pre_ping=True,
        )
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise UserError(f"RECTO_DATABASE_URL: {error}.") from error
    except OSError as error:
        raise UserError(f"The folder of {parsed.database} can't be made: {error.strerror}.") from error

"""Databases for gateways under test: empty, migrated, one for each folder, whichever kind they are."""

import shutil
from pathlib import Path
from typing import Protocol

from sqlalchemy import delete, text

from recto.local.postgres import Postgres
from services.labeling_gateway.store.base import Base
from services.labeling_gateway.store.database import Database

TEMPLATE = "template_recto"


class Databases(Protocol):
    """Where gateways keep what they know, by their folder: the same folder again is the same database."""

    def of(self, folder: Path) -> str:
        """The URL of a folder's database."""
        ...

    def bare(self, folder: Path) -> str:
        """The URL of a database of this folder without any tables."""
        ...

    def forget(self, folder: Path) -> None:
        """Nobody needs a folder's database any more."""
        ...


class SqliteDatabases:
    """A file in each folder, copied from one that is migrated."""

    def __init__(self, template: Path) -> None:
        self._template = template
        migrate(_file(template))

    def of(self, folder: Path) -> str:
        path = folder / "gateway.db"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(self._template, path)
        return _file(path)

    def bare(self, folder: Path) -> str:
        return _file(folder / "bare.db")

    def forget(self, folder: Path) -> None:
        """The folder goes with all that is in it."""


class PostgresDatabases:
    """A database for each folder on one server, from a template, and emptied to be used again: half the time."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self._admin = Database(self._url("postgres"), connections=1)
        self._of: dict[Path, str] = {}
        self._cleaners: dict[str, Database] = {}
        self._free: list[str] = []
        self._made = 0
        self.execute(f"create database {TEMPLATE}")
        migrate(self._url(TEMPLATE))

    def of(self, folder: Path) -> str:
        if folder not in self._of:
            self._of[folder] = self._free.pop() if self._free else self._make()
        return self._url(self._of[folder])

    def bare(self, folder: Path) -> str:
        self._made += 1
        name = f"bare_{self._made}"
        self.execute(f"create database {name}")
        return self._url(name)

    def forget(self, folder: Path) -> None:
        name = self._of.pop(folder)
        empty(self._cleaners[name])
        self._free.append(name)

    def forget_all(self) -> None:
        for folder in list(self._of):
            self.forget(folder)

    def close(self) -> None:
        for database in (self._admin, *self._cleaners.values()):
            database.close()

    def _url(self, name: str) -> str:
        """This server has no TLS, and to ask for it first takes each new connection 12 ms."""
        return f"{self._server.url(name)}?sslmode=disable"

    def _make(self) -> str:
        self._made += 1
        name = f"gateway_{self._made}"
        self.execute(f"create database {name} template {TEMPLATE} strategy file_copy")
        self._cleaners[name] = Database(self._url(name), connections=1)
        return name

    def execute(self, statement: str) -> None:
        with self._admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))


def migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()


def empty(database: Database) -> None:
    """Delete all rows of all tables, in one round trip."""
    deletions = [str(delete(table)) for table in reversed(Base.metadata.sorted_tables)]
    with database.engine.begin() as connection:
        connection.exec_driver_sql("; ".join(deletions))


def _file(path: Path) -> str:
    return f"sqlite:///{path}"

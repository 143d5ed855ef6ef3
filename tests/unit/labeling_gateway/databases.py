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
        self._admin = Database(server.url(), connections=1)
        self._of: dict[Path, str] = {}
        self._free: list[str] = []
        self._made = 0
        self.execute(f"create database {TEMPLATE}")
        migrate(server.url(TEMPLATE))

    def of(self, folder: Path) -> str:
        if folder not in self._of:
            self._of[folder] = self._free.pop() if self._free else self._make()
        return self._server.url(self._of[folder])

    def bare(self, folder: Path) -> str:
        self._made += 1
        name = f"bare_{self._made}"
        self.execute(f"create database {name}")
        return self._server.url(name)

    def forget(self, folder: Path) -> None:
        name = self._of.pop(folder)
        empty(self._server.url(name))
        self._free.append(name)

    def forget_all(self) -> None:
        for folder in list(self._of):
            self.forget(folder)

    def close(self) -> None:
        self._admin.close()

    def _make(self) -> str:
        self._made += 1
        name = f"gateway_{self._made}"
        self.execute(f"create database {name} template {TEMPLATE} strategy file_copy")
        return name

    def execute(self, statement: str) -> None:
        with self._admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))


def migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()


def empty(url: str) -> None:
    """Delete all rows of all tables, in one round trip."""
    deletions = [str(delete(table)) for table in reversed(Base.metadata.sorted_tables)]
    database = Database(url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("; ".join(deletions))
    database.close()


def _file(path: Path) -> str:
    return f"sqlite:///{path}"

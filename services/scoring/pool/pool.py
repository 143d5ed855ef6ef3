"""Opens the pool and holds its transactions. The one folder that imports duckdb."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import duckdb

from recto.runtime.failures import UserError
from services.scoring.pool.answers import Answers
from services.scoring.pool.collections import Collections
from services.scoring.pool.counts import Counts
from services.scoring.pool.cuts import Cuts
from services.scoring.pool.documents import Documents
from services.scoring.pool.inbox import Inbox
from services.scoring.pool.lines import PooledLines
from services.scoring.pool.revisions import Revisions

_LAYOUT = 8
"""Counts up with each change of schema.sql or of what a row means: a pool of another layout is built anew."""
_TABLES = ("built", "collections", "documents", "pages", "lines", "judged", "trainings", "withdrawn", "moved")


class Changes:
    """What a transaction has changed so far."""

    are_discarded = False

    def discard(self) -> None:
        """Let the transaction end as if nothing had been changed."""
        self.are_discarded = True


class Pool:
    """What scoring knows about collections, documents and lines. Used by one thread at a time."""

    def __init__(self, path: Path | None = None, memory: str = "4GB") -> None:
        """Open the pool in `path`, or one in memory. Raises UserError if the file cannot be opened.

        `memory`: what DuckDB may hold of it at a time.
        """
        self._database = _opened(path)
        self._database.execute("set memory_limit = ?", [memory])
        self._database.execute(_schema())
        self._lock = threading.Lock()
        self.collections = Collections(self._database)
        self.documents = Documents(self._database)
        self.lines = PooledLines(self._database)
        self.answers = Answers(self._database)
        self.counts = Counts(self._database)
        self.revisions = Revisions(self._database)
        self.cuts = Cuts(self._database)
        self.inbox = Inbox(self._database)

    @contextmanager
    def transaction(self) -> Iterator[Changes]:
        """All changes within; none if they are discarded or anything is raised."""
        changes = Changes()
        with self._lock:
            self._database.begin()
            try:
                yield changes
            except BaseException:
                self._database.rollback()
                raise
            if changes.are_discarded:
                self._database.rollback()
            else:
                self._database.commit()

    @property
    def is_built(self) -> bool:
        """Whether it holds all that was kept: false if it is new, or if building it broke off."""
        return bool(self._database.execute("select layout from built").fetchall() == [(_LAYOUT,)])

    def clear(self) -> None:
        """Forget everything."""
        for table in _TABLES:
            self._database.execute(f"drop table if exists {table}")
        self._database.execute(_schema())

    def mark_built(self) -> None:
        """It holds all that was kept."""
        self._database.execute("insert into built values (?)", [_LAYOUT])

    def close(self) -> None:
        """Write everything out and let go of the file."""
        self._database.close()


def _opened(path: Path | None) -> duckdb.DuckDBPyConnection:
    if path is None:
        return duckdb.connect(":memory:")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return duckdb.connect(str(path))
    except (OSError, duckdb.Error) as error:
        reason = str(error).splitlines()[0]
        raise UserError(
            f"The pool {path} cannot be opened: {reason}. If no other scoring uses it, delete it: it is built anew."
        ) from error


def _schema() -> str:
    return files(__package__).joinpath("schema.sql").read_text()

"""Opens the pool and holds its transactions. The one folder that imports duckdb."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import duckdb

from services.scoring.pool.collections import Collections
from services.scoring.pool.documents import Documents
from services.scoring.pool.lines import PooledLines


class Changes:
    """What a transaction has changed so far."""

    are_discarded = False

    def discard(self) -> None:
        """Let the transaction end as if nothing had been changed."""
        self.are_discarded = True


class Pool:
    """What scoring knows about collections, documents and lines. Used by one thread at a time."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the pool in `path`, or one in memory."""
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._database = duckdb.connect(str(path) if path else ":memory:")
        self._database.execute(files(__package__).joinpath("schema.sql").read_text())
        self._lock = threading.Lock()
        self.collections = Collections(self._database)
        self.documents = Documents(self._database)
        self.lines = PooledLines(self._database)

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
    def is_empty(self) -> bool:
        """Whether it knows of no collection: new, or lost."""
        return not self.collections.names()

    def close(self) -> None:
        """Write everything out and let go of the file."""
        self._database.close()

"""Lines of the pool as columns: only those that somebody needs, and of many lines a part at a time."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from recto.querying.embeddings import codes
from recto.querying.lines import Column, Lines
from services.scoring.pool.rows import only

_ROWS_AT_ONCE = 1 << 20
"""Of a scan. Some 20 bytes a row are held at a time for a strategy with two columns."""
_SQL: dict[Column, str] = {
    "confidence": "lines.confidence::float",
    "margin": "lines.margin",
    "entropy": "lines.entropy",
    "expected_errors": "lines.expected_errors",
    "disagreement": "lines.disagreement",
    "edit_disagreement": "lines.edit_disagreement",
    "least_confidence": "lines.least_confidence",
    "height": "lines.height",
    "pitch": "lines.pitch",
    "lot": "lines.lot",
    "writer": "coalesce(pages.writer, lines.document_id)",
    "text": "lines.text",
    "doubted": "lines.doubted",
    "embedding": "coalesce(lines.embedding, ''::blob)",
}


class Columns:
    """Loads lines from the pool as the querying library takes them."""

    def __init__(self, database: DuckDBPyConnection) -> None:
        self._database = database

    def where(self, condition: str, parameters: Sequence[object], needs: Iterable[Column]) -> Lines:
        """Lines with a page that fulfil the condition, which may end in an order and a limit."""
        return self._load("lines.line_id", "lines join pages using (page)", condition, parameters, needs)

    def rows(self, rows: NDArray[np.int64], needs: Iterable[Column]) -> Lines:
        """These rows of the table of lines, in the order of their numbers. Valid within one transaction."""
        return self._load(
            "lines.line_id",
            "lines join (select unnest(?::bigint[]) as row) as wanted on lines.rowid = wanted.row"
            " join pages using (page)",
            "true order by lines.rowid",
            [rows],
            needs,
        )

    def scan(self, condition: str, parameters: Sequence[object], needs: Iterable[Column]) -> Iterator[Lines]:
        """Lines that fulfil the condition, in parts; row numbers stand for their ids."""
        needs = tuple(needs)
        row = only(self._database, "select coalesce(max(rowid), -1) from lines", [])
        last = row[0] if row else -1
        for start in range(0, last + 1, _ROWS_AT_ONCE):
            some = f"lines.rowid >= {start} and lines.rowid < {start + _ROWS_AT_ONCE} and {condition}"
            part = self._load("lines.rowid", "lines join pages using (page)", some, parameters, needs)
            if len(part):
                yield part

    def _load(
        self,
        ids: str,
        source: str,
        condition: str,
        parameters: Sequence[object],
        needs: Iterable[Column],
    ) -> Lines:
        wanted = {name: _SQL[name] for name in sorted(needs)}
        chosen = "".join(f", {sql} as {name}" for name, sql in wanted.items())
        found: dict[str, Any] = self._database.execute(
            f"select {ids} as id, lines.page as page, lines.graphemes as graphemes{chosen}"  # noqa: S608
            f" from {source} where {condition}",
            list(parameters),
        ).fetchnumpy()
        return Lines(
            ids=np.asarray(found["id"]),
            pages=np.asarray(found["page"]),
            graphemes=np.asarray(found["graphemes"]),
            columns={name: _column(name, np.asarray(found[name])) for name in wanted},
        )


def _column(name: Column, values: NDArray[Any]) -> NDArray[Any]:
    if name == "embedding":
        return codes([bytes(value) for value in values.tolist()])
    if name == "writer":
        return np.unique(values.astype(str), return_inverse=True)[1]
    return values

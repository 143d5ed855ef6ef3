"""Pages whose lines were drawn anew, in the pool: the newest lines count, the others are gone.

Lines that are gone stay as rows: what was asked of people was spent, and a label that comes late must not bring its
line back.
"""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from schemas.transcripts import PageTranscribed, PageUnreadable
from services.scoring.pool.rows import only

WholePage = PageTranscribed | PageUnreadable


class Revisions:
    """By which of its lines each page counts."""

    def __init__(self, database: DuckDBPyConnection) -> None:
        self._database = database

    def of(self, page_id: str) -> int:
        """The newest revision of a page's lines that was read; 0 of a page that is not known."""
        row = only(self._database, "select revision from pages where page_id = ?", [page_id])
        return int(row[0]) if row else 0

    def advance(self, page: WholePage, arrival: int | None) -> None:
        """The page counts as read by these lines. It has its place among readable pages once it is one."""
        read = page if isinstance(page, PageTranscribed) else None
        self._database.execute(
            "update pages set revision = ?, readings = ?, writer = coalesce(?, writer),"
            " arrival = coalesce(arrival, ?) where page_id = ?",
            [
                *(page.revision, read and read.readings.model_dump_json(), read and read.writer),
                *(arrival, page.page_id),
            ],
        )
        self._database.execute(
            "update documents set is_complete = false, is_touched = true where document_id = ?",
            [page.document_id],
        )

    def keep(self, page_id: str, ids: Sequence[str]) -> list[str]:
        """These are all lines of a page; the others are gone. Those of the others that a person was asked for."""
        self._database.execute(
            "update lines set is_gone = false where is_gone and line_id in (select unnest(?))", [list(ids)]
        )
        gone = self._database.execute(
            "update lines set is_gone = true where page_id = ? and not is_gone"
            " and line_id not in (select unnest(?::varchar[])) returning line_id, state",
            [page_id, list(ids)],
        ).fetchall()
        return sorted(line for line, state in gone if state == "asked")

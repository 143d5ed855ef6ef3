"""Documents in inboxes: those that somebody is to sort, and those that were."""

from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from services.scoring.pool.rows import only


class Unsorted(NamedTuple):
    """A document that nobody was asked about yet, and how far it was read."""

    document_id: str
    pages: int
    read: int
    """Pages that were read, or could not be."""
    readable: int
    ingested_at: datetime


class Inbox:
    """What lies in inboxes, and what does so no longer."""

    def __init__(self, database: DuckDBPyConnection) -> None:
        self._database = database

    def unsorted(self, collection: str) -> list[Unsorted]:
        """Documents of a collection that nobody was asked about, those that came first before the others."""
        rows = self._database.execute(
            """
            select document_id, any_value(d.pages), count(page_id), count(readings), any_value(d.ingested_at)
            from documents d left join pages using (document_id)
            where d.collection = ? and not is_sorting_asked group by document_id order by 5, 1
            """,
            [collection],
        ).fetchall()
        return [Unsorted(*row) for row in rows]

    def asked(self, document_id: str) -> None:
        """Somebody was asked where a document goes; that is done once."""
        self._database.execute(
            "update documents set is_sorting_asked = true where document_id = ?", [document_id]
        )

    def has_moved(self, document_id: str) -> bool:
        """Whether a document was put into a collection, and so is in its inbox no longer."""
        return only(self._database, "select 1 from moved where document_id = ?", [document_id]) is not None

    def move(self, document_id: str) -> list[str]:
        """Forget a document, and never take it in again. Those of its lines that a person was asked for."""
        self._database.execute("insert into moved values (?) on conflict do nothing", [document_id])
        for table in ("documents", "pages"):
            self._database.execute(f"delete from {table} where document_id = ?", [document_id])  # noqa: S608
        gone = self._database.execute(
            "delete from lines where document_id = ? returning line_id, state", [document_id]
        ).fetchall()
        return sorted(line for line, state in gone if state == "asked")

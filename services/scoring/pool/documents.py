"""Documents and pages in the pool: what has come, what is on its way, what is complete."""

from collections.abc import Iterable
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from recto.querying.chance import number
from recto.runtime.tracing import at_hand
from schemas.documents import DocumentIngested
from schemas.transcripts import PageTranscribed, PageUnreadable
from services.scoring.pool.rows import only


@dataclass(frozen=True)
class Tally:
    """The lines of a complete document, by what became of them."""

    document_id: str
    collection: str
    pages: int
    lines: int
    accepted: int
    labelled: int
    declined: int
    revision: int
    """How often lines of its pages were drawn anew."""


class Documents:
    """The pool's tables of documents and pages."""

    def __init__(self, database: DuckDBPyConnection) -> None:
        self._database = database

    def add(self, document: DocumentIngested) -> None:
        """A document came in."""
        self._database.execute(
            "insert into documents (document_id, collection, pages, ingested_at) values (?, ?, ?, ?)"
            " on conflict do nothing",
            [document.document_id, document.collection, document.pages, document.ingested_at],
        )

    def knows_page(self, page_id: str) -> bool:
        """Whether the page was read before."""
        return only(self._database, "select 1 from pages where page_id = ?", [page_id]) is not None

    def pages_of(self, collection: str) -> int:
        """Readable pages so far."""
        sql = "select count(*) from pages where collection = ? and arrival is not null"
        row = only(self._database, sql, [collection])
        return int(row[0]) if row else 0

    def add_page(self, page: PageTranscribed | PageUnreadable, arrival: int | None) -> None:
        """A page was read for the first time, the `arrival`-th of its collection, or could not be read.

        Whatever is said of it later belongs to the trace that this belongs to.
        """
        read = page if isinstance(page, PageTranscribed) else None
        self._database.execute(
            "insert into pages (page_id, page, document_id, collection, number, arrival, writer, readings,"
            " traceparent) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
            [
                *(page.page_id, number(page.page_id), page.document_id, page.collection, page.number),
                *(arrival, read and read.writer, read and read.readings.model_dump_json(), at_hand()),
            ],
        )

    def traces(self, page_ids: Iterable[str]) -> dict[str, str | None]:
        """The traces that these pages belong to."""
        rows = self._database.execute(
            "select page_id, traceparent from pages where page_id in (select unnest(?))", [list(page_ids)]
        )
        return dict(rows.fetchall())

    def undrawn(self, collection: str) -> list[tuple[str, int]]:
        """Readable pages of which it is not known yet whether they are held out, with their arrivals."""
        found: list[tuple[str, int]] = self._database.execute(
            "select page_id, arrival from pages"
            " where collection = ? and arrival is not null and is_held_out is null order by arrival",
            [collection],
        ).fetchall()
        return found

    def undrawn_page(self, page_id: str) -> int | None:
        """The page's arrival, if it is one of those."""
        row = only(
            self._database, "select arrival from pages where page_id = ? and is_held_out is null", [page_id]
        )
        return row[0] if row else None

    def draw(self, page_id: str, *, is_held_out: bool) -> None:
        """Settle whether a page is held out."""
        self._database.execute("update pages set is_held_out = ? where page_id = ?", [is_held_out, page_id])

    def pages_under_way(self, collection: str) -> int:
        """Pages of known documents that were not read yet."""
        row = only(
            self._database,
            "select (select coalesce(sum(pages), 0) from documents where collection = $1)"
            " - (select count(*) from pages semi join documents using (document_id) where pages.collection = $1)",
            [collection],
        )
        return int(row[0]) if row else 0

    def touch(self, *document_ids: str) -> None:
        """Lines of the documents changed: look at their completeness again."""
        self._database.execute(
            "update documents set is_touched = true where document_id in (select unnest(?)) and not is_touched",
            [list(document_ids)],
        )

    def complete(self, *document_ids: str) -> None:
        """It was said of these that they are complete: that is said once."""
        self._database.execute(
            "update documents set is_complete = true where document_id in (select unnest(?))",
            [list(document_ids)],
        )

    def take_completed(self) -> list[Tally]:
        """Documents that have become complete: all pages read, and no line open or asked.

        None in an inbox, and so none of a collection whose settings are still to come: it may be one.
        """
        rows = self._database.execute(
            """
            with touched as (
                select d.* from documents d join collections on name = d.collection
                where d.is_touched and not is_complete and version > 0 and not is_inbox),
            read as (
                select document_id, count(*) n, sum(revision) revision
                from pages semi join touched using (document_id) group by 1),
            counted as (
                select document_id, count(*) n,
                    count(*) filter (state = 'accepted') accepted,
                    count(*) filter (state = 'labelled') labelled,
                    count(*) filter (state = 'declined') declined
                from lines semi join touched using (document_id) where not is_gone group by 1)
            select d.document_id, d.collection, d.pages, coalesce(c.n, 0), coalesce(c.accepted, 0),
                coalesce(c.labelled, 0), coalesce(c.declined, 0), read.revision
            from touched d join read using (document_id) left join counted c using (document_id)
            where read.n = d.pages and coalesce(c.n, 0) = coalesce(c.accepted + c.labelled + c.declined, 0)
            """
        ).fetchall()
        tallies = [Tally(*row) for row in rows]
        self._database.execute(
            "update documents set is_touched = false"
            " where is_touched and collection in (select name from collections where version > 0)"
        )
        self.complete(*(tally.document_id for tally in tallies))
        return tallies

"""How well the lines of pages seem to be cut: evidence from each page's first readings, and who was asked to draw."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from recto.documents.overlaps import overlap
from schemas.readings import LineReading
from schemas.transcripts import PageTranscribed
from services.scoring.pool.rows import only


class Limits(NamedTuple):
    """Where a cut becomes doubtful."""

    overlap: float
    """This share of what a page's lines cover is covered twice."""
    typical: float
    """This fraction of the confidence that is usual of pages read by the same model."""
    peers: int
    """So many pages must that model have read, for anything to be usual."""


class Doubtful(NamedTuple):
    """A page whose lines may be cut wrongly, with its evidence."""

    page_id: str
    document_id: str
    number: int
    has_lines: bool
    overlap: float
    typical: float
    usual: float


_DOUBTFUL = """
    with every as (
        select *, quantile_cont(typical, 0.5) over model as usual, count(typical) over model as peers
        from pages where collection = ? window model as (partition by read_by))
    select page_id, document_id, number, readings is not null, coalesce(overlap, 0), coalesce(typical, 0),
        coalesce(usual, 0)
    from every
    where revision = 0 and not is_drawing_asked
        and (readings is null or overlap > ? or (peers >= ? and typical < ? * usual))
    order by readings is null desc, overlap - typical / greatest(usual, 0.01) desc, page_id limit ?
"""


class Cuts:
    """What the pool's table of pages says of how they are cut."""

    def __init__(self, database: DuckDBPyConnection) -> None:
        self._database = database

    def note(self, page: PageTranscribed, lines: Sequence[LineReading]) -> None:
        """Keep what the readings of a whole page tell of its cut. A line read as nothing counts as not read at all."""
        sure = [line.reading.evidence.confidence if line.reading.text else 0.0 for line in lines]
        self._database.execute(
            "update pages set read_by = ?, typical = ?, overlap = ? where page_id = ?",
            [page.model_version, median(sure), overlap([line.line.polygon for line in lines]), page.page_id],
        )

    def room(self, collection: str, share: float) -> int:
        """How many more pages of a collection may be asked about, if it is this share of them at most."""
        row = only(
            self._database,
            "select floor(count(*) * ?::double + 1e-9)::int - count(*) filter (is_drawing_asked)"
            " from pages where collection = ?",
            [share, collection],
        )
        return max(0, int(row[0])) if row else 0

    def doubtful(self, collection: str, limits: Limits, most: int) -> list[Doubtful]:
        """Pages that nobody has drawn or was asked to draw and that may need it, those that need it most first."""
        rows = self._database.execute(
            _DOUBTFUL, [collection, limits.overlap, limits.peers, limits.typical, most]
        ).fetchall()
        return [Doubtful(*row) for row in rows]

    def asked(self, page_id: str) -> None:
        """Somebody was asked to draw the lines of a page; that is done once."""
        self._database.execute("update pages set is_drawing_asked = true where page_id = ?", [page_id])

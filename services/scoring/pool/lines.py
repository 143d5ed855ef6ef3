"""Lines in the pool: their newest reading's evidence, and what became of them."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from recto.querying.lines import Column, Lines
from schemas.blobs import BlobRef
from schemas.labels import LabelAccepted, LabelDeclined
from schemas.readings import LineReading
from schemas.tasks import Purpose
from schemas.transcripts import PageTranscribed
from services.scoring.pool.columns import Columns
from services.scoring.pool.line_rows import (
    COLUMNS,
    POOLED,
    UPSERT,
    PooledLine,
    Waiting,
    pooled,
    row_of,
    within_page,
)
from services.scoring.pool.rows import by_column, only

_OPEN = (
    "lines.collection = ? and state = 'open' and not is_gone and purpose is null and model_version is not null"
    " and is_held_out = ?"
)
"""Lines that may be asked for. A line has one task of a kind: one that was asked for and is open again is not asked
for twice."""


_AGAIN = "state = case when purpose is null then 'open' else 'asked' end"


class PooledLines:
    """The pool's table of lines."""

    def __init__(self, database: DuckDBPyConnection) -> None:
        self._database = database
        self._columns = Columns(database)

    def put(self, page: PageTranscribed, readings: Iterable[LineReading]) -> None:
        """Take readings; those of an older generation than is known change nothing."""
        rows = [row_of(page, reading) for reading in readings]
        if rows:
            self._database.execute(UPSERT, by_column(rows, COLUMNS))

    def open(self, collection: str, needs: Iterable[Column], *, held_out: bool) -> Iterator[Lines]:
        """Lines that may be asked for, on held-out pages or on the others, in parts; ids are row numbers."""
        return self._columns.scan(_OPEN, [collection, held_out], needs)

    def candidates(self, rows: NDArray[np.int64], needs: Iterable[Column]) -> Lines:
        """Lines by row number, as `open` has named them in this transaction."""
        return self._columns.rows(rows, needs)

    def readable(
        self,
        collection: str,
        generation: int,
        confidence: float,
        needs: Iterable[Column],
        *,
        held_out: Sequence[bool],
    ) -> Iterator[Lines]:
        """Open lines that the champion of this generation read, in parts; ids are row numbers."""
        return self._columns.scan(
            "lines.collection = ? and state = 'open' and not is_gone and confidence >= ? and generation >= ?"
            " and graphemes > 0 and list_contains(?, is_held_out)",
            [collection, confidence, generation, list(held_out)],
            needs,
        )

    def arrived(
        self, collection: str, generation: int, arrivals: int, limit: int, needs: Iterable[Column]
    ) -> Lines:
        """At most so many lines, drawn by lot, of pages that came after the first `arrivals`, read by this champion."""
        return self._columns.where(
            "lines.collection = ? and not is_gone and generation >= ? and arrival >= ? and is_held_out = false"
            " order by lot, line_id limit ?",
            [collection, generation, arrivals, limit],
            needs,
        )

    def of(self, ids: Sequence[str], needs: Iterable[Column]) -> Lines:
        """These lines, as columns."""
        return self._columns.where("lines.line_id in (select unnest(?)) order by line_id", [list(ids)], needs)

    def asked_on(self, page_id: str, generation: int, needs: Iterable[Column]) -> Lines:
        """Lines of a page that wait for a person, as read by `generation`."""
        return self._columns.where(
            "lines.page_id = ? and state = 'asked' and not is_gone and generation = ? order by line_id",
            [page_id, generation],
            needs,
        )

    def get(self, ids: Sequence[str]) -> list[PooledLine]:
        """These lines, in this order."""
        if not ids:
            return []
        found = self._database.execute(
            f"select {POOLED} from lines where line_id in (select unnest(?))",  # noqa: S608
            [list(ids)],
        ).fetchall()
        lines = {row[0]: pooled(row) for row in found}
        return [lines[name] for name in ids]

    def ask(self, ids: Sequence[str], purpose: Purpose, reach: float | None = None) -> None:
        """These lines become tasks, if nothing else has become of them; an audit's with the threshold in force."""
        self._set(ids, "state = 'asked', purpose = ?, reach = ?", [purpose.value, reach])

    def accept(self, ids: Sequence[str]) -> None:
        """These lines are taken as they were read, if nothing else has become of them."""
        self._set(ids, "state = 'accepted'", [])

    def label(self, label: LabelAccepted) -> None:
        """The line has a text, perhaps before its first reading arrived. The newest label that stands counts.

        Only a label that answers a task says what was asked: imported ones were never asked for.
        """
        purpose = label.purpose.value if label.task_id else None
        withdrawn = "select 1 from withdrawn where label_id = ?"
        if only(self._database, withdrawn, [label.label_id]) is None:
            self._settle(label, "labelled", purpose, label)

    def decline(self, answer: LabelDeclined) -> None:
        """A person found no text in the line. A label, if there is one, counts all the same."""
        self._settle(answer, "declined", None, None)

    def withdraw(self, label_id: str, line: str) -> str | None:
        """The label counts no longer. The page of the line if it is open again, None if another label stands.

        A line that had a task has it again: people are asked for it.
        """
        self._database.execute("insert into withdrawn values (?) on conflict do nothing", [label_id])
        row = only(
            self._database,
            f"update lines set {_AGAIN}, label_id = null, labelled_at = null, truth = null"  # noqa: S608
            " where line_id = ? and label_id = ? returning page_id",
            [line, label_id],
        )
        return str(row[0]) if row else None

    def withdraw_decline(self, line: str) -> str | None:
        """The decline counts no longer. The page of the line if that opens it again."""
        row = only(
            self._database,
            f"update lines set {_AGAIN} where line_id = ? and state = 'declined' returning page_id",  # noqa: S608
            [line],
        )
        return str(row[0]) if row else None

    def waiting(self, collection: str, generation: int, page_id: str | None = None) -> list[Waiting]:
        """By page, what waits and was read by an older generation."""
        if generation <= 0:  # the base is the first: every page asks this while nothing else has read
            return []
        rows = self._database.execute(
            """
            select p.page_id, p.document_id, p.number, p.revision, p.readings, list(l.line_id order by l.line_id)
            from lines l join pages p using (page_id)
            where l.collection = $1 and l.state in ('open', 'asked') and not l.is_gone
                and l.generation between 0 and $2 - 1 and p.readings is not null and ($3 is null or p.page_id = $3)
            group by all order by p.page_id
            """,
            [collection, generation, page_id],
        ).fetchall()
        return [
            Waiting(
                page,
                document,
                number,
                revision,
                BlobRef.model_validate_json(ref),
                tuple(within_page(name) for name in ids),
            )
            for page, document, number, revision, ref, ids in rows
        ]

    def is_waiting(self, collection: str, generation: int) -> bool:
        """Whether anything waits that was read by an older generation."""
        row = only(
            self._database,
            "select 1 from lines where collection = ? and state in ('open', 'asked') and not is_gone"
            " and generation between 0 and ? - 1 limit 1",
            [collection, generation],
        )
        return row is not None

    def _settle(
        self,
        answer: LabelAccepted | LabelDeclined,
        state: str,
        purpose: str | None,
        label: LabelAccepted | None,
    ) -> None:
        said = _said(label) if label else (None,) * 4
        self._database.execute(
            "insert into lines (line_id, page_id, document_id, collection, state, purpose, label_id, labelled_at,"
            " truth, seconds, generation, is_gone) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, -1,"
            " exists (select 1 from pages where page_id = ? and revision > 0))"
            " on conflict (line_id) do update set state = excluded.state, label_id = excluded.label_id,"
            " labelled_at = excluded.labelled_at, truth = excluded.truth, seconds = excluded.seconds,"
            " purpose = coalesce(lines.purpose, excluded.purpose)"
            " where lines.labelled_at is null or excluded.labelled_at >= lines.labelled_at",
            [
                *(answer.line_id, answer.page_id, answer.document_id, answer.collection, state, purpose),
                *(*said, answer.page_id),
            ],
        )

    def _set(self, ids: Sequence[str], assignment: str, parameters: list[object]) -> None:
        self._database.execute(
            f"update lines set {assignment} where state = 'open' and line_id in (select unnest(?))",  # noqa: S608
            [*parameters, list(ids)],
        )


def _said(label: LabelAccepted) -> tuple[object, ...]:
    """What a label says of its line. A text of which a part is missing is no truth to count errors by."""
    return label.label_id, label.accepted_at, None if label.is_partial else label.text, label.seconds

"""Lines in the pool: their newest reading's evidence, and what became of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection

from recto.querying.lines import Lines
from schemas.blobs import BlobRef
from schemas.labels import LabelAccepted, LabelDeclined
from schemas.readings import LineReading
from schemas.tasks import Purpose
from schemas.transcripts import PageTranscribed
from services.scoring.pool.line_rows import POOLED, UPSERT, PooledLine, Waiting, pooled, row_of, within_page
from services.scoring.pool.rows import as_json, only

_NUMBERS = ("confidence", "margin", "entropy", "expected_errors")
_EVIDENCE = (
    f"select line_id, pages.rowid as page, graphemes, {', '.join(_NUMBERS)}"  # noqa: S608
    " from lines join pages using (page_id)"
)


class PooledLines:
    """The pool's table of lines."""

    def __init__(self, database: DuckDBPyConnection) -> None:
        self._database = database

    def put(self, page: PageTranscribed, readings: Iterable[LineReading]) -> None:
        """Take readings; those of an older generation than is known change nothing."""
        rows = [row_of(page, reading) for reading in readings]
        if rows:
            self._database.execute(UPSERT, [as_json(rows)])

    def open(self, collection: str, *, held_out: bool) -> Lines:
        """Lines that may be asked for, on held-out pages or on the others.

        A line has one task of a kind: one that was asked for and is open again is not asked for twice.
        """
        return self._columns(
            "lines.collection = ? and state = 'open' and purpose is null and model_version is not null"
            " and is_held_out = ? order by line_id",
            [collection, held_out],
        )

    def sure(
        self, collection: str, generation: int, confidence: float, *, held_out: Sequence[bool], limit: int
    ) -> Lines:
        """At most `limit` open lines that the champion of this generation read with at least this confidence."""
        return self._columns(
            "lines.collection = ? and state = 'open' and confidence >= ? and generation >= ? and graphemes > 0"
            " and list_contains(?, is_held_out) order by line_id limit ?",
            [collection, confidence, generation, list(held_out), limit],
        )

    def asked_on(self, page_id: str, generation: int) -> Lines:
        """Lines of a page that wait for a person, as read by `generation`."""
        return self._columns(
            "page_id = ? and state = 'asked' and generation = ? order by line_id", [page_id, generation]
        )

    def get(self, ids: Sequence[str]) -> list[PooledLine]:
        """These lines, in this order."""
        found = self._database.execute(
            f"select {POOLED} from lines where line_id in (select unnest(?))",  # noqa: S608
            [list(ids)],
        ).fetchall()
        lines = {row[0]: pooled(row) for row in found}
        return [lines[name] for name in ids]

    def ask(self, ids: Sequence[str], purpose: Purpose) -> None:
        """These lines become tasks, if nothing else has become of them."""
        self._set(ids, "state = 'asked', purpose = ?", [purpose.value])

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
            self._settle(label, "labelled", purpose, label.label_id, label.accepted_at)

    def decline(self, answer: LabelDeclined) -> None:
        """A person found no text in the line. A label, if there is one, counts all the same."""
        self._settle(answer, "declined", None, None, None)

    def withdraw(self, label_id: str, line: str) -> str | None:
        """The label counts no longer. The page of the line if it is open again, None if another label stands."""
        self._database.execute("insert into withdrawn values (?) on conflict do nothing", [label_id])
        row = only(
            self._database,
            "update lines set state = 'open', label_id = null, labelled_at = null"
            " where line_id = ? and label_id = ? returning page_id",
            [line, label_id],
        )
        return str(row[0]) if row else None

    def waiting(self, collection: str, generation: int, page_id: str | None = None) -> list[Waiting]:
        """By page, what waits and was read by an older generation."""
        rows = self._database.execute(
            """
            select p.page_id, p.document_id, p.number, p.readings, list(l.line_id order by l.line_id)
            from lines l join pages p using (page_id)
            where l.collection = $1 and l.state in ('open', 'asked') and l.generation between 0 and $2 - 1
                and p.readings is not null and ($3 is null or p.page_id = $3)
            group by all order by p.page_id
            """,
            [collection, generation, page_id],
        ).fetchall()
        return [
            Waiting(
                page, document, number, BlobRef.model_validate_json(ref), tuple(within_page(i) for i in ids)
            )
            for page, document, number, ref, ids in rows
        ]

    def is_waiting(self, collection: str, generation: int) -> bool:
        """Whether anything waits that was read by an older generation."""
        row = only(
            self._database,
            "select 1 from lines where collection = ? and state in ('open', 'asked')"
            " and generation between 0 and ? - 1 limit 1",
            [collection, generation],
        )
        return row is not None

    def counts(self, collection: str) -> dict[str, int]:
        """Lines by state."""
        return dict(
            self._database.execute(
                "select state, count(*) from lines where collection = ? group by 1", [collection]
            ).fetchall()
        )

    def round_counts(self, collection: str) -> tuple[int, int, int, int]:
        """Training lines asked and not answered; labels since the last verdict; lines asked in all; held-out ones."""
        row = only(
            self._database,
            """
            select count(*) filter (state = 'asked' and purpose = 'training'),
                count(*) filter (state = 'labelled' and purpose is distinct from 'held-out'
                    and labelled_at > coalesce(c.judged_at, '-infinity')),
                count(*) filter (purpose is not null),
                count(*) filter (purpose = 'held-out')
            from lines l join collections c on c.name = l.collection where l.collection = ?
            """,
            [collection],
        )
        return row or (0, 0, 0, 0)

    def _settle(
        self,
        answer: LabelAccepted | LabelDeclined,
        state: str,
        purpose: str | None,
        label_id: str | None,
        at: datetime | None,
    ) -> None:
        self._database.execute(
            "insert into lines (line_id, page_id, document_id, collection, state, purpose, label_id, labelled_at,"
            " generation) values (?, ?, ?, ?, ?, ?, ?, ?, -1)"
            " on conflict (line_id) do update set state = excluded.state, label_id = excluded.label_id,"
            " labelled_at = excluded.labelled_at, purpose = coalesce(lines.purpose, excluded.purpose)"
            " where lines.labelled_at is null or excluded.labelled_at >= lines.labelled_at",
            [
                *(answer.line_id, answer.page_id, answer.document_id, answer.collection),
                *(state, purpose, label_id, at),
            ],
        )

    def _set(self, ids: Sequence[str], assignment: str, parameters: list[object]) -> None:
        self._database.execute(
            f"update lines set {assignment} where state = 'open' and line_id in (select unnest(?))",  # noqa: S608
            [*parameters, list(ids)],
        )

    def _columns(self, condition: str, parameters: Sequence[object]) -> Lines:
        found: dict[str, Any] = self._database.execute(
            f"{_EVIDENCE} where {condition}", list(parameters)
        ).fetchnumpy()
        return Lines(
            ids=found["line_id"].astype(np.object_),
            pages=found["page"].astype(np.int64),
            graphemes=found["graphemes"].astype(np.int64),
            **{name: found[name].astype(np.float64) for name in _NUMBERS},
        )

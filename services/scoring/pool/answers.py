"""What answers have shown, in the pool: held-out lines as the champion read them, audits, and the learning curve."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from duckdb import DuckDBPyConnection

from recto.querying.bounds import Found
from recto.querying.chance import number
from recto.querying.deriving import Answered, Audits
from recto.querying.embeddings import Codes, codes
from recto.querying.forecast import Round
from recto.querying.lines import Column, Lines
from recto.querying.predictor import FEATURES
from recto.recognition.measures import edits, graphemes
from schemas.held_out import HeldOutReading, ReadingNumbers
from services.scoring.pool.columns import Columns
from services.scoring.pool.evidence import EVIDENCE, evidence_row
from services.scoring.pool.rows import by_column, only, unnested

_MOST_TEXTS = 20_000
_MOST_ANSWERS = 500
_JUDGED = {
    "collection": "VARCHAR",
    "line_id": "VARCHAR",
    "page": "BIGINT",
    "errors": "INTEGER",
    "length": "INTEGER",
    **EVIDENCE,
    "least_confidence": "FLOAT",
    "graphemes": "INTEGER",
}
_INSERT_JUDGED = f"insert into judged ({', '.join(_JUDGED)}) select * from {unnested(_JUDGED)}"  # noqa: S608


class Judged(NamedTuple):
    """A held-out line with the champion's text and numbers."""

    line: HeldOutReading
    text: str
    numbers: ReadingNumbers


class Answers:
    """The pool's tables of judged lines and trainings, and labelled lines as answers."""

    def __init__(self, database: DuckDBPyConnection) -> None:
        self._database = database
        self._columns = Columns(database)

    def judge(self, collection: str, read: Sequence[Judged]) -> None:
        """These are all held-out lines, with the champion's text and numbers, in place of earlier ones."""
        self._database.execute("delete from judged where collection = ?", [collection])
        rows = [_judged_row(collection, each) for each in read]
        self._database.execute(_INSERT_JUDGED, by_column(rows, _JUDGED))

    def judged(self, collection: str) -> Answered:
        """Held-out lines as the champion read them at the last verdict."""
        names: tuple[Column, ...] = (*FEATURES, "height", "pitch")
        found: dict[str, Any] = self._database.execute(
            f"select line_id, j.page as page, j.graphemes as graphemes, errors, length, j.embedding as embedding,"  # noqa: S608
            f" {', '.join(f'j.{name} as {name}' for name in FEATURES)},"
            " coalesce(l.height, 0) as height, coalesce(l.pitch, 0) as pitch"
            " from judged j left join lines l using (line_id) where j.collection = ? order by line_id",
            [collection],
        ).fetchnumpy()
        columns = {name: np.asarray(found[name]) for name in names}
        columns["embedding"] = codes([bytes(pack) for pack in np.asarray(found["embedding"]).tolist()])
        ids, pages, length = (np.asarray(found[name]) for name in ("line_id", "page", "graphemes"))
        lines = Lines(ids, pages, length, columns)
        return Answered(lines, Found(_floats(found["errors"]), _floats(found["length"]), lines.pages))

    def audited(self, collection: str, generation: int) -> Audits:
        """Answered audits of readings by this generation."""
        of_these = (
            "lines.collection = ? and state = 'labelled' and not is_gone and purpose = 'audit' and generation = ?"
            " and reach is not null and truth is not null order by line_id"
        )
        lines = self._columns.where(of_these, [collection, generation], (*FEATURES, "text"))
        rows = self._database.execute(
            f"select truth, reach from lines join pages using (page) where {of_these}",  # noqa: S608
            [collection, generation],
        ).fetchall()
        found = _found(lines, [truth for truth, _ in rows])
        return Audits(Answered(lines, found), np.array([reach for _, reach in rows], np.float64))

    def audits(self, collection: str, generation: int) -> int:
        """How many of them there are."""
        row = only(
            self._database,
            "select count(*) from lines where collection = ? and state = 'labelled' and purpose = 'audit'"
            " and not is_gone and generation = ? and reach is not null and truth is not null",
            [collection, generation],
        )
        return int(row[0]) if row else 0

    def latest(self, collection: str) -> Answered:
        """The last lines that were read before they were answered, as read then."""
        of_these = (
            "lines.collection = ? and state = 'labelled' and not is_gone and model_version is not null"
            f" and truth is not null order by labelled_at desc, line_id limit {_MOST_ANSWERS}"
        )
        lines = self._columns.where(of_these, [collection], ("text", "expected_errors"))
        truths = self._database.execute(
            f"select truth from lines join pages using (page) where {of_these}",  # noqa: S608
            [collection],
        ).fetchall()
        return Answered(lines, _found(lines, [truth for (truth,) in truths]))

    def characters(self, collection: str) -> Counter[str]:
        """How often each character stands in labels."""
        rows = self._database.execute(
            "select truth from lines where collection = ? and state = 'labelled' and not is_gone and truth is not null"
            " order by lot, line_id limit ?",
            [collection, _MOST_TEXTS],
        ).fetchall()
        counted: Counter[str] = Counter()
        for (truth,) in rows:
            counted.update(truth)
        return counted

    def covered(self, collection: str, limit: int) -> Codes:
        """Embeddings of lines that are labelled or being asked about, at most so many, drawn by lot."""
        rows = self._database.execute(
            "select embedding from lines where collection = ? and embedding is not null and not is_gone"
            " and (state = 'asked' or (state = 'labelled' and purpose is distinct from 'held-out'))"
            " order by lot, line_id limit ?",
            [collection, limit],
        ).fetchall()
        return codes([pack for (pack,) in rows])

    def trained(self, collection: str, number_: int, labels: int, cer: float) -> None:
        """Training `number_` learned from so many labels and reached this CER on held-out lines."""
        self._database.execute(
            "insert into trainings values (?, ?, ?, ?) on conflict do nothing",
            [collection, number_, labels, cer],
        )

    def trainings(self, collection: str) -> list[Round]:
        """The learning curve."""
        rows = self._database.execute(
            "select labels, cer from trainings where collection = ? order by round", [collection]
        ).fetchall()
        return [Round(labels, cer) for labels, cer in rows]


def _judged_row(collection: str, judged: Judged) -> dict[str, Any]:
    line, text, numbers = judged
    return {
        "collection": collection,
        "line_id": line.line_id,
        "page": number(line.page_id),
        "errors": edits(text, line.truth),
        "length": len(graphemes(line.truth)),
        **evidence_row(numbers.evidence),
        "least_confidence": numbers.least_confidence,
        "graphemes": numbers.graphemes,
    }


def _found(lines: Lines, truths: Sequence[str]) -> Found:
    texts = lines["text"].tolist()
    errors = [edits(text, truth) for text, truth in zip(texts, truths, strict=True)]
    return Found(_floats(errors), _floats([len(graphemes(truth)) for truth in truths]), lines.pages)


def _floats(values: Any) -> np.ndarray:
    return np.asarray(values, np.float64)

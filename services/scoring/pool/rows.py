"""Many rows in one statement, and one row as an object: DuckDB is slow at single rows by the thousand."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from duckdb import DuckDBPyConnection


def unnested(types: Mapping[str, str]) -> str:
    """SQL for a table `new` of the rows that come as one JSON parameter."""
    shape = json.dumps([dict(types)])
    return f"(select unnest(from_json(?, '{shape}'), recursive := true)) as new"


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """The parameter for `unnested`."""
    return json.dumps(rows, ensure_ascii=False)


def only(database: DuckDBPyConnection, sql: str, parameters: Sequence[object]) -> tuple[Any, ...] | None:
    """The one row of an answer, or None."""
    row: tuple[Any, ...] | None = database.execute(sql, list(parameters)).fetchone()
    return row

"""Many rows in one statement, and one row as an object: DuckDB is slow at single rows by the thousand."""

from collections.abc import Mapping, Sequence
from typing import Any

from duckdb import DuckDBPyConnection


def unnested(types: Mapping[str, str]) -> str:
    """SQL for a table `new` of rows that come as `by_column` gives them. From JSON it would take twice as long."""
    columns = ", ".join(f"unnest(?::{kind}[]) as {name}" for name, kind in types.items())
    return f"(select {columns}) as new"


def by_column(rows: Sequence[Mapping[str, Any]], types: Mapping[str, str]) -> list[list[Any]]:
    """The parameters for `unnested`: a list of each column's values."""
    return [[row[name] for row in rows] for name in types]


def only(database: DuckDBPyConnection, sql: str, parameters: Sequence[object]) -> tuple[Any, ...] | None:
    """The one row of an answer, or None."""
    row: tuple[Any, ...] | None = database.execute(sql, list(parameters)).fetchone()
    return row

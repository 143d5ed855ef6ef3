"""`recto bench select`: the next batch from a pool of millions, in seconds and bytes."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from recto.cli.bench.answers import Json, answer, progress, strategy_names, table_console


def select(
    lines: Annotated[int, typer.Option(min=1, help="Open lines in the pool.")] = 10_000_000,
    *,
    strategy: Annotated[str, typer.Option(help="Who chooses.")] = "recto",
    batch: Annotated[int, typer.Option(min=1, help="Lines in the batch.")] = 500,
    pool_memory: Annotated[str, typer.Option(help="What DuckDB may hold, as RECTO_POOL_MEMORY.")] = "4GB",
    pool: Annotated[
        Path | None, typer.Option(help="Keep the pool here; one that is here already is taken.")
    ] = None,
    json: Json = None,
) -> None:
    """Make a pool of drawn evidence on disk, 250 bytes a line, and choose from it as scoring does."""
    from recto.benchmarks.selecting import Question  # noqa: PLC0415  this loads DuckDB
    from recto.benchmarks.selecting import select as measure  # noqa: PLC0415

    [name] = strategy_names(strategy)
    with progress() as tell:
        figures = measure(Question(lines, name, batch, pool_memory), tell, pool)
    answer(figures, json)
    table = Table(title=f"{lines:,} lines, by {name}", box=None, show_header=False)
    table.add_row("seconds", f"{figures['seconds']:.2f}")
    table.add_row("memory at its peak, GiB", f"{figures['peak_rss_bytes'] / 2**30:.2f}")
    table_console(json).print(table)

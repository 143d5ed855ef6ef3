"""`recto bench queue`: how long people wait for the next line when many of them work at one queue."""

import signal
from typing import Annotated, Any

import typer
from rich.table import Table

from recto.cli.bench.answers import Json, Seed, answer, progress, table_console

_NAMES = {
    "next_line": "next line on screen after Enter",
    "lease": "lease",
    "answer": "answer",
    "image": "line image",
    "heartbeat": "heartbeat",
}


def queue(
    *,
    annotators: Annotated[int, typer.Option(min=1, help="People at work.")] = 200,
    tasks: Annotated[int, typer.Option(min=1, help="Lines that wait for them.")] = 100_000,
    think: Annotated[
        float,
        typer.Option(min=0, help="Seconds that a line takes, median; 0: as fast as the gateway lets them."),
    ] = 6.0,
    seconds: Annotated[float, typer.Option(min=1, help="How long it is measured, once warm.")] = 60.0,
    database: Annotated[
        str | None,
        typer.Option(help="URL of an empty one, as RECTO_DATABASE_URL; else PostgreSQL is started."),
    ] = None,
    seed: Seed = 0,
    json: Json = None,
) -> None:
    """Have simulated annotators lease ahead and answer, and prove that no line was given twice and no answer lost."""
    from recto.benchmarks.queue.measuring import Question  # noqa: PLC0415  these load torch
    from recto.benchmarks.queue.measuring import queue as measure  # noqa: PLC0415

    # SIGTERM as Ctrl-C: both end the gateway and PostgreSQL, and leave nothing behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    asked = Question(annotators, tasks, think, seconds, seed=seed)
    with progress() as tell:
        figures = measure(database, asked, tell)
    answer(figures, json)
    table_console(json).print(_table(figures))


def _table(figures: dict[str, Any]) -> Table:
    title = f"{figures['annotators']} people, {figures['lines_per_second']:.0f} lines a second, {figures['database']}"
    table = Table(title=title, box=None)
    for column in ("milliseconds", "median", "95 %", "99 %", "longest", "requests"):
        table.add_column(column, justify="left" if column == "milliseconds" else "right")
    for what, name in _NAMES.items():
        if what in figures["milliseconds"]:
            took = figures["milliseconds"][what]
            times = (f"{took[each]:.1f}" for each in ("median", "p95", "p99", "longest"))
            table.add_row(name, *times, f"{took['requests']:,}")
    return table

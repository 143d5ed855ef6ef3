"""`recto bench pipeline`: how much of a plain loop's speed is left once a whole system stands around the reader."""

import signal
from typing import Annotated, Any

import typer
from rich.table import Table

from recto.cli.bench.answers import Data, Json, Seed, answer, progress, table_console


def pipeline(
    data: Data,
    *,
    pages: Annotated[int, typer.Option(min=1, help="Pages a run, of 30 lines where they are composed.")] = 80,
    runs: Annotated[int, typer.Option(min=1, help="Runs through the pipeline.")] = 2,
    single_pages: Annotated[int, typer.Option(min=1, help="Pages handed in one by one, for latencies.")] = 12,
    seed: Seed = 0,
    json: Json = None,
) -> None:
    """Send pages through a stack of its own and compare with a plain loop; --data may hold scans with layouts too."""
    from recto.benchmarks.pipeline.measuring import Question  # noqa: PLC0415  these load torch
    from recto.benchmarks.pipeline.measuring import pipeline as measure  # noqa: PLC0415

    # SIGTERM as Ctrl-C: both end the stack, and leave nothing behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with progress() as tell:
        figures = measure(data, Question(pages, runs, single_pages, seed), tell)
    answer(figures, json)
    table_console(json).print(_table(figures))


def _table(figures: dict[str, Any]) -> Table:
    cpu, latencies = figures["cpu_milliseconds_per_line"], figures["latency_seconds"]
    table = Table(title=f"{figures['data']}: {figures['lines']} lines a run", box=None, show_header=False)
    rows = {
        "ratio": f"{figures['ratio']:.2f}",
        "pipeline, lines a second": f"{figures['lines_per_second']:.0f}",
        "plain loop, lines a second": f"{figures['loop_lines_per_second']:.0f}",
        "processor, ms a line": f"{cpu['pipeline']['all']:.1f}, of them inference {cpu['pipeline']['inference']:.1f};"
        f" plain loop {cpu['loop']:.1f}",
    }
    for name, value in rows.items():
        table.add_row(name, value)
    for stage, seconds in latencies.items():
        table.add_row(f"single page {stage}, s", f"{seconds['median']:.2f} (95 %: {seconds['p95']:.2f})")
    return table

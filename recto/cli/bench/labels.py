"""`recto bench labels`: what each strategy's labels cost and bring, and how much of random's budget it needs."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from recto.cli.bench.answers import Data, Threads, progress, strategy_names, table_console
from recto.runtime.failures import UserError

_COLUMNS = ("lines", "characters", "edits", "CER")


def labels(
    data: Data,
    json: Annotated[Path, typer.Option(help="Keep the curves here; a run that was stopped goes on from it.")],
    *,
    strategies: Annotated[
        str, typer.Option(help="Compared over all seeds, separated by commas.")
    ] = "recto,random",
    once: Annotated[
        str, typer.Option(help="Strategies of which one seed is enough.")
    ] = "uncertainty,margin,entropy,committee-vote-entropy,committee-edit-distance",
    seeds: Annotated[int, typer.Option(min=1, help="Seeds of each strategy that is compared.")] = 3,
    budgets: Annotated[
        str, typer.Option(help="Lines of mean length keyed after each round.")
    ] = "25,50,100,200",
    self_training: Annotated[
        bool, typer.Option(help="Learn from the pool's unlabelled lines too: several times as long.")
    ] = False,
    base: Annotated[str, typer.Option(help="The shipped model to start from.")] = "latin",
    threads: Threads = None,
) -> None:
    """Play rounds of asking, answering and training on the pool, and measure on the test lines: hours of computing."""
    from recto.benchmarks.labels import Question  # noqa: PLC0415  these load torch
    from recto.benchmarks.labels import labels as measure  # noqa: PLC0415
    from recto.benchmarks.line_sets import LineSet  # noqa: PLC0415
    from recto.benchmarks.plots import draw_curves  # noqa: PLC0415
    from recto.recognition.precision import available_cores  # noqa: PLC0415

    wanted = dict.fromkeys(strategy_names(once), 1) | dict.fromkeys(strategy_names(strategies), seeds)
    asked = Question(wanted, _numbers(budgets), self_training, base, threads or available_cores())
    with progress() as tell:
        figures = measure(LineSet(data), asked, json, tell)
    table_console(json).print(_table(figures))
    draw_curves(figures, json.with_suffix(".png"))


def _numbers(budgets: str) -> tuple[int, ...]:
    parts = [part.strip() for part in budgets.split(",")]
    if not all(part.isdecimal() and int(part) > 0 for part in parts):
        raise UserError(f"--budgets takes whole numbers separated by commas, as 25,50,100, not {budgets!r}.")
    return tuple(sorted({int(part) for part in parts}))


def _table(figures: dict[str, Any]) -> Table:
    table = Table(title=f"{figures['data']}: {figures['test_lines']} test lines", box=None, pad_edge=False)
    table.add_column("strategy", no_wrap=True)
    for column in (*_COLUMNS, "characters\n÷ random", "edits\n÷ random"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, measured in figures["strategies"].items():
        last, ratios = measured["curve"][-1], measured.get("ratio_to_random", {})
        table.add_row(
            f"{name} ×{measured['seeds']}" if measured["seeds"] > 1 else name,
            *(f"{last[cost]:,.0f}" for cost in ("lines", "characters", "edits")),
            f"{last['cer']:.2%}",
            *(_ratio(ratios.get(cost)) for cost in ("characters", "edits")),
        )
    return table


def _ratio(ratio: dict[str, float | None] | None) -> str:
    if ratio is None:
        return ""
    return "never" if ratio["value"] is None else f"{ratio['value']:.2f}"

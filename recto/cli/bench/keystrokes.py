"""`recto bench keystrokes`: how many keys correcting takes in the line editor, beside a plain text box."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from recto.cli.bench.answers import Data, Json, Seed, Threads, answer, progress, table_console


def keystrokes(
    data: Data,
    *,
    labels: Annotated[int, typer.Option(min=1, help="Labels that the model is trained on.")] = 100,
    lines: Annotated[int, typer.Option(min=1, help="Test lines that are corrected.")] = 300,
    seed: Seed = 0,
    base: Annotated[str, typer.Option(help="The shipped model to start from.")] = "latin",
    model: Annotated[Path | None, typer.Option(help="Correct this model's readings; trains none.")] = None,
    threads: Threads = None,
    json: Json = None,
) -> None:
    """Train on some labels, read test lines, and count what an ideal typist needs to make them right."""
    from recto.benchmarks.keystrokes.measuring import Question, model_for  # noqa: PLC0415  these load torch
    from recto.benchmarks.keystrokes.measuring import keystrokes as measure  # noqa: PLC0415
    from recto.benchmarks.line_sets import LineSet  # noqa: PLC0415
    from recto.recognition.precision import available_cores  # noqa: PLC0415

    asked = Question(labels, lines, seed, base, threads or available_cores())
    line_set = LineSet(data)
    with progress() as tell:
        tell("reading", 0)
        trained = (
            model.read_bytes()
            if model is not None
            else model_for(line_set, asked, lambda training: tell("training", training.done))
        )
        figures = measure(line_set, asked, trained)
    answer(figures, json)
    table_console(json).print(_table(figures))


def _table(figures: dict[str, Any]) -> Table:
    table = Table(
        title=f"{figures['data']}: {figures['lines']} lines, {figures['lines_read_right']} of them read right, "
        f"CER {figures['cer']:.2%}",
        box=None,
    )
    for column in ("where", "keys", "a line", "editor's share"):
        table.add_column(column, justify="left" if column == "where" else "right")
    rows = {
        "line editor": "editor",
        "plain box, by words": "plain_box",
        "plain box, by characters": "plain_box_by_character",
    }
    for name, key in rows.items():
        keys = figures[key]
        table.add_row(name, f"{keys:,}", f"{keys / figures['lines']:.2f}", f"{figures['editor'] / keys:.1%}")
    return table

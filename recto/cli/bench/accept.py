"""`recto bench accept`: what is accepted under a bound, and how often the bound is broken."""

from typing import Annotated, Any

import typer
from rich.table import Table

from recto.cli.bench.answers import Data, Json, Seed, Threads, answer, progress, table_console


def accept(
    data: Data,
    *,
    labels: Annotated[int, typer.Option(min=0, help="Labels that the model is trained on.")] = 100,
    answers: Annotated[int, typer.Option(min=1, help="Answered lines that the bound is derived from.")] = 300,
    cer: Annotated[float, typer.Option(min=0, max=1, help="Character error rate not to be exceeded.")] = 0.01,
    confidence: Annotated[float, typer.Option(min=0.5, max=0.999, help="In how many of all cases.")] = 0.95,
    resamplings: Annotated[int, typer.Option(min=1, help="Draws of answers.")] = 200,
    by_source: Annotated[bool, typer.Option(help="Draw answers by whole sources and not by line.")] = False,
    seed: Seed = 0,
    base: Annotated[str, typer.Option(help="The shipped model to start from.")] = "latin",
    threads: Threads = None,
    json: Json = None,
) -> None:
    """Derive a bound from drawn answers again and again, and look at the truth of what it accepts."""
    from recto.benchmarks.accepting import Question  # noqa: PLC0415  these load torch
    from recto.benchmarks.accepting import accept as measure  # noqa: PLC0415
    from recto.benchmarks.line_sets import LineSet  # noqa: PLC0415
    from recto.recognition.precision import available_cores  # noqa: PLC0415

    asked = Question(
        labels, answers, cer, confidence, resamplings, by_source, seed, base, threads or available_cores()
    )
    with progress() as tell:
        figures = measure(LineSet(data), asked, tell)
    answer(figures, json)
    table_console(json).print(_table(figures))


def _table(figures: dict[str, Any]) -> Table:
    title = f"{figures['data']}: at most {figures['cer']:.1%} of characters wrong, from {figures['answers']} answers"
    table = Table(title=title, box=None)
    for column in ("way", "accepted", "true CER", "bound broken", "accepts nothing"):
        table.add_column(column, justify="left" if column == "way" else "right")
    for name, way in figures["ways"].items():
        shares = (way[f"{each}_share"] for each in ("broken", "accepts_nothing"))
        table.add_row(
            name.replace("_", " "),
            f"{way['accepted_share']:.1%}",
            f"{way['true_cer']:.2%}",
            *(f"{share:.1%}" for share in shares),
        )
    return table

"""`recto bench scale`: what so many pages and people need, and what breaks first."""

from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from recto.benchmarks.scale.assumptions import Figures, assumed
from recto.benchmarks.scale.day import Day, simulate
from recto.benchmarks.scale.needs import Load, Need, first_to_break, needs, storage
from recto.cli.bench.answers import Json, answer, table_console
from recto.runtime.failures import UserError


def scale(
    pages: Annotated[float, typer.Option(min=0.001, help="A minute, on average around the clock.")] = 100,
    *,
    annotators: Annotated[int, typer.Option(min=1, help="People who work at it.")] = 50,
    lines: Annotated[float, typer.Option(min=1, help="On a page.")] = 30,
    asked: Annotated[
        float, typer.Option(min=0, max=1, help="Share of lines that people are asked about.")
    ] = 0.02,
    assume: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE in place of a figure; as often as you like.")
    ] = None,
    json: Json = None,
) -> None:
    """Work out partitions, replicas, database and storage from measured figures, and simulate some days."""
    figures = assumed(dict(_assumption(each) for each in assume or ()))
    load = Load(pages, annotators, lines, asked)
    found, day, stored = needs(load, figures), simulate(load, figures), storage(load, figures)
    answer(_figures(load, found, day, stored, figures), json)
    _show(table_console(json), load, found, day, stored)


def _assumption(given: str) -> tuple[str, float]:
    name, _, value = given.partition("=")
    try:
        return name.strip(), float(value)
    except ValueError:
        raise UserError(f"--assume {given}: write NAME=VALUE, with a number.") from None


def _figures(
    load: Load, found: list[Need], day: Day, stored: dict[str, float], figures: Figures
) -> dict[str, Any]:
    return {
        "benchmark": "scale",
        "load": asdict(load),
        "needs": {each.part: {"unit": each.unit, "count": each.count, "use": each.use} for each in found},
        "first_to_break": first_to_break(found).part,
        "day": asdict(day),
        "bytes_a_year": stored,
        "assumptions": {name: figure._asdict() for name, figure in figures.items()},
    }


def _show(console: Console, load: Load, found: list[Need], day: Day, stored: dict[str, float]) -> None:
    title = f"{load.pages_per_minute:g} pages a minute, {load.annotators:,} annotators"
    table = Table("part", "needs", "", "of its limit", title=title, box=None)
    for each in found:
        use = f"{each.use:.0%}" if each.use else "–"
        table.add_row(each.part, f"{each.count:,}", each.unit, use)
    console.print(table)
    first = first_to_break(found)
    state = "asked for more than it can give" if first.is_over else "nearest to its limit"
    console.print(f"{first.part}: {state} ({first.use:.0%}). Then: {first.remedy}.")
    console.print(
        f"Longest wait to be read {_span(day.longest_reading_wait)}, for people "
        f"{_span(day.longest_wait_for_people)} of their work"
        + ("." if day.is_steady else f", growing: {day.left_to_people:,.0f} lines are left after five days.")
    )
    console.print("A year: " + ", ".join(f"{where} {_size(size)}" for where, size in stored.items()) + ".")


def _span(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{seconds / 60:.1f} min"


def _size(size: float) -> str:
    units = iter(("B", "kB", "MB", "GB", "TB", "PB"))
    unit = next(units)
    while size >= 1000:
        size, unit = size / 1000, next(units, "EB")
    return f"{size:.3g} {unit}"

"""What every benchmark's command does alike: its options, its bar while it works, and its JSON."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from recto.benchmarks.figures import as_json, keep
from recto.runtime.failures import UserError

Data = Annotated[
    Path, typer.Option("--data", help="Folder with a lines.tsv: columns image, split, source and text.")
]
Json = Annotated[Path | None, typer.Option("--json", help="Write the figures here; stdout if not given.")]
Seed = Annotated[int, typer.Option(help="Another seed draws other lines.")]
Threads = Annotated[int | None, typer.Option(min=1, help="Cores to use; all of them if not given.")]

Tell = Callable[[str, float], None]
"""What is being done, and the share of it that is."""


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar on stderr while the block runs; nothing where stderr is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, done: bar.update(task, description=what, completed=done)


def answer(figures: dict[str, Any], path: Path | None) -> None:
    """Write the figures as JSON; UserError if the file cannot be written."""
    if path is None:
        sys.stdout.write(as_json(figures))
    else:
        keep(figures, path)


def table_console(path: Path | None) -> Console:
    """Where tables go: stdout, unless that is where the JSON goes."""
    return Console(stderr=path is None)


def strategy_names(given: str) -> list[str]:
    """The strategies of a list separated by commas; UserError if one of them is none."""
    from recto.querying.strategies import STRATEGIES  # noqa: PLC0415  this loads NumPy

    names = [name.strip() for name in given.split(",") if name.strip()]
    unknown = [name for name in names if name not in STRATEGIES]
    if unknown:
        raise UserError(f"There is no strategy {unknown[0]!r}: choose of {', '.join(sorted(STRATEGIES))}.")
    return names

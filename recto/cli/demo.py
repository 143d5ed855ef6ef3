"""`recto demo`: the whole loop, from pages to better models, with a simulated annotator."""

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from recto.local.demo.collection import Scan, scanned, typed
from recto.local.demo.play import HABITS, Plan, Played, play
from recto.local.demo.report import write_report
from recto.local.demo.screens import screen_for, table

_PLAIN_WIDTH = 140
"""Of the table where there is no terminal to ask; none of its rows is broken then."""


def demo(
    pages: Annotated[
        Path | None,
        typer.Option(help="Folder of scans with ALTO or PAGE XML beside them; worn typescript if unset."),
    ] = None,
    report: Annotated[Path, typer.Option(help="Where the report goes.")] = Path("demo-report"),
    rounds: Annotated[int, typer.Option(help="Trainings to run.", min=1)] = 3,
    seed: Annotated[int, typer.Option(help="Another seed: other typescript, other slips.")] = 1,
    home: Annotated[Path | None, typer.Option(help="Keep the stack's data here.")] = None,
) -> None:
    """Bring a fresh stack up, read a collection, and let it learn from a simulated annotator."""
    console = Console()
    scans = scanned(pages) if pages else typed(seed)
    console.print(_heading(scans), highlight=False)
    with _home(home) as folder:
        habits = replace(HABITS, seed=seed)
        plan = Plan(_name(pages), scans, folder, rounds, habits)
        with screen_for(console, time.monotonic) as screen:
            played = play(plan, screen)
    _conclude(console, played, report)


def _conclude(console: Console, played: Played, report: Path) -> None:
    if not console.is_terminal:
        Console(width=_PLAIN_WIDTH).print(table(played.tally), highlight=False)
    summary = write_report(played, report)
    console.print(
        f"\nOn {summary.held_out_lines} held-out lines the error rate went from {100 * summary.cer_base:.1f} % "
        f"to {100 * summary.cer_final:.1f} % in {summary.seconds / 60:.1f} minutes; "
        f"{summary.edits:,} edits instead of {summary.characters_keyed:,} keyed characters."
        f"\nReport: {report / 'report.html'}",
        highlight=False,
        soft_wrap=True,
    )


def _heading(scans: list[Scan]) -> str:
    lines = sum(len(scan.layout.lines) for scan in scans)
    return (
        f"Recto demo · {len(scans)} pages · {lines} lines · "
        f"simulated annotator, {100 * HABITS.error_rate:.0f} % errors"
    )


@contextmanager
def _home(wanted: Path | None) -> Iterator[Path]:
    """The folder asked for, or one that is removed when the demo ends well: its logs say why it did not."""
    folder = wanted or Path(tempfile.mkdtemp(prefix="recto-demo-"))
    yield folder
    if wanted is None:
        shutil.rmtree(folder)


def _name(pages: Path | None) -> str:
    """The collection's name, from the folder's."""
    if pages is None:
        return "typescript"
    return re.sub(r"[^a-z0-9]+", "-", pages.resolve().name.lower()).strip("-")[:60] or "scans"

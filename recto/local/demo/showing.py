"""A demo for a person at a terminal: what is played, its screen, and its conclusion."""

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from recto.local.demo.collection import Scan, scanned, typed
from recto.local.demo.play import HABITS, SETTINGS, TYPED_SETTINGS, Plan, Played, play
from recto.local.demo.report import make_folder, write_report
from recto.local.demo.screens import screen_for, table
from recto.runtime.failures import UserError

_PLAIN_WIDTH = 140
"""Of the table where there is no terminal to ask; none of its rows is broken then."""


def show(pages: Path | None, report: Path, *, rounds: int, seed: int, home: Path | None) -> None:
    """Play a demo on these scans, or on worn typescript, and write its report.

    Raises UserError if there is nothing to read, the stack does not come up, or nothing moves any more.
    """
    scans = scanned(pages) if pages else typed(seed)
    make_folder(report)  # before the stack: who has waited for minutes wants to see what came of it
    console = Console()
    console.print(_heading(scans), highlight=False)
    with _home(home) as folder:
        console.print(
            f"To look in: RECTO_HOME={folder} recto status", style="dim", highlight=False, soft_wrap=True
        )
        settings = SETTINGS if pages else TYPED_SETTINGS
        plan = Plan(_name(pages), scans, folder, rounds, replace(HABITS, seed=seed), settings)
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
    """The folder asked for, or one that is removed in the end; not after a failure, for its logs say why."""
    if wanted is not None:
        yield wanted
        return
    folder = Path(tempfile.mkdtemp(prefix="recto-demo-"))
    try:
        yield folder
    except UserError as error:
        if str(folder) in str(error):
            raise
        raise UserError(f"{error} The logs are in {folder / 'logs'}.") from error
    except KeyboardInterrupt:
        shutil.rmtree(folder)
        raise
    shutil.rmtree(folder)


def _name(pages: Path | None) -> str:
    """The collection's name, from the folder's."""
    if pages is None:
        return "typescript"
    return re.sub(r"[^a-z0-9]+", "-", pages.resolve().name.lower()).strip("-")[:60] or "scans"

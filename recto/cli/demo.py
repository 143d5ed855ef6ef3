"""`recto demo`: the whole loop, from pages to better models, with a simulated annotator."""

import signal
from pathlib import Path
from typing import Annotated

import typer


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
    # SIGTERM as Ctrl-C: both end the stack, and leave nothing behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    from recto.local.demo.showing import show  # noqa: PLC0415  it loads torch, and every other command starts without

    show(pages, report, rounds=rounds, seed=seed, home=home)

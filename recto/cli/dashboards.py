"""`recto dashboards`: what Grafana shows of Recto, from recto/operations/dashboards."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from recto.cli.files import write_file
from recto.operations.dashboards import BOARDS
from recto.runtime.failures import UserError

app = typer.Typer(help="Grafana's dashboards.", no_args_is_help=True)


@app.callback()
def dashboards() -> None:
    """Grafana's dashboards."""


@app.command("export")
def export(
    into: Annotated[list[Path], typer.Option(help="The folder that the files go into; may be given twice.")],
) -> None:
    """Write a JSON file for each dashboard, which Grafana imports or is provisioned with."""
    try:
        # Imported late: only who changes dashboards has what writes them.
        from recto.operations.dashboards.grafana import dashboard_files  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise UserError("Install recto[dashboards] to write dashboards.") from error
    files = dashboard_files(BOARDS)
    for folder in into:
        for name, content in files.items():
            write_file(folder / name, content)
    Console().print(f"{len(files)} files in {' and '.join(map(str, into))}", highlight=False)

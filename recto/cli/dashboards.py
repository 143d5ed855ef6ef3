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
    into: Annotated[list[Path] | None, typer.Option(help="Where the files go; may be given twice.")] = None,
) -> None:
    """Write dashboards for deploy/grafana and for the chart."""
    try:
        # Imported late: only who changes dashboards has what writes them.
        from recto.operations.dashboards.grafana import dashboard_files  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise UserError("Install recto[dashboards] to write dashboards.") from error
    folders = into or [Path("deploy/grafana/dashboards"), Path("charts/recto/files/dashboards")]
    files = dashboard_files(BOARDS)
    for folder in folders:
        for name, content in files.items():
            write_file(folder / name, content)
    Console().print(f"{len(files)} files in {' and '.join(map(str, folders))}", highlight=False)

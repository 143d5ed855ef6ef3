"""`recto slo`: what is promised, and the Prometheus rules that watch it, from deploy/slo."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from recto.cli.files import write_file
from recto.operations.reading import read_watch
from recto.operations.rule_files import rule_files

app = typer.Typer(help="Service-level objectives, and alerts on them.", no_args_is_help=True)

Deploy = Annotated[Path, typer.Option("--from", help="The folder with slo/ and runbooks/.")]
_DEPLOY = Path("deploy")


@app.command("list")
def list_all(deploy: Deploy = _DEPLOY) -> None:
    """The objectives."""
    table = Table("objective", "target", "promise", Column("alert", no_wrap=True), "tells by", box=None)
    for each in read_watch(deploy).objectives:
        table.add_row(each.name, f"{each.target:.0%}", each.promise, each.alert, ", ".join(each.severities))
    Console().print(table)


@app.command("export")
def export(
    into: Annotated[list[Path], typer.Option(help="The folder that the files go into; may be given twice.")],
    deploy: Deploy = _DEPLOY,
) -> None:
    """Write Prometheus' rules: what it records, and when it alerts."""
    files = rule_files(read_watch(deploy))
    for folder in into:
        for name, content in files.items():
            write_file(folder / name, content)
    Console().print(f"{len(files)} files in {' and '.join(map(str, into))}", highlight=False)

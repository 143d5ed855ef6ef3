"""`recto schemas`: the contracts as JSON Schema and AsyncAPI, for those who read our events in another language."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from recto.cli.files import write_file
from schemas.exporting import exported

app = typer.Typer(help="The contracts between services.", no_args_is_help=True)


@app.command("export")
def export(into: Annotated[Path, typer.Option(help="The folder that the files go into.")]) -> None:
    """Write json/*.json and asyncapi.yaml from the models."""
    files = exported()
    for name, content in files.items():
        write_file(into / name, content)
    Console().print(f"{len(files)} files in {into}", highlight=False)

"""The command `recto`: one group of commands per file in this folder."""

import sys

import typer

from recto.cli import (
    base,
    bench,
    collections,
    dashboards,
    dead_letters,
    models,
    people,
    schemas,
    slo,
    tokens,
    topics,
)
from recto.cli.demo import demo
from recto.cli.export import export
from recto.cli.ingest import ingest
from recto.cli.status import status
from recto.cli.up import up
from recto.runtime.failures import UserError

app = typer.Typer(
    help="Reads pages, asks people about the lines worth their time, and learns from the answers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for command in (up, demo, status, ingest, export):
    app.command()(command)
app.add_typer(collections.app, name="collections")
app.add_typer(models.app, name="models")
app.add_typer(people.app, name="people")
app.add_typer(tokens.app, name="tokens")
app.add_typer(topics.app, name="topics")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(schemas.app, name="schemas")
app.add_typer(slo.app, name="slo")
app.add_typer(dashboards.app, name="dashboards")
app.add_typer(base.app, name="base")
app.add_typer(bench.app, name="bench")


def main() -> None:
    """Run the command that was typed; a person's mistake is one sentence on stderr, and exit code 2."""
    try:
        app()
    except UserError as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)

"""`recto tokens`: keys of programs, each of one person."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from recto.cli.calls import in_path
from recto.cli.gateway import ask

app = typer.Typer(help="Tokens: keys with which programs act as a person.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def create(
    person: Annotated[str, typer.Argument(help="Whoever brings the token acts as they do.")],
    name: Annotated[str, typer.Argument(help="What it is for, e.g. 'nightly export'.")],
    days: Annotated[float, typer.Option(help="How long it opens; 0 for ever.", min=0)] = 90,
) -> None:
    """Make a token and print it. It is shown this once."""
    made = ask("POST", "/v1/tokens", json={"person": person, "name": name, "days": days or None})
    print(made["token"])  # noqa: T201  alone on stdout, so that a script can take it
    Console(stderr=True).print(f"Token {made['id']} of {person}; it is not shown again.", highlight=False)


@app.command("list")
def list_all(
    person: Annotated[str | None, typer.Option(help="Only this person's.")] = None, *, as_json: AsJson = False
) -> None:
    """All tokens that were not revoked."""
    found = ask("GET", "/v1/tokens", params={"person": person} if person else {})["tokens"]
    if as_json:
        Console().print_json(data=found)
        return
    table = Table("token", "person", "name", "expires", "last used", box=None)
    for one in found:
        expires = (one["expires_at"] or "never")[:10]
        table.add_row(one["id"], one["person"], one["name"], expires, (one["used_at"] or "never")[:16])
    Console().print(table if found else "No tokens. recto tokens create PERSON NAME makes one.")


@app.command()
def revoke(token: Annotated[str, typer.Argument(help="Its id, from `recto tokens list`.")]) -> None:
    """From its next request on, the token opens no longer."""
    ask("DELETE", f"/v1/tokens/{in_path(token)}")
    Console().print(f"Token {token} opens no longer.", highlight=False)

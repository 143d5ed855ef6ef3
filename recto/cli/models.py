"""`recto models`: the models of a collection, their verdicts, and a person's decisions about them."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from recto.cli.calls import answered, call, in_path
from recto.local.found import find_stack
from recto.runtime.failures import UserError

app = typer.Typer(help="Models: what the gate said of them, and which one reads.", no_args_is_help=True)

Collection = Annotated[str, typer.Argument(help="The collection's name.")]
Version = Annotated[str, typer.Argument(help="The model's version, e.g. letters-3.")]
By = Annotated[str, typer.Option(help="Who decides; kept with the decision.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_all(collection: Collection, *, as_json: AsJson = False) -> None:
    """All models of a collection, newest first."""
    found = _call("GET", in_path(collection))
    console = Console()
    if as_json:
        console.print_json(data=found)
        return
    table = Table("", "version", "verdict", "held-out CER", "champion then", "labels", "trained", box=None)
    for model in found["models"]:
        verdict = model["verdict"]
        table.add_row(
            "●" if model["is_champion"] else "",
            model["version"],
            model["state"],
            _percent(verdict["candidate_cer"]),
            _percent(verdict["champion_cer"]),
            str(verdict["labels"]),
            f"{verdict['train_seconds']:.0f} s",
        )
    if not any(model["is_champion"] for model in found["models"]):
        table.add_row("●", found["champion"], "shipped", "", "", "", "")
    console.print(table)


@app.command()
def show(collection: Collection, version: Version) -> None:
    """Everything known of one model, as JSON."""
    found = [model for model in _call("GET", in_path(collection))["models"] if model["version"] == version]
    if not found:
        raise UserError(
            f"{collection} has no model {version!r}: `recto models list {collection}` names them."
        )
    Console().print_json(data=found[0])


@app.command()
def promote(collection: Collection, version: Version, by: By = "admin") -> None:
    """Put a model in use, whatever the gate said of it."""
    _call("POST", f"{in_path(collection)}/{in_path(version)}/promote", json={"by": by})
    Console().print(f"{version} takes over; what waits is read again.", highlight=False)


@app.command()
def rollback(
    collection: Collection,
    reason: Annotated[str, typer.Option(help="Why; kept with the decision.")] = "",
    by: By = "admin",
) -> None:
    """Put the champion before this one back in use."""
    _call("POST", f"{in_path(collection)}/rollback", json={"by": by, "reason": reason})
    Console().print("Rolled back; what waits is read again.", highlight=False)


def _call(method: str, path: str, **arguments: Any) -> Any:
    stack = find_stack()
    return answered(call(method, f"{stack.trainer_url}/v1/models/{path}", stack.token, **arguments))


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"

"""`recto models`: the models of a collection, their verdicts, and a person's decisions about them."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from recto.cli.calls import answered, call, in_path
from recto.cli.model_comparison import compare
from recto.cli.model_report import percent, print_report
from recto.local.found import find_stack
from recto.runtime.failures import UserError
from services.trainer.evidence import Evidence

app = typer.Typer(help="Models: what the gate said of them, and which one reads.", no_args_is_help=True)
app.command()(compare)

Collection = Annotated[str, typer.Argument(help="The collection's name.")]
Version = Annotated[str, typer.Argument(help="The model's version, e.g. letters-3.")]
By = Annotated[str, typer.Option(help="Who decides; kept with the decision.")]
Plot = Annotated[Path | None, typer.Option(help="Draw the verdict into this file, .svg or .png.")]
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
            percent(verdict["candidate_cer"]),
            percent(verdict["champion_cer"]),
            str(verdict["labels"]),
            f"{verdict['train_seconds']:.0f} s",
        )
    if not any(model["is_champion"] for model in found["models"]):
        table.add_row("●", found["champion"], "shipped", "", "", "", "")
    console.print(table)


@app.command()
def show(collection: Collection, version: Version, *, plot: Plot = None, as_json: AsJson = False) -> None:
    """The verdict on one model, slice by slice, and the lines that changed most."""
    found = [model for model in _call("GET", in_path(collection))["models"] if model["version"] == version]
    if not found:
        raise UserError(
            f"{collection} has no model {version!r}: `recto models list {collection}` names them."
        )
    [model] = found
    evidence = _evidence(collection, version) if model["has_evidence"] else None
    if plot is not None:
        _draw(model, evidence, plot)
    if as_json:
        Console().print_json(data=model)
    else:
        print_report(Console(), model, evidence)


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


def _evidence(collection: str, version: str) -> Evidence:
    return Evidence.model_validate(_call("GET", f"{in_path(collection)}/{in_path(version)}/evidence"))


def _draw(model: dict[str, Any], evidence: Evidence | None, path: Path) -> None:
    if path.suffix not in (".svg", ".png"):
        raise UserError(f"--plot {path}: the file must end in .svg or .png.")
    if evidence is None or model["verdict"]["interval"] is None:
        raise UserError(f"{model['version']} was not judged on held-out lines: there is nothing to plot.")
    try:
        from recto.cli.model_plot import draw_verdict  # noqa: PLC0415  takes a second to import
    except ImportError as error:
        raise UserError("--plot needs matplotlib: install recto with its extra `local`.") from error
    try:
        draw_verdict(model["verdict"], evidence, path)
    except OSError as error:
        raise UserError(f"--plot {path}: {error.strerror}.") from error

"""`recto models compare`: two models, or two versions of the reader, on the same lines."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from recto.cli.bench.answers import progress
from recto.cli.calls import answered, call, in_path
from recto.local.found import find_stack
from recto.recognition.marking import marked
from recto.runtime.failures import UserError

if TYPE_CHECKING:
    from recto.benchmarks.reader_comparison import Comparison, Difference, Side, SideFigures
    from services.inference.champions import Champion

_SHOWN = 10
_BASE = "base-"


def compare(
    collection: Annotated[str | None, typer.Argument(help="Whose models; the shipped base if none.")] = None,
    versions: Annotated[
        list[str] | None, typer.Argument(help="One model or two, e.g. letters-3; the champion if none.")
    ] = None,
    *,
    lines: Annotated[Path, typer.Option(help="A folder of line images, with a lines.tsv if it has one.")],
    url: Annotated[
        list[str] | None,
        typer.Option(envvar="RECTO_READER_URL", help="A reader's address; twice to compare two readers."),
    ] = None,
    split: Annotated[str | None, typer.Option(help="Only these lines of the lines.tsv, e.g. test.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, with every line that differs.")
    ] = False,
) -> None:
    """Read the same lines with two models, or with two readers: what differs, who errs less, who is faster."""
    from recto.benchmarks.reader_comparison import compare as measure  # noqa: PLC0415  loads torch
    from recto.benchmarks.reader_comparison import lines_in  # noqa: PLC0415

    left, right = _sides(url or [], _models(collection, versions or []))
    with progress() as tell:
        compared = measure(left, right, lines_in(lines, split), lambda done: tell("reading", done))
    if as_json:
        Console().print_json(compared.model_dump_json())
    else:
        _print(Console(), compared)


def _sides(urls: Sequence[str], models: "Sequence[Champion]") -> "tuple[Side, Side]":
    from recto.benchmarks.reader_comparison import Side  # noqa: PLC0415

    if len(urls) not in (1, 2):
        raise UserError("Say where the readers are: --url once or twice, or RECTO_READER_URL.")
    (url, model), (other_url, other) = sides = [(urls[0], models[0]), (urls[-1], models[-1])]
    if sides[0] == sides[1]:
        raise UserError("There is nothing to compare: give two addresses, or two versions of a collection.")
    if model == other:
        return Side(url, url, model), Side(other_url, other_url, other)
    if url == other_url:
        return Side(model.version, url, model), Side(other.version, url, other)
    return (
        Side(f"{model.version} at {url}", url, model),
        Side(f"{other.version} at {other_url}", other_url, other),
    )


def _models(collection: str | None, versions: Sequence[str]) -> "list[Champion]":
    if len(versions) > 2:
        raise UserError(f"{len(versions)} versions were given: two can be compared.")
    if collection is None:
        return [_model("", f"{_BASE}latin", [])]
    stack = find_stack()
    found = answered(call("GET", f"{stack.trainer_url}/v1/models/{in_path(collection)}", stack.token))
    return [_model(collection, version, found["models"]) for version in versions or [found["champion"]]]


def _model(collection: str, version: str, known: Sequence[dict[str, Any]]) -> "Champion":
    from schemas.blobs import BlobRef  # noqa: PLC0415
    from services.inference.champions import Champion  # noqa: PLC0415

    if version.startswith(_BASE):
        return Champion(version, 0, version.removeprefix(_BASE), None)
    for model in known:
        if model["version"] == version:
            return Champion(version, 0, "latin", BlobRef.model_validate(model["weights"]))
    raise UserError(f"{collection} has no model {version!r}: `recto models list {collection}` names them.")


def _print(console: Console, compared: "Comparison") -> None:
    console.print(f"{len(compared.differences)} of {compared.lines} lines are read differently.\n")
    table = Table("", "CER", "a request", "95 % within", "lines a second", box=None)
    for side in (compared.left, compared.right):
        table.add_row(*_row(side))
    console.print(table)
    for each in compared.differences[:_SHOWN]:
        for row in _rows(each, compared):
            console.print(row, highlight=False, markup=False, soft_wrap=True)
    if len(compared.differences) > _SHOWN:
        console.print(f"\n… and {len(compared.differences) - _SHOWN} more: --json has all of them.")


def _row(side: "SideFigures") -> tuple[Text, str, str, str, str]:
    return (
        Text(side.name),
        "–" if side.cer is None else f"{side.cer:.2%}",
        f"{side.request_seconds_median:.2f} s",
        f"{side.request_seconds_95:.2f} s",
        f"{side.lines_a_second:.0f}",
    )


def _rows(each: "Difference", compared: "Comparison") -> list[str]:
    """What is wrong stands in [-…-], what is right in {+…+}; without ground truth the right side counts as right."""
    if each.truth is None:
        return ["", f"{each.image}: {marked(each.left, each.right)}"]
    return [
        "",
        f"{each.image}:",
        f"  {compared.left.name}  {marked(each.left, each.truth)}",
        f"  {compared.right.name}  {marked(each.right, each.truth)}",
    ]

"""`recto collections`: make, list, show and change collections."""

from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table

from recto.cli.calls import answered, call, in_path
from recto.cli.collection_names import check_name
from recto.local.found import find_stack
from recto.runtime.failures import UserError
from schemas.collections import CollectionSettings

app = typer.Typer(
    help="Collections: documents of one kind, with their own models and policy.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(help="The collection's name.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="A setting, e.g. --set batch_lines=100."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def create(name: Name, settings: Set = None) -> None:
    """Make a collection; what is not set takes its default."""
    check_name(name)
    answer = _call("POST", "", json={"name": name, "settings": parsed(settings or [])})
    Console().print(
        f"Made {answer['name']}. Now: recto ingest PATH… --collection {answer['name']}", highlight=False
    )


@app.command("list")
def list_all(*, as_json: AsJson = False) -> None:
    """All collections."""
    found = _call("GET", "")["collections"]
    console = Console()
    if as_json:
        console.print_json(data=found)
        return
    table = Table("collection", "strategy", "lines a round", "target CER", "version", box=None)
    for one in found:
        chosen = one["settings"]
        target = f"{chosen['target_cer']:.1%}"
        table.add_row(
            one["name"], chosen["strategy"], str(chosen["batch_lines"]), target, str(one["version"])
        )
    console.print(table if found else "No collections yet: recto collections create NAME")


@app.command()
def show(name: Name, *, as_json: AsJson = False) -> None:
    """All settings of a collection."""
    one = _call("GET", f"/{in_path(name)}")
    console = Console()
    if as_json:
        console.print_json(data=one)
        return
    table = Table("setting", "value", "meaning", box=None)
    for field, about in CollectionSettings.model_fields.items():
        table.add_row(field, str(one["settings"][field]), about.description or "")
    console.print(table)


@app.command("set")
def change(name: Name, settings: Annotated[list[str], typer.Argument(metavar="NAME=VALUE…")]) -> None:
    """Change settings; the others stay. Takes effect while everything runs."""
    now = _call("GET", f"/{in_path(name)}")
    wanted = {**now["settings"], **parsed(settings)}
    answer = _call("PUT", f"/{in_path(name)}", json=wanted, extra_headers={"If-Match": f'"{now["version"]}"'})
    Console().print(f"{name} is at version {answer['version']} of its settings.", highlight=False)


def parsed(pairs: list[str]) -> dict[str, Any]:
    """Settings from NAME=VALUE. Raises UserError naming the first that is wrong."""
    settings: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or name not in CollectionSettings.model_fields:
            raise UserError(f"{pair!r} is no setting: give NAME=VALUE with one of {_known()}.")
        settings[name] = _value(name, value)
    return settings


def _value(name: str, value: str) -> Any:
    field = CollectionSettings.model_fields[name]
    text = None if value.lower() in ("", "none") else value
    kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    try:
        return TypeAdapter(kind).validate_python(text)
    except ValidationError as error:
        raise UserError(f"{name}={value}: {error.errors()[0]['msg']}.") from error


def _known() -> str:
    return ", ".join(CollectionSettings.model_fields)


def _call(method: str, path: str, extra_headers: dict[str, str] | None = None, **arguments: Any) -> Any:
    stack = find_stack()
    url = f"{stack.gateway_url}/v1/collections{path}"
    return answered(call(method, url, stack.token, extra_headers, **arguments))

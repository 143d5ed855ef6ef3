"""`recto export`: documents as they stand, as plain text, JSON or ALTO."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from recto.cli.calls import call
from recto.cli.progress import counted
from recto.local.found import find_stack
from recto.runtime.failures import UserError

_ENDINGS = {"text": ".txt", "json": ".json", "alto": ".xml"}
_ARCHIVE = "application/zip"


def export(
    collection: Annotated[str, typer.Argument(help="The collection to export.")],
    into: Annotated[
        Path, typer.Option("--into", help="Folder for the files, one a document; made if missing.")
    ] = Path("export"),
    form: Annotated[str, typer.Option("--format", help="text, json or alto.")] = "text",
) -> None:
    """Write every document of a collection as it stands now."""
    if form not in _ENDINGS:
        raise UserError(f"--format {form}: choose one of {', '.join(_ENDINGS)}.")
    documents = _documents(collection)
    _make(into)
    with counted(len(documents)) as step:
        for document in documents:
            _write(document, form, into)
            step()
    Console().print(f"{len(documents)} documents in {into}", highlight=False)


def _documents(collection: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    page = _call("/v1/documents", params={"collection": collection, "limit": 500}).json()
    found += page["documents"]
    while page["next"]:
        page = _call(
            "/v1/documents", params={"collection": collection, "limit": 500, "after": page["next"]}
        ).json()
        found += page["documents"]
    return found


def _write(document: dict[str, Any], form: str, into: Path) -> None:
    answer = _call(f"/v1/documents/{document['document_id']}/export", params={"format": form})
    ending = ".zip" if answer.headers["content-type"].startswith(_ARCHIVE) else _ENDINGS[form]
    stem = re.sub(r"[^\w.-]+", "_", Path(document["name"]).stem) or "document"
    target = into / f"{stem}-{document['document_id'][:8]}{ending}"
    part = target.with_name(target.name + ".part")
    try:
        part.write_bytes(answer.content)
        part.replace(target)
    except OSError as error:
        raise UserError(f"Cannot write {target}: {error.strerror}.") from error


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"Cannot make the folder {folder}: {error.strerror}.") from error


def _call(path: str, **arguments: Any) -> Any:
    stack = find_stack()
    return call("GET", stack.gateway_url + path, stack.token, **arguments)

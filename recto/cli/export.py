"""`recto export`: documents as they stand, as plain text, JSON or ALTO."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from recto.cli.calls import answered, call, in_path
from recto.cli.progress import counted
from recto.local.found import find_stack
from recto.runtime.failures import UserError

_ENDINGS = {"text": ".txt", "json": ".json", "alto": ".xml"}
_ARCHIVE = "application/zip"
_LONGEST_STEM = 50
"""Characters, each of up to four bytes: most file systems take names of 255 bytes."""


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
    if not documents:  # a collection that is not there has none either
        _call(f"/v1/collections/{in_path(collection)}")
    _make(into)
    with counted(len(documents)) as step:
        for document in documents:
            _write(document, form, into)
            step()
    Console().print(f"{len(documents)} documents in {into}", highlight=False)


def _documents(collection: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    asked = {"collection": collection, "limit": 500}
    while True:
        page = answered(_call("/v1/documents", params=asked))
        found += page["documents"]
        if not page["next"]:
            return found
        asked["after"] = page["next"]


def _write(document: dict[str, Any], form: str, into: Path) -> None:
    answer = _call(f"/v1/documents/{in_path(document['document_id'])}/export", params={"format": form})
    ending = ".zip" if answer.headers.get("content-type", "").startswith(_ARCHIVE) else _ENDINGS[form]
    target = into / f"{_stem(document['name'])}-{document['document_id'][:8]}{ending}"
    part = target.with_name(target.name + ".part")
    try:
        part.write_bytes(answer.content)
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise UserError(f"Cannot write {target}: {error.strerror}.") from error


def _stem(name: str) -> str:
    """Of the document's name what any file system takes."""
    return re.sub(r"[^\w.-]+", "_", Path(name).stem)[:_LONGEST_STEM].lstrip(".") or "document"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"Cannot make the folder {folder}: {error.strerror}.") from error


def _call(path: str, **arguments: Any) -> Any:
    stack = find_stack()
    return call("GET", stack.gateway_url + path, stack.token, **arguments)

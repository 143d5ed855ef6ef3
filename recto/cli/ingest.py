"""`recto ingest`: page images, and the layouts beside them, into a collection."""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recto.cli.ingest_report import Report, Result, Skip
from recto.cli.page_files import Found, PageFile, Unreadable, find, shown, why
from recto.cli.progress import counted
from recto.documents.errors import TooLarge
from recto.documents.writers import writer_name
from recto.runtime.failures import UserError

if TYPE_CHECKING:
    from recto.cli.uploads import Ingestion

_AT_ONCE = 4


def ingest(
    *,
    paths: Annotated[list[Path], typer.Argument(help="Images and folders of images: PNG, JPEG, TIFF.")],
    collection: Annotated[str, typer.Option(help="The collection that the documents belong to.")],
    as_labels: Annotated[
        bool, typer.Option("--as-labels", help="Take the texts of the layouts for labels to learn from.")
    ] = False,
    layout: Annotated[
        bool, typer.Option(help="Take the lines from an ALTO or PAGE file of the same name beside an image.")
    ] = True,
    writer: Annotated[
        str, typer.Option(help="Whose hand, machine or scribe all of these are from, where that is known.")
    ] = "",
    label_studio: Annotated[
        Path | None,
        typer.Option(metavar="EXPORT.json", help="Take lines and texts from Label Studio's JSON export."),
    ] = None,
    url: Annotated[
        str, typer.Option(envvar="RECTO_INGESTION_URL", help="Where ingestion is, if not in the local stack.")
    ] = "",
    token: Annotated[str, typer.Option(envvar="RECTO_TOKEN", help="If ingestion wants one.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Hand page images in. What was handed in before is recognised, and nothing is added twice."""
    if as_labels and not layout:
        raise UserError("--as-labels takes texts from layouts: leave out --no-layout.")
    if label_studio and not layout:
        raise UserError("--label-studio takes lines from an export: leave out --no-layout.")
    known_writer = _checked_writer(writer)
    with _meant(paths, label_studio, layout=layout) as (found, skipped):
        ingestion = _reached(url, token, collection)
        try:
            results = _send_all(ingestion, found, collection, as_labels=as_labels, writer=known_writer)
        except KeyboardInterrupt:
            print("What is in stays in: run the same command again for the rest.", file=sys.stderr)  # noqa: T201
            raise
        finally:
            ingestion.close()
    report = Report(results, skipped)
    report.print_json() if as_json else report.print_lines()
    if report.refused:
        raise typer.Exit(1)


def _checked_writer(given: str) -> str | None:
    try:
        return writer_name(given)
    except TooLarge as error:
        raise UserError(f"--writer {error.reason}: shorten it.") from error


@contextmanager
def _meant(
    paths: Sequence[Path], label_studio: Path | None, *, layout: bool
) -> Iterator[tuple[Sequence[Found], Sequence[Skip]]]:
    """The files that are meant, with their layouts, and the tasks of an export that are left out."""
    if label_studio is None:
        found = find(paths) if layout else [_bare(item) for item in find(paths)]
        _check_rights(paths, found)
        yield found, ()
        return
    from recto.cli.label_studio import taken_over  # noqa: PLC0415  reading images takes its time to import

    with taken_over(label_studio, paths) as taken:
        yield taken.found, taken.skipped


def _bare(item: Found) -> Found:
    return PageFile(item.image) if isinstance(item, PageFile) else item


def _check_rights(paths: Sequence[Path], found: Sequence[Found]) -> None:
    """One path that cannot be read is a slip of the person's, not one document of many."""
    first = found[0]
    if len(paths) > 1 or len(found) > 1:
        return
    if isinstance(first, Unreadable):
        raise UserError(f"{shown(first.path)} {first.reason}.")
    try:
        first.image.open("rb").close()
    except OSError as error:
        raise UserError(f"{shown(first.image)} {why(error)}.") from error


def _reached(url: str, token: str, collection: str) -> "Ingestion":
    """The service, known to answer and to know the collection. The local stack's token goes nowhere else."""
    from recto.cli.uploads import Ingestion  # noqa: PLC0415  the HTTP client takes its time to import

    if not url:
        from recto.local.found import find_stack  # noqa: PLC0415

        stack = find_stack()
        url, token = stack.ingestion_url, token or stack.token
    ingestion = Ingestion(url, token)
    ingestion.check(collection)
    return ingestion


def _send_all(
    ingestion: "Ingestion", found: Sequence[Found], collection: str, *, as_labels: bool, writer: str | None
) -> list[Result]:
    """Send a few at once, and stop at the first trouble that all the others would have too."""
    results: dict[int, Result] = {}
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        with counted(len(found)) as one_more:
            waiting = {
                pool.submit(_send, ingestion, item, collection, as_labels=as_labels, writer=writer): at
                for at, item in enumerate(found)
            }
            for done in as_completed(waiting):
                results[waiting[done]] = done.result()
                one_more()
    finally:
        pool.shutdown(cancel_futures=True)
    return [results[at] for at in range(len(found))]


def _send(
    ingestion: "Ingestion", item: Found, collection: str, *, as_labels: bool, writer: str | None
) -> Result:
    if isinstance(item, Unreadable):
        return Result(shown(item.path), refused=f"{shown(item.path)} {item.reason}.")
    result = ingestion.send(item, collection, as_labels=as_labels, writer=writer)
    if as_labels and item.layout is None and not result.refused:
        missing = f"{result.file} has no layout beside it, so no labels were imported."
        return replace(result, note=" ".join(filter(None, (missing, result.note))))
    return result

"""`recto bench read`: errors, speed and calibration of a reader on a set of lines."""

from typing import Annotated, Any

import typer
from rich.table import Table

from recto.cli.bench.answers import Data, Json, Seed, Threads, answer, progress, table_console
from recto.runtime.failures import UserError


def read(
    data: Data,
    *,
    labels: Annotated[int, typer.Option(min=0, help="Fine-tune on so many lines of the pool first.")] = 0,
    seed: Seed = 0,
    split: Annotated[str, typer.Option(help="What is read: test, or validation while choosing.")] = "test",
    base: Annotated[str, typer.Option(help="The shipped model to start from.")] = "latin",
    threads: Threads = None,
    held_out: Annotated[
        int, typer.Option(min=0, help="Validation lines that a fine-tuned model is calibrated on.")
    ] = 200,
    without: Annotated[
        str | None, typer.Option(help="Leave out one ingredient of fine-tuning: docs/reading.md names them.")
    ] = None,
    max_seconds: Annotated[
        float, typer.Option(min=1, help="Most time for training; more on a busy machine, for the same model.")
    ] = 600,
    tesseract: Annotated[
        str | None, typer.Option(help="Read the same lines with Tesseract too, in this language, e.g. fra.")
    ] = None,
    json: Json = None,
) -> None:
    """Read the test lines with the base, or with a model fine-tuned on some lines of the pool."""
    from recto.benchmarks import peers  # noqa: PLC0415  these load torch
    from recto.benchmarks.line_sets import LineSet  # noqa: PLC0415
    from recto.benchmarks.plots import draw_reliability  # noqa: PLC0415
    from recto.benchmarks.reading import INGREDIENTS, Question  # noqa: PLC0415
    from recto.benchmarks.reading import read as measure  # noqa: PLC0415
    from recto.recognition.precision import available_cores  # noqa: PLC0415

    if without is not None and without not in INGREDIENTS:
        raise UserError(f"There is no ingredient {without!r}: leave out one of {', '.join(INGREDIENTS)}.")
    asked = Question(labels, seed, split, base, threads or available_cores(), held_out, without, max_seconds)
    lines = LineSet(data)
    with progress() as tell:
        tell("reading", 0)
        figures = measure(lines, asked, lambda training: tell("training", training.done))
        if tesseract is not None:
            tell("reading with Tesseract", 0)
            peer = peers.tesseract(lines.split(split), tesseract, asked.threads)
            figures["peers"] = [peer]
    answer(figures, json)
    table_console(json).print(_table(figures))
    if json is not None:
        draw_reliability(figures, json.with_suffix(".png"))


def _table(figures: dict[str, Any]) -> Table:
    calibration = figures["calibration"]
    table = Table(
        title=f"{figures['data']}, {figures['split']}: {figures['lines']} lines", box=None, show_header=False
    )
    rows = {
        "labels": f"{figures['labels']} (seed {figures['seed']})",
        "CER": f"{figures['cer']:.2%}",
        "CER, folded": f"{figures['cer_folded']:.2%}",
        "lines a second": f"{figures['lines_per_second']:.0f} on {figures['threads']} threads",
        "calibration error by grapheme": _error(calibration["grapheme"]),
        "calibration error by line": _error(calibration["line"]),
    }
    if "train_seconds" in figures:
        rows["training"] = f"{figures['train_seconds']:.0f} s"
    for peer in figures.get("peers", ()):
        rows[peer["engine"]] = (
            f"{peer['cer']:.2%}, folded {peer['cer_folded']:.2%}, {peer['lines_per_second']} lines a second"
        )
    for name, value in rows.items():
        table.add_row(name, value)
    return table


def _error(measured: dict[str, float]) -> str:
    return f"{measured['expected_calibration_error']:.3f}, by chance {measured['by_chance']:.3f}"

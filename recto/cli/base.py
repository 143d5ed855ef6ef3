"""`recto base`: fetch the fonts for, and build, the model that every collection starts from."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from recto.recognition.base import load_recipe
from recto.recognition.errors import RecognitionError

app = typer.Typer(help="The base model that every collection starts from.", no_args_is_help=True)
_CONSOLE = Console()


@app.command()
def fonts() -> None:
    """Fetch the open fonts that training lines are rendered from."""
    from recto.recognition.rendering.fonts import install, installed  # noqa: PLC0415

    try:
        install()
        faces = installed()
    except RecognitionError as error:
        raise typer.Exit(_said(error)) from None
    _CONSOLE.print(f"{len({face.family for face in faces})} families, {len(faces)} faces.")


@app.command()
def build(
    recipe: Annotated[
        Path | None, typer.Option(help="TOML file; the shipped base's recipe if not given.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the weights go; the model card goes beside them.")] = Path(
        "recto/recognition/weights/latin.safetensors"
    ),
    lines: Annotated[int | None, typer.Option(min=1, help="To train on, instead of the recipe's.")] = None,
    checkpoints: Annotated[Path, typer.Option(help="A build that was cut short goes on from here.")] = Path(
        ".cache/base"
    ),
) -> None:
    """Train a base model on rendered lines. Stop it when you like: the same command goes on."""
    # Imported late: they load torch, and every other command starts without.
    from recto.recognition.finishing import finished  # noqa: PLC0415
    from recto.recognition.model_card import write_card  # noqa: PLC0415
    from recto.recognition.pretraining import Milestone, build_base  # noqa: PLC0415

    chosen = load_recipe(recipe)
    chosen = replace(chosen, lines=lines or chosen.lines)

    def milestone_reached(reached: Milestone, weights: bytes) -> None:
        out.write_bytes(weights)
        _CONSOLE.print(
            f"{time.strftime('%H:%M:%S')} {reached.lines:9,}/{chosen.lines:,} lines  {reached.seconds / 60:6.1f} min"
            f"  loss {reached.loss:.3f}  held-out CER {reached.cer:.2%}"
        )

    try:
        weights, milestones = build_base(chosen, checkpoints / f"{chosen.name}.pt", milestone_reached)
        _CONSOLE.print(
            f"Learning a language from {chosen.language_lines:,} rendered texts, and calibrating …"
        )
        out.write_bytes(finished(weights, chosen))
        write_card(out.with_suffix(".md"), chosen, milestones)
    except RecognitionError as error:
        raise typer.Exit(_said(error)) from None
    _CONSOLE.print(f"Built {out}.")


def _said(error: RecognitionError) -> int:
    Console(stderr=True).print(str(error))
    return 1


if __name__ == "__main__":
    app()

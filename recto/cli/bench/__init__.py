"""`recto bench`: how well Recto reads, asks, accepts and keeps up, on lines with ground truth; one file a benchmark."""

import typer

from recto.cli.bench.accept import accept
from recto.cli.bench.keystrokes import keystrokes
from recto.cli.bench.labels import labels
from recto.cli.bench.pipeline import pipeline
from recto.cli.bench.queue import queue
from recto.cli.bench.read import read
from recto.cli.bench.scale import scale
from recto.cli.bench.select import select

app = typer.Typer(
    help="Measure reading, asking, accepting, selecting, the queue and the whole pipeline; work out scale.",
    no_args_is_help=True,
)
for command in (read, labels, accept, select, pipeline, queue, keystrokes, scale):
    app.command()(command)

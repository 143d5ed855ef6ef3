"""One training, in a process of its own: `python -m services.trainer.job < order.json`.

Reads its order from the first line of stdin and writes one JSON object a line to stdout: progress, and at last the
result. When stdin closes, whoever ordered it is gone, and it ends. Trains from the shipped base on all labels, so
that a model owes nothing to labels that were withdrawn since. Where the object store is, the environment says.
"""

import math
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from recto.documents.images import open_image
from recto.recognition.base import shipped_base
from recto.recognition.reader import Reader
from recto.recognition.training import Progress, Recipe, Sample, fine_tune
from recto.runtime.objects import ObjectStore, get_model, open_store, put_model
from recto.runtime.recording import spans_recorded
from recto.runtime.settings import RuntimeSettings, TracingSettings, load
from recto.runtime.tracing import continued_trace, span
from schemas.held_out import numbers_of
from schemas.readings import Reading
from services.trainer.calibrating import with_calibration
from services.trainer.evidence import Evidence, HeldOutReading
from services.trainer.order import TRACEPARENT, Order, Report
from services.trainer.snapshots import Snapshot, SnapshotLine
from services.trainer.unlabelled_lines import unlabelled_images

_SPARE_SECONDS = 1800
"""Besides training: to load the lines and to read the held-out ones. A job that takes longer hangs, and is ended."""

_READ_AT_ONCE = 256


def train(order: Order, objects: ObjectStore) -> Report:
    """Train a candidate, calibrate it, read the held-out lines with it and with the champion, and store all of it."""
    started = time.monotonic()
    snapshot = get_model(objects, order.snapshot, Snapshot)
    base = shipped_base(order.base)
    tuned = _tuned(order, snapshot, base, objects)
    with span("calibrate", lines=len(snapshot.held_out)):
        candidate, calibration = with_calibration(tuned, snapshot.held_out, objects)
    seconds = time.monotonic() - started
    champion = objects.get(order.champion_weights) if order.champion_weights else base
    with span("compare", lines=len(snapshot.held_out), champion=order.champion):
        compared = _compared(objects, snapshot.held_out, candidate, champion)
    evidence = Evidence(
        collection=order.collection,
        champion=order.champion,
        candidate=order.version,
        lines=compared,
        calibration=calibration,
    )
    return Report(
        seconds=seconds,
        weights=objects.put(f"models/{order.collection}", candidate, "application/x-safetensors"),
        evidence=put_model(objects, f"evidence/{order.collection}", evidence),
    )


def _tuned(order: Order, snapshot: Snapshot, base: bytes, objects: ObjectStore) -> bytes:
    with span("load the lines", lines=len(snapshot.training)):
        samples = [
            Sample(open_image(objects.get(line.image))[0], line.text)
            for line in snapshot.training
            if line.text
        ]
        unlabelled = unlabelled_images(snapshot, objects)
    recipe = Recipe(max_seconds=order.seconds, threads=order.threads)
    with span("fine-tune", lines=len(samples), unlabelled=len(unlabelled)):
        return fine_tune(
            base, samples, recipe, version=order.version, unlabelled=unlabelled, on_progress=_tell
        )


def _compared(
    objects: ObjectStore, held_out: Sequence[SnapshotLine], candidate: bytes, champion: bytes
) -> tuple[HeldOutReading, ...]:
    by_candidate, by_champion = Reader.from_bytes(candidate), Reader.from_bytes(champion)
    compared: list[HeldOutReading] = []
    for start in range(0, len(held_out), _READ_AT_ONCE):
        lines = held_out[start : start + _READ_AT_ONCE]
        images = [open_image(objects.get(line.image))[0] for line in lines]
        compared += map(_compared_line, lines, by_champion.read(images), by_candidate.read(images))
    return tuple(compared)


def _compared_line(line: SnapshotLine, champion: Reading, candidate: Reading) -> HeldOutReading:
    return HeldOutReading(
        line_id=line.line_id,
        page_id=line.page_id,
        document_id=line.document_id,
        writer=line.writer,
        truth=line.text,
        champion=champion.text,
        candidate=candidate.text,
        champion_numbers=numbers_of(champion),
        candidate_numbers=numbers_of(candidate),
    )


@contextmanager
def traced_training(order: Order, settings: TracingSettings) -> Iterator[None]:
    """Within this block the training is recorded, as part of the round that the environment names."""
    told = os.environ.get(TRACEPARENT)
    with (
        spans_recorded("training", settings),
        continued_trace(told, "train", collection=order.collection, version=order.version),
    ):
        yield


def _tell(progress: Progress) -> None:
    say(Report(done=progress.done, loss=progress.loss, seconds=progress.seconds))


def say(report: Report) -> None:
    """One line to stdout, at once."""
    sys.stdout.write(report.model_dump_json() + "\n")
    sys.stdout.flush()


def _order() -> Order:
    """The order, from the first line of stdin, byte by byte: what comes after it is watched, not read."""
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(0, 1) or b"\n"
    return Order.model_validate_json(line)


def end_in_time(order: Order) -> None:
    """From now on a training that hangs ends itself."""
    signal.alarm(math.ceil(order.seconds) + _SPARE_SECONDS)


def _end_with_stdin() -> None:
    # Not sys.stdin: a thread that waits in it holds its lock, which the interpreter may want at its end.
    while os.read(0, 4096):
        pass
    os._exit(1)


def main() -> None:
    """Take one order, train, report."""
    order = _order()
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    end_in_time(order)
    settings = load(RuntimeSettings)
    with traced_training(order, settings.tracing):
        report = train(order, open_store(settings.objects))
    say(report)


if __name__ == "__main__":
    main()

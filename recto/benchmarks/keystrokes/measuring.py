"""Keystrokes to correct a model's readings: in the line editor, and in a plain text box where words are retyped."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from recto.benchmarks.keystrokes import plain_box
from recto.benchmarks.keystrokes.editor import opened
from recto.benchmarks.keystrokes.typist import keys_for, without_doubts
from recto.benchmarks.line_sets import LineSet, samples
from recto.benchmarks.reading import Question as Training
from recto.benchmarks.reading import errors, fine_tuned
from recto.benchmarks.taken import how_taken
from recto.recognition.calibration import calibrated
from recto.recognition.reader import Reader
from recto.recognition.recipe import Progress, Sample
from schemas.readings import Reading


class Question(NamedTuple):
    """What to count: the lines of the test split that are corrected, as a model of so many labels reads them."""

    labels: int = 100
    lines: int = 300
    seed: int = 0
    base: str = "latin"
    threads: int = 1
    held_out: int = 200
    """Lines of the validation split that the model is calibrated on."""


def model_for(lines: LineSet, asked: Question, on_progress: Callable[[Progress], None]) -> bytes:
    """The model whose readings are corrected, as `recto bench read` trains it."""
    training = Training(labels=asked.labels, seed=asked.seed, base=asked.base, threads=asked.threads)
    model = fine_tuned(lines, training, on_progress)
    return calibrated(model, samples(lines.split("validation")[: asked.held_out]))


def keystrokes(lines: LineSet, asked: Question, model: bytes) -> dict[str, Any]:
    """The figures of the benchmark, as its JSON has them."""
    truth = samples(lines.split("test")[: asked.lines])
    readings = Reader.from_bytes(model, threads=asked.threads).read([sample.image for sample in truth])
    return {
        "benchmark": "keystrokes",
        "data": lines.name,
        **asked._asdict(),
        "lines": len(truth),
        **errors(readings, truth),
        **counted(readings, truth),
        "taken": how_taken("an ideal typist, scripted; rules in docs/benchmarks.md"),
    }


def counted(readings: Sequence[Reading], truth: Sequence[Sample]) -> dict[str, Any]:
    """Keys in the editor, in a plain box by words, and in a plain box by characters; accepting included."""
    pairs = [(reading, sample.text) for reading, sample in zip(readings, truth, strict=True)]
    editor = sum(len(keys_for(opened(reading), text)) for reading, text in pairs)
    by_word = sum(plain_box.keystrokes(reading.text, text) for reading, text in pairs)
    by_character = sum(len(keys_for(without_doubts(opened(reading)), text)) for reading, text in pairs)
    return {
        "lines_read_right": sum(reading.text == text for reading, text in pairs),
        "editor": editor,
        "plain_box": by_word,
        "plain_box_by_character": by_character,
        "ratio": round(editor / by_word, 4),
        "ratio_by_character": round(editor / by_character, 4),
    }

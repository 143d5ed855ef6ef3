"""Rendering in processes of its own: prepared lines with their classes come out of a queue."""

import multiprocessing
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice, pairwise
from multiprocessing.queues import Queue
from queue import Empty, Full
from types import TracebackType
from typing import NamedTuple

import cv2

from recto.recognition.alphabet import Alphabet, written
from recto.recognition.errors import MissingMaterial
from recto.recognition.line_images import Ink, Scale, prepared
from recto.recognition.rendering.fonts import Face, installed
from recto.recognition.rendering.lines import rendered

_CHUNK = 64
_FRAME = 4


class TrainingLine(NamedTuple):
    """A prepared line and the classes of its text."""

    ink: Ink
    classes: list[int]
    text: str


class RenderingWorker:
    """A process that renders ahead of training, a few thousand lines at most; stops with its context."""

    def __init__(self, alphabet: Alphabet, scale: Scale, seed: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._queue: Queue[list[TrainingLine]] = context.Queue(maxsize=40)
        self._process = context.Process(
            target=_render, args=(self._queue, alphabet, scale, seed), daemon=True
        )

    def __enter__(self) -> "RenderingWorker":
        self._process.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.join()

    def lines(self, count: int) -> list[TrainingLine]:
        """The next lines, at least `count`; waits for them."""
        taken: list[TrainingLine] = []
        while len(taken) < count:
            taken.extend(self._next_chunk())
        return taken

    def _next_chunk(self) -> list[TrainingLine]:
        while True:
            try:
                return self._queue.get(timeout=5)
            except Empty:
                if not self._process.is_alive():
                    raise MissingMaterial("The rendering process ended; what it said is above.") from None


def training_lines(faces: list[Face], alphabet: Alphabet, scale: Scale, seed: int) -> Iterator[TrainingLine]:
    """Rendered lines that the alphabet can write and whose image has room for their text."""
    for line in rendered(faces, seed):
        graphemes = written(line.text)
        if not all(grapheme in alphabet.classes for grapheme in graphemes):
            continue
        ink = prepared(line.image, scale).ink
        repeats = sum(a == b for a, b in pairwise(graphemes))
        if ink.shape[1] // _FRAME >= len(graphemes) + repeats:
            yield TrainingLine(ink, alphabet.encode(line.text), line.text)


def _render(queue: "Queue[list[TrainingLine]]", alphabet: Alphabet, scale: Scale, seed: int) -> None:
    cv2.setNumThreads(1)
    lines = training_lines([face for face in installed() if not face.unseen], alphabet, scale, seed)
    trainer = multiprocessing.parent_process()
    while trainer is not None and trainer.is_alive():
        _put(queue, list(islice(lines, _CHUNK)))


def _put(queue: "Queue[list[TrainingLine]]", chunk: list[TrainingLine]) -> None:
    """Wait for room, but give up now and then, so that a killed trainer leaves no process behind."""
    with suppress(Full):
        queue.put(chunk, timeout=10)

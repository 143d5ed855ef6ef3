"""The reader: line images in, readings out, in the same order, however they are batched."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import torch

from recto.recognition import model_file
from recto.recognition.alphabet import Alphabet
from recto.recognition.batches import MARGIN, batched, stacked
from recto.recognition.decoding import Extent, Interpreter
from recto.recognition.inference import FastNetwork
from recto.recognition.line_images import LineImage, PreparedLine, prepared
from recto.recognition.model_file import Model
from recto.recognition.network import FRAME
from recto.recognition.precision import available_cores
from schemas.readings import Reading

_LARGEST_BATCH = 16


class Reader:
    """Reads lines with one model. Thread-safe; `threads` batches are read at a time, one core each."""

    def __init__(self, model: Model, threads: int | None = None) -> None:
        self.version: str = model.version
        self.alphabet: Alphabet = model.alphabet
        self._scale = model.network.architecture.scale
        self._network = FastNetwork(model.network)
        self._interpreter = Interpreter(model.alphabet, model.language, model.calibration)
        self._threads = threads or available_cores()

    @classmethod
    def from_bytes(cls, data: bytes, *, version: str | None = None, threads: int | None = None) -> "Reader":
        """A reader of the model in safetensors bytes; BrokenModel if they hold none."""
        return cls(model_file.from_bytes(data, version=version), threads)

    def read(self, lines: Sequence[LineImage]) -> list[Reading]:
        """One reading per line. UnreadableImage if one is not a greyscale image."""
        if not lines:
            return []
        with ThreadPoolExecutor(self._threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            ready = list(pool.map(self._prepared, lines, chunksize=16))
            batches = list(batched([line.ink for line in ready], _LARGEST_BATCH))
            results = pool.map(lambda batch: self._read_batch([ready[index] for index in batch]), batches)
            by_index = {
                index: reading
                for batch, read in zip(batches, results, strict=True)
                for index, reading in zip(batch, read, strict=True)
            }
        return [by_index[index] for index in range(len(lines))]

    def _prepared(self, line: LineImage) -> PreparedLine:
        return prepared(line, self._scale)

    def _read_batch(self, lines: list[PreparedLine]) -> list[Reading]:
        seen = self._network.look(stacked(line.ink for line in lines))
        extents = [_extent(line) for line in lines]
        return self._interpreter.readings(seen, extents)


def _extent(line: PreparedLine) -> Extent:
    """Frames count from the batch's margin; fractions are of the original image's width."""
    per_pixel = (line.end - line.start) / line.ink.shape[1]
    return Extent(origin=line.start - MARGIN * per_pixel, step=FRAME * per_pixel)

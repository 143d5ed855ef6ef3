"""The reader as a port: in this process, or over the network (remote.py)."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

from recto.recognition.base import shipped_base
from recto.recognition.errors import RecognitionError
from recto.recognition.line_images import LineImage
from recto.recognition.reader import Reader
from recto.runtime.failures import Poison
from recto.runtime.objects import ObjectStore
from schemas.readings import Reading
from services.inference.champions import Champion
from services.inference.metrics import MODEL_LOADS


class LineReader(Protocol):
    """Reads line images with a given model."""

    def read(self, champion: Champion, lines: Sequence[LineImage]) -> list[Reading]:
        """One reading per line, in order. Raises Poison if they cannot be read, Transient if the reader is away."""
        ...


class LocalReader:
    """Reads in this process, with as many models loaded as there is room for: the last used stay."""

    def __init__(self, objects: ObjectStore, models_in_memory: int, threads: int | None = None) -> None:
        self._objects = objects
        self._room = models_in_memory
        self._threads = threads
        self._loaded: OrderedDict[str, Reader] = OrderedDict()
        self._loading = threading.Lock()

    def read(self, champion: Champion, lines: Sequence[LineImage]) -> list[Reading]:
        """See LineReader.read."""
        try:
            return self._reader(champion).read(lines)
        except RecognitionError as error:
            raise Poison(f"model {champion.version}: {error}") from error

    def _reader(self, champion: Champion) -> Reader:
        key = champion.weights.sha256 if champion.weights else champion.base
        with self._loading:
            if key not in self._loaded:
                self._loaded[key] = self._load(champion)
            self._loaded.move_to_end(key)
            while len(self._loaded) > self._room:
                self._loaded.popitem(last=False)
            return self._loaded[key]

    def _load(self, champion: Champion) -> Reader:
        weights = self._objects.get(champion.weights) if champion.weights else shipped_base(champion.base)
        MODEL_LOADS.labels(champion.version).inc()
        return Reader.from_bytes(weights, version=champion.version, threads=self._threads)

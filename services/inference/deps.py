"""What inference works with, handed in by the composition root."""

from dataclasses import dataclass, field

from recto.runtime.clock import Clock
from recto.runtime.objects import ObjectStore
from services.inference.champions import Champions
from services.inference.reading import LineReader
from services.inference.ready import Ready


@dataclass(frozen=True)
class Deps:
    """What the handlers work with."""

    objects: ObjectStore
    champions: Champions
    reader: LineReader
    clock: Clock
    ready: Ready = field(default_factory=Ready)

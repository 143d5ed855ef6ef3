"""A campaign: rounds of asking, answering and training, as one strategy would have it on a set with ground truth."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from recto.benchmarks.curves import Point
from recto.benchmarks.evidence import found
from recto.benchmarks.line_sets import LabelledLine, LineSet, samples
from recto.benchmarks.person import Person, Plan, lengths
from recto.querying.bounds import Found
from recto.recognition.line_images import LineImage
from recto.recognition.reader import Reader
from recto.recognition.recipe import Progress, Sample
from recto.recognition.training import fine_tune
from recto.recognition.tuning import part_of
from schemas.readings import Reading

Tell = Callable[[str, float], None]

_HELD_OUT = 40
"""Lines whose labels say how well the model reads, as in a collection; they cost every strategy the same."""
_READ_AT_ONCE = 256
_SHARE_OF_TRAINING = 0.7
"""Of a round, about; the rest is reading."""


class _Known(NamedTuple):
    """Lines with their truth and their images."""

    lines: list[LabelledLine]
    images: list[LineImage]

    @classmethod
    def of(cls, lines: list[LabelledLine]) -> "_Known":
        return cls(lines, [sample.image for sample in samples(lines)])

    def found(self, reader: Reader) -> Found:
        """The errors that a reader makes of them."""
        return found(self.lines, reader.read(self.images))


class Campaign:
    """A set of lines, read once from disk, on which any number of plans are carried out."""

    def __init__(self, lines: LineSet, base: bytes) -> None:
        """UserError if an image cannot be read, or a split is empty."""
        self._base = base
        self._pool = _Known.of(lines.split("pool"))
        self._held_out = _Known.of(lines.split("validation")[:_HELD_OUT])
        self._test = _Known.of(lines.split("test"))
        self.lengths = lengths([line.text for line in self._test.lines])

    def rounds(self, plan: Plan, tell: Tell) -> Iterator[Point]:
        """The point that each round of the plan reaches; what was chosen follows from what was read before."""
        person, rounds = Person(self._pool.lines, plan), len(plan.budgets)
        reader, held_out_cer = Reader.from_bytes(self._base, threads=plan.recipe.threads), None
        for number, budget in enumerate(plan.budgets):
            tell("reading the pool", number / rounds)
            person.answer(self._read(reader, person.open), budget, held_out_cer)
            hears = part_of(
                lambda training: tell("training", training.done), number / rounds, _SHARE_OF_TRAINING / rounds
            )
            model = self._trained(plan, person.labelled, hears)
            reader = Reader.from_bytes(model, threads=plan.recipe.threads)
            held_out_cer = self._held_out.found(reader).rate
            yield person.point(self._test.found(reader).errors.astype(np.int64))

    def _read(self, reader: Reader, rows: Sequence[int]) -> dict[int, Reading]:
        readings: dict[int, Reading] = {}
        for start in range(0, len(rows), _READ_AT_ONCE):
            some = rows[start : start + _READ_AT_ONCE]
            readings |= zip(some, reader.read([self._pool.images[row] for row in some]), strict=True)
        return readings

    def _trained(self, plan: Plan, labelled: Sequence[int], on_progress: Callable[[Progress], None]) -> bytes:
        known = set(labelled)
        rest = [image for row, image in enumerate(self._pool.images) if row not in known]
        return fine_tune(
            self._base,
            [Sample(self._pool.images[row], self._pool.lines[row].text) for row in labelled],
            plan.recipe,
            version=f"{plan.strategy}-{len(labelled)}",
            unlabelled=rest if plan.self_training else (),
            on_progress=on_progress,
        )

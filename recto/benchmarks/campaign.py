"""A campaign: rounds of asking, answering and training, as one strategy would have it on a set with ground truth."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from recto.benchmarks.curves import Point
from recto.benchmarks.line_sets import LineSet, samples
from recto.benchmarks.person import Person, Plan, lengths
from recto.recognition.measures import edits
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


class Campaign:
    """A set of lines, read once from disk, on which any number of plans are carried out."""

    def __init__(self, lines: LineSet, base: bytes) -> None:
        """UserError if an image cannot be read, or a split is empty."""
        self._base = base
        self._pool = lines.split("pool")
        self._images = [sample.image for sample in samples(self._pool)]
        self._judging = samples(lines.split("validation")[:_HELD_OUT])
        self._held_out_length = max(1, int(lengths([sample.text for sample in self._judging]).sum()))
        self._test = samples(lines.split("test"))
        self.lengths = lengths([sample.text for sample in self._test])

    def rounds(self, plan: Plan, tell: Tell) -> Iterator[Point]:
        """The point that each round of the plan reaches; what was chosen follows from what was read before."""
        person, rounds = Person(self._pool, plan), len(plan.budgets)
        model, held_out_cer = self._base, None
        for number, budget in enumerate(plan.budgets):
            tell("reading the pool", number / rounds)
            reader = Reader.from_bytes(model, threads=plan.recipe.threads)
            person.answer(self._read(reader, person.open), budget, held_out_cer)
            hears = part_of(
                lambda training: tell("training", training.done), number / rounds, _SHARE_OF_TRAINING / rounds
            )
            model = self._trained(plan, person.labelled, hears)
            reader = Reader.from_bytes(model, threads=plan.recipe.threads)
            held_out_cer = _errors(reader, self._judging).sum() / self._held_out_length
            yield person.point(_errors(reader, self._test))

    def _read(self, reader: Reader, rows: Sequence[int]) -> dict[int, Reading]:
        readings: dict[int, Reading] = {}
        for start in range(0, len(rows), _READ_AT_ONCE):
            some = rows[start : start + _READ_AT_ONCE]
            readings |= zip(some, reader.read([self._images[row] for row in some]), strict=True)
        return readings

    def _trained(self, plan: Plan, labelled: Sequence[int], on_progress: Callable[[Progress], None]) -> bytes:
        known = set(labelled)
        rest = [image for row, image in enumerate(self._images) if row not in known]
        return fine_tune(
            self._base,
            [Sample(self._images[row], self._pool[row].text) for row in labelled],
            plan.recipe,
            version=f"{plan.strategy}-{len(labelled)}",
            unlabelled=rest if plan.self_training else (),
            on_progress=on_progress,
        )


def _errors(reader: Reader, lines: Sequence[Sample]) -> np.ndarray:
    readings = reader.read([line.image for line in lines])
    pairs = zip(readings, lines, strict=True)
    return np.array([edits(reading.text, line.text) for reading, line in pairs], np.int64)

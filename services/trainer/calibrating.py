"""Makes a candidate as sure as it is right, on held-out lines: they cannot flatter it, since no model trained on them.

A temperature changes no reading, so the gate judges the same with it and without.
"""

from collections.abc import Sequence

from recto.documents.images import open_image
from recto.querying.chance import draw
from recto.recognition.calibration import calibrated
from recto.recognition.reader import Reader
from recto.recognition.recipe import Sample
from recto.recognition.reliability import bins, by_grapheme, expected_calibration_error
from recto.runtime.objects import ObjectStore
from services.trainer.evidence import CalibrationError
from services.trainer.snapshots import SnapshotLine

_ENOUGH_LINES = 300
"""More would cost time and change one number little: they are read some ten times."""


def with_calibration(
    candidate: bytes, held_out: Sequence[SnapshotLine], objects: ObjectStore
) -> tuple[bytes, CalibrationError | None]:
    """The candidate with a temperature that fits the held-out lines, and what that did to its calibration error.

    None where no held-out line has a text.
    """
    told = [line for line in held_out if line.text]
    drawn = sorted(told, key=lambda line: draw("calibration", line.line_id))[:_ENOUGH_LINES]
    if not drawn:
        return candidate, None
    samples = [Sample(open_image(objects.get(line.image))[0], line.text) for line in drawn]
    fitted = calibrated(candidate, samples)
    return fitted, CalibrationError(before=_error(candidate, samples), after=_error(fitted, samples))


def _error(model: bytes, samples: Sequence[Sample]) -> float:
    readings = Reader.from_bytes(model).read([sample.image for sample in samples])
    return expected_calibration_error(bins(*by_grapheme(readings, [sample.text for sample in samples])))

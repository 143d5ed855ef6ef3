"""What a verdict rests on, kept in the object store: every held-out line as both models read it."""

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from recto.recognition.comparison import Paired
from recto.recognition.measures import edits, graphemes
from schemas.held_out import HeldOutReading, HeldOutReadings

__all__ = ["CalibrationError", "Evidence", "HeldOutReading", "paired"]


class CalibrationError(BaseModel):
    """Expected calibration error of the candidate by grapheme on the held-out lines, 0 to 1."""

    model_config = ConfigDict(frozen=True)

    before: float
    after: float = Field(description="Of the temperature that was fitted on these same lines.")


class Evidence(HeldOutReadings):
    """What a verdict rests on; kept with it."""

    collection: str
    champion: str
    candidate: str
    calibration: CalibrationError | None = None


def paired(lines: Sequence[HeldOutReading]) -> Paired:
    """The errors of both models, line by line."""
    return Paired(
        candidate=np.array([edits(line.candidate, line.truth) for line in lines], np.float64),
        champion=np.array([edits(line.champion, line.truth) for line in lines], np.float64),
        lengths=np.array([len(graphemes(line.truth)) for line in lines], np.float64),
        pages=np.array([line.page_id for line in lines]),
    )

"""Held-out lines as two models read them: kept in the object store with a verdict, which points at it.

The trainer writes it; scoring derives from it what may be accepted without a person.
"""

from pydantic import BaseModel, ConfigDict, Field

from schemas.pages import Writer
from schemas.readings import Evidence, Probability, Reading


class ReadingNumbers(BaseModel):
    """What is known of a reading beside its text."""

    model_config = ConfigDict(frozen=True)

    graphemes: int = Field(ge=0)
    least_confidence: Probability = Field(description="Of its most doubtful grapheme; 1 if it has none.")
    evidence: Evidence


class HeldOutReading(BaseModel):
    """One held-out line as both models read it, beside the truth."""

    model_config = ConfigDict(frozen=True)

    line_id: str
    page_id: str
    document_id: str = Field(default="", description="Empty in evidence of before slices were judged.")
    writer: Writer = None
    truth: str
    champion: str
    candidate: str
    champion_numbers: ReadingNumbers | None = Field(default=None, description="None in evidence of before.")
    candidate_numbers: ReadingNumbers | None = None


class HeldOutReadings(BaseModel):
    """Every held-out line that a verdict rests on."""

    model_config = ConfigDict(frozen=True)

    lines: tuple[HeldOutReading, ...]


def numbers_of(reading: Reading) -> ReadingNumbers:
    """What is known of a reading beside its text."""
    return ReadingNumbers(
        graphemes=len(reading.graphemes),
        least_confidence=least_confidence(reading),
        evidence=reading.evidence,
    )


def least_confidence(reading: Reading) -> float:
    """The confidence of its most doubtful grapheme; 1 if it has none."""
    return min((grapheme.confidence for grapheme in reading.graphemes), default=1.0)

"""A reading: what one model made of one line. Stored as JSON in the object store, never sent in events.

This is the one definition of confidence and of every number that a strategy ranks by. All probabilities
come from the model's posterior over alignments, so they add up over everything the model could have read.
"""

from pydantic import BaseModel, ConfigDict, Field

from schemas.blobs import BlobRef
from schemas.layout import Line

Probability = float
Nats = float


class Alternative(BaseModel):
    """Another grapheme that the model could have read in the same place."""

    model_config = ConfigDict(frozen=True)

    text: str
    probability: Probability = Field(ge=0, le=1)


class Grapheme(BaseModel):
    """One user-perceived character of a reading, with the part of the line image it was read from."""

    model_config = ConfigDict(frozen=True)

    text: str
    confidence: Probability = Field(ge=0, le=1, description="Probability that this grapheme is right.")
    start: float = Field(ge=0, le=1, description="Left edge, as a fraction of the line image's width.")
    end: float = Field(ge=0, le=1, description="Right edge, as a fraction of the line image's width.")
    alternatives: tuple[Alternative, ...] = Field(default=(), description="Most probable first.")


class Evidence(BaseModel):
    """The numbers that a strategy ranks a line by."""

    model_config = ConfigDict(frozen=True)

    log_probability: Nats = Field(le=0, description="Log-probability of the reading, over all alignments.")
    margin: Nats = Field(
        ge=0,
        description="How far the reading is ahead of the best one that differs from it in one grapheme.",
    )
    entropy: Nats = Field(ge=0, description="Shannon entropy over characters, mean over the graphemes.")
    expected_errors: float = Field(ge=0, description="Graphemes expected to be wrong: sum of 1 - confidence.")
    confidence: Probability = Field(ge=0, le=1, description="exp(log_probability / graphemes); 1 if empty.")
    embedding: tuple[float, ...] = Field(default=(), description="What the line looks like, of unit length.")


class Reading(BaseModel):
    """What one model made of one line image."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(description="NFC.")
    graphemes: tuple[Grapheme, ...]
    evidence: Evidence


class LineReading(BaseModel):
    """A line of a page with its cut-out image and its reading."""

    model_config = ConfigDict(frozen=True)

    line: Line
    image: BlobRef
    reading: Reading


class PageReadings(BaseModel):
    """The stored result of reading a page, or of reading some of its lines again."""

    model_config = ConfigDict(frozen=True)

    page_id: str
    model_version: str
    lines: tuple[LineReading, ...]

"""A reading: what one model made of one line. Stored as JSON in the object store, never sent in events.

This is the one definition of confidence and of every number that a strategy ranks by. All probabilities
come from the model's posterior over alignments, so they add up over everything the model could have read.
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas.blobs import BlobRef
from schemas.layout import Line

Probability = Annotated[float, Field(ge=0, le=1)]
Nats = float


# A line has a hundred graphemes and alternatives. As dataclasses they are made and parsed several times faster than
# as models: pydantic checks them wherever a reading is parsed, but not when they are made.
@dataclass(frozen=True, slots=True)
class Alternative:
    """Another grapheme that the model could have read in the same place."""

    text: str
    probability: Probability


@dataclass(frozen=True, slots=True)
class Grapheme:
    """One user-perceived character of a reading, with the part of the line image it was read from."""

    text: str
    confidence: Annotated[Probability, Field(description="Probability that this grapheme is right.")]
    start: Annotated[
        float, Field(ge=0, le=1, description="Left edge, as a fraction of the line image's width.")
    ]
    end: Annotated[
        float, Field(ge=0, le=1, description="Right edge, as a fraction of the line image's width.")
    ]
    alternatives: Annotated[tuple[Alternative, ...], Field(description="Most probable first.")] = ()


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
    confidence: Probability = Field(description="exp(log_probability / graphemes); 1 if empty.")
    whole: Probability = Field(
        default=0, description="Probability that every grapheme of the reading is right and none is missing."
    )
    disagreement: Nats = Field(
        default=0,
        ge=0,
        description="Vote entropy: of how a committee's voters read each grapheme, mean over the graphemes. 0 where "
        "there is none.",
    )
    edit_disagreement: float = Field(
        default=0,
        ge=0,
        le=1,
        description="Edit distance between two voters' readings / graphemes of the longer, mean over pairs of "
        "voters of a committee. 0 where there is none.",
    )
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

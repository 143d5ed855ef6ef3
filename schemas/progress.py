"""recto.progress: where a collection stands, by scoring's account."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from schemas.collections import Share
from schemas.envelope import Event
from schemas.topics import PROGRESS


class ErrorPredictor(BaseModel):
    """Errors per character as a function of a reading's evidence (recto.querying.predictor)."""

    model_config = ConfigDict(frozen=True)

    means: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...]


class AcceptanceBounded(Event):
    """It was derived from answers how much may be accepted without a person, or it had to be tightened."""

    type = "recto.acceptance.bounded.v1"
    topic = PROGRESS
    identity = ("collection", "number")
    key = "collection"

    collection: str
    number: int = Field(ge=1, description="Counts the bounds of the collection.")
    generation: int = Field(ge=1, description="Of the champion whose readings it is about.")
    verdict: int = Field(ge=0, description="The training whose verdict the held-out readings are from.")
    asked_cer: Share = Field(description="The CER that all accepted lines together should not exceed.")
    confidence: Share
    threshold: float | None = Field(
        description="Predicted errors per character up to which a line is accepted; None: nothing is."
    )
    upper_cer: float | None = Field(
        description="The CER of accepted lines is not higher, with this confidence; None: nothing is accepted."
    )
    supported_by: int = Field(ge=0, description="Answered lines that would have been accepted.")
    answered: int = Field(ge=0, description="Answered lines that were looked at.")
    share: Share = Field(description="Of held-out lines, those that would have been accepted.")
    missing: int | None = Field(
        description="Answered lines that are missing before anything is accepted, at the least; None: no number "
        "would do, even the surest lines have too many errors."
    )
    audits: int = Field(ge=0, description="Audits of this champion's readings that were answered.")
    arrivals: int = Field(ge=0, description="Pages of the collection that had arrived.")
    arrivals_when_derived: int = Field(ge=0, description="And when the held-out readings were taken.")
    drift: float = Field(
        ge=0, description="Population stability index of the most changed column, beyond chance."
    )
    drift_column: str = Field(description="Which column that is; empty if none.")
    predictor: ErrorPredictor
    bounded_at: datetime


class AskingVerdict(StrEnum):
    """Whether a collection still asks for labels, and why not."""

    GOES_ON = "goes on"
    AT_TARGET = "at target"
    HOPELESS = "hopeless"


class AskingReviewed(Event):
    """Held-out lines and the learning curve changed whether more labels should be asked for."""

    type = "recto.asking.reviewed.v1"
    topic = PROGRESS
    identity = ("collection", "number")
    key = "collection"

    collection: str
    number: int = Field(ge=1, description="Counts the reviews of the collection.")
    basis: str = Field(description="What it was based on: when this changes, it is reviewed.")
    verdict: AskingVerdict
    target_cer: Share
    cer: float | None = Field(description="The champion's, on held-out lines.")
    upper_cer: float | None = Field(description="It is not higher, with the collection's certainty.")
    attainable: int = Field(ge=0, description="Labels that budget and pool allow in all.")
    forecast_cer: float | None = Field(description="With all attainable labels; None before five trainings.")
    forecast_low: float | None
    forecast_high: float | None
    reviewed_at: datetime

"""recto.models: which model is in use for a collection, and the evidence for it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from schemas.blobs import BlobRef
from schemas.envelope import Event
from schemas.topics import MODELS


class Interval(BaseModel):
    """Where a difference of two error rates lies with 95 %. Under 0 the candidate is better."""

    model_config = ConfigDict(frozen=True)

    low: float
    high: float


class SliceVerdict(BaseModel):
    """Candidate against champion on held-out lines of one kind."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(description="What the lines have in common, e.g. 'script Greek' or 'personal data'.")
    lines: int = Field(ge=0)
    pages: int = Field(ge=0)
    candidate_cer: float
    champion_cer: float
    interval: Interval
    probability: float = Field(
        ge=0, le=1, description="That the candidate makes fewer errors on such lines; a tie counts half."
    )
    is_worse: bool = Field(description="The candidate is worse here beyond noise, all slices considered.")


class Verdict(BaseModel):
    """Candidate against champion on held-out lines, and what the candidate was made from."""

    model_config = ConfigDict(frozen=True)

    candidate_cer: float | None = Field(description="None where there is no held-out line to judge by.")
    champion_cer: float | None
    held_out_lines: int = Field(ge=0)
    held_out_pages: int = Field(ge=0)
    labels: int = Field(ge=0, description="Labels that the candidate was trained on.")
    characters_keyed: int = Field(ge=0, description="Of all labels so far, held-out ones included.")
    edits: int = Field(ge=0, description="Of all labels so far, held-out ones included.")
    train_seconds: float = Field(ge=0)
    reason: str = Field(description="Why it was promoted or rejected, in one sentence.")
    interval: Interval | None = Field(
        default=None, description="Of candidate_cer - champion_cer; None with fewer than two held-out lines."
    )
    probability: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="That the candidate makes fewer errors on lines like the held-out ones; a tie counts half.",
    )
    calibration_error: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="How far the candidate's confidence is from how often it is right, by grapheme, on held-out lines.",
    )
    slices: tuple[SliceVerdict, ...] = Field(
        default=(), description="Kinds of lines of which enough are held out."
    )


class ModelPromoted(Event):
    """A candidate passed the gate, or a person put it in use: it is the champion of its collection."""

    type = "recto.model.promoted.v1"
    topic = MODELS
    identity = ("collection", "version", "generation")
    key = "collection"

    collection: str
    version: str
    generation: int = Field(ge=1, description="Counts promotions and roll-backs of the collection.")
    round: int = Field(ge=1, description="Counts trainings of the collection.")
    weights: BlobRef
    snapshot: BlobRef
    verdict: Verdict
    evidence: BlobRef | None = Field(default=None, description="Every held-out line as read by both models.")
    previous: str = Field(description="The champion until now.")
    by: str = Field(default="gate", description="'gate' or the person who decided.")
    decided_at: datetime


class ModelRejected(Event):
    """A candidate did not pass the gate. The champion stays."""

    type = "recto.model.rejected.v1"
    topic = MODELS
    identity = ("collection", "version")
    key = "collection"

    collection: str
    version: str
    round: int = Field(ge=1)
    weights: BlobRef
    snapshot: BlobRef
    verdict: Verdict
    evidence: BlobRef | None = None
    champion: str
    decided_at: datetime


class ModelRolledBack(Event):
    """A person put an earlier model back in use. No weights means the shipped base."""

    type = "recto.model.rolled-back.v1"
    topic = MODELS
    identity = ("collection", "version", "generation")
    key = "collection"

    collection: str
    version: str
    generation: int = Field(ge=1)
    weights: BlobRef | None
    previous: str
    reason: str
    by: str
    decided_at: datetime

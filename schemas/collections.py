"""recto.collections: documents of one kind, with their own models, policy, budget and target."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas.envelope import Event
from schemas.topics import COLLECTIONS

CollectionName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
"""The form of a language tag (BCP 47), as far as it is checked."""
Share = Annotated[float, Field(ge=0, le=1)]


class CollectionSettings(BaseModel):
    """How a collection is read, asked about, learned from and accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    inbox: bool = Field(
        default=False,
        description="Documents that nobody has sorted yet: they are read, people say into which collection each goes, "
        "and nothing else is asked, learned or accepted here. Can't be changed once there are documents.",
    )
    base_model: str = Field(default="latin", description="The shipped model that first reads the pages.")
    language: str | None = Field(
        default=None,
        pattern=LANGUAGE,
        description="Language of its documents, as in 'de' or 'fr-CA': its lines go to people who know it. Anybody "
        "if unset.",
    )
    strategy: str = Field(default="recto", description="How lines are ranked for people.")
    batch_lines: int = Field(default=40, ge=1, le=100_000, description="Lines asked for in one round.")
    low_water_lines: int = Field(
        default=20,
        ge=0,
        description="Ask for the next batch early when fewer lines than this are left, so nobody runs dry.",
    )
    budget_lines: int | None = Field(
        default=None, ge=0, description="Lines to ask for in all; no limit if unset."
    )
    budget_characters: int | None = Field(
        default=None, ge=0, description="Characters of the lines asked for, in all; no limit if unset."
    )
    budget_minutes: float | None = Field(
        default=None, ge=0, description="Minutes of people's time, in all; no limit if unset."
    )
    target_cer: Share = Field(
        default=0.02, description="Stop asking when held-out CER is surely at or under this."
    )
    certainty: Share = Field(
        default=0.95,
        lt=1,
        description="Confidence of the bounds on CER: of the target, and of what is accepted.",
    )
    stops_when_hopeless: bool = Field(
        default=True,
        description="Stop asking too when the learning curve says that no number of labels will reach the target.",
    )
    audit_share: Share = Field(
        default=0.05, description="Share of lines to be accepted that a person checks."
    )
    accept_cer: Share = Field(
        default=0.01,
        description="Accept without a person as many lines as answers show to have no higher CER than this together.",
    )
    accept_confidence: Share = Field(
        default=0.5,
        description="Never accept a line read with less confidence than this, per grapheme, whatever answers show.",
    )
    held_out_share: Share = Field(default=0.15, description="Share of pages that only ever judge models.")
    held_out_lines: int = Field(
        default=200, ge=1, description="At most so many held-out lines are asked for."
    )
    boxes_share: Share = Field(
        default=0.02,
        description="Ask people to draw the lines of at most this share of pages, where line finding is in doubt.",
    )
    retrain_after_labels: int | None = Field(
        default=40, ge=1, description="Train when so many labels are new."
    )
    retrain_cron: str | None = Field(
        default=None, description="Train at these times too, e.g. '0 3 * * *', UTC."
    )
    train_seconds: float = Field(default=600, gt=0, description="Longest time one training may take.")
    double_keying_share: Share = Field(
        default=0.0,
        description="Of the lines asked for, the share that two people key, each without knowing of the other.",
    )
    second_person_hours: float = Field(
        default=24,
        gt=0,
        description="When nobody who may key them has answered for so long, lines that need another person are told "
        "as stuck.",
    )
    gold_share: Share = Field(
        default=0.0, description="Of the lines each person gets, the share whose text is known beforehand."
    )
    illegible_sign: str = Field(
        default="⟨…⟩",
        min_length=1,
        max_length=20,
        description="Stands in a text where part of the line can't be read. Such a text trains and judges no model.",
    )


class CollectionConfigured(Event):
    """A collection was made or its settings changed. Carries all settings, not the difference."""

    type = "recto.collection.configured.v1"
    topic = COLLECTIONS
    identity = ("collection", "version")
    key = "collection"

    collection: CollectionName
    version: int = Field(ge=1, description="Counts up with each change.")
    settings: CollectionSettings
    configured_at: datetime

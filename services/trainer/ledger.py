"""What the trainer knows of each collection: settings, labels, verdicts. Read from kept topics at every start.

Nothing of it is stored here: recto.labels and recto.models are kept for ever and say it all.
"""

from dataclasses import dataclass, field
from datetime import datetime

from schemas.blobs import BlobRef
from schemas.collections import CollectionSettings
from schemas.labels import LabelAccepted
from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack

Verdicts = ModelPromoted | ModelRejected


@dataclass
class Book:
    """One collection's page of the ledger."""

    name: str
    settings: CollectionSettings = field(default_factory=CollectionSettings)
    settings_version: int = 0
    labels: dict[str, LabelAccepted] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    verdicts: dict[str, Verdicts] = field(default_factory=dict)
    crowned: ModelPromoted | ModelRolledBack | None = None

    @property
    def standing_labels(self) -> list[LabelAccepted]:
        """Labels that were not withdrawn, in an order that does not depend on their arrival."""
        standing = [label for name, label in self.labels.items() if name not in self.withdrawn]
        return sorted(standing, key=lambda label: (label.accepted_at, label.label_id))

    @property
    def rounds(self) -> int:
        """Verdicts given so far."""
        return max((verdict.round for verdict in self.verdicts.values()), default=0)

    @property
    def last_verdict(self) -> Verdicts | None:
        """The verdict of the last round."""
        return max(self.verdicts.values(), key=lambda verdict: verdict.round, default=None)

    @property
    def last_round_at(self) -> datetime | None:
        """When the last verdict was given."""
        return self.last_verdict.decided_at if self.last_verdict else None

    @property
    def champion(self) -> str:
        """The version in use."""
        return self.crowned.version if self.crowned else f"base-{self.settings.base_model}"

    @property
    def champion_weights(self) -> BlobRef | None:
        """Weights of the version in use; None for the shipped base."""
        return self.crowned.weights if self.crowned else None

    @property
    def generation(self) -> int:
        """Promotions and roll-backs so far."""
        return self.crowned.generation if self.crowned else 0


class Ledger:
    """Every collection's book."""

    def __init__(self) -> None:
        self._books: dict[str, Book] = {}

    def book(self, collection: str) -> Book:
        """The book of a collection, new if it was never heard of."""
        return self._books.setdefault(collection, Book(collection))

    def get(self, collection: str) -> Book | None:
        """The book of a collection that was heard of."""
        return self._books.get(collection)

    def configured(self) -> list[Book]:
        """Books of collections with settings, by name."""
        return sorted(
            (b for b in list(self._books.values()) if b.settings_version), key=lambda book: book.name
        )

"""What the trainer knows of each collection: settings, labels, verdicts, some pages. Read anew at each start.

Nothing of it is stored here: the topics it comes from are kept for ever and say it all. The host loop writes;
request threads read beside it, so whatever they iterate over is copied first.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from recto.runtime.tracing import MOST_LINKS, at_hand
from schemas.blobs import BlobRef
from schemas.collections import CollectionConfigured, CollectionSettings
from schemas.labels import LabelAccepted
from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack
from services.trainer.unlabelled import PageSample

Verdicts = ModelPromoted | ModelRejected
Crowning = ModelPromoted | ModelRolledBack


@dataclass
class Book:
    """One collection's page of the ledger. Events may come in any order, and more than once."""

    name: str
    settings: CollectionSettings = field(default_factory=CollectionSettings)
    settings_version: int = 0
    configured_at: datetime | None = None
    labels: dict[str, LabelAccepted] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    changes: int = 0
    """Counts changes of labels, so that they are counted anew only after one."""
    verdicts: dict[str, Verdicts] = field(default_factory=dict)
    crownings: dict[int, Crowning] = field(default_factory=dict)
    """By generation."""
    traces: deque[str] = field(default_factory=lambda: deque(maxlen=MOST_LINKS))
    """Of the newest labels: what the next training follows from."""
    sample: PageSample = field(init=False)
    """Pages to learn from without labels."""

    def __post_init__(self) -> None:
        self.sample = PageSample(self.name)

    def configure(self, event: CollectionConfigured) -> None:
        """Follow the newest settings."""
        if event.version > self.settings_version:
            self.settings, self.settings_version = event.settings, event.version
            self.configured_at = event.configured_at

    def accept(self, label: LabelAccepted) -> None:
        """Count a label, once."""
        if label.label_id not in self.labels:
            self.labels[label.label_id] = label
            self.changes += 1
            if (traceparent := at_hand()) is not None:
                self.traces.append(traceparent)

    def withdraw(self, label_id: str) -> None:
        """Leave a label out from now on, even if it is still to come."""
        self.withdrawn.add(label_id)
        self.changes += 1

    def judge(self, verdict: Verdicts) -> None:
        """A round was judged. A person's later decision about the model does not replace the gate's verdict."""
        if isinstance(verdict, ModelRejected) or verdict.by == "gate":
            self.verdicts[verdict.version] = verdict
        else:
            self.verdicts.setdefault(verdict.version, verdict)

    def crown(self, event: Crowning) -> None:
        """A model took over."""
        self.crownings[event.generation] = event

    @property
    def standing_labels(self) -> list[LabelAccepted]:
        """Labels that were not withdrawn, in an order that does not depend on their arrival."""
        standing = [label for name, label in self.labels.items() if name not in self.withdrawn]
        return sorted(standing, key=lambda label: (label.accepted_at, label.label_id))

    @property
    def rounds(self) -> int:
        """Verdicts given so far."""
        return self.last_verdict.round if self.last_verdict else 0

    @property
    def last_verdict(self) -> Verdicts | None:
        """The verdict of the last round."""
        return max(list(self.verdicts.values()), key=lambda verdict: verdict.round, default=None)

    @property
    def last_round_at(self) -> datetime | None:
        """When the last verdict was given."""
        return self.last_verdict.decided_at if self.last_verdict else None

    @property
    def crowned(self) -> Crowning | None:
        """What put the model in use there; None for the shipped base."""
        return max(list(self.crownings.values()), key=lambda event: event.generation, default=None)

    @property
    def champion(self) -> str:
        """The version in use."""
        crowned = self.crowned
        return crowned.version if crowned else f"base-{self.settings.base_model}"

    @property
    def champion_weights(self) -> BlobRef | None:
        """Weights of the version in use; None for the shipped base."""
        crowned = self.crowned
        return crowned.weights if crowned else None

    @property
    def generation(self) -> int:
        """Promotions and roll-backs so far."""
        crowned = self.crowned
        return crowned.generation if crowned else 0

    @property
    def succession(self) -> list[str]:
        """The champions one after another up to the one in use, without those that were rolled back."""
        line: list[str] = []
        for event in sorted(self.crownings.values(), key=lambda crowning: crowning.generation):
            if not line:
                line.append(event.previous)
            if isinstance(event, ModelRolledBack) and event.version in line:
                del line[len(line) - line[::-1].index(event.version) :]
            else:
                line.append(event.version)
        return line or [self.champion]


class Ledger:
    """Every collection's book."""

    def __init__(self) -> None:
        self._books: dict[str, Book] = {}

    def book(self, collection: str) -> Book:
        """The book of a collection, new if it was never heard of."""
        book = self._books.get(collection)
        if book is None:
            book = self._books[collection] = Book(collection)
        return book

    def get(self, collection: str) -> Book | None:
        """The book of a collection that was heard of."""
        return self._books.get(collection)

    def configured(self) -> list[Book]:
        """Books of collections with settings, by name."""
        return sorted(
            (b for b in list(self._books.values()) if b.settings_version), key=lambda book: book.name
        )

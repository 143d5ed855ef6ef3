"""How many labels stand, and how many are new: counted when something changed, not every second."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from schemas.labels import Origin
from schemas.tasks import Purpose
from services.trainer import metrics
from services.trainer.ledger import Book
from services.trainer.snapshots import Past, can_train, has_judges


@dataclass(frozen=True)
class Tally:
    """Labels of a collection that were not withdrawn."""

    state: tuple[int, int]
    """Changes of labels and rounds when it was counted: while they stay, so does the tally."""
    by_purpose: Mapping[Purpose, int]
    new: int
    """Labels to train on that the last snapshot does not hold."""
    oldest_new: datetime | None
    """When the oldest of them was accepted."""
    waits_for_judges: bool
    """Scoring asks for lines that judge, and none of them is answered yet."""


def state_of(book: Book) -> tuple[int, int]:
    """What a tally of the book depends on."""
    return book.changes, book.rounds


def tally(book: Book, past: Past) -> Tally:
    """Count the labels of a book, and measure them."""
    standing = [label for name, label in book.labels.items() if name not in book.withdrawn]
    new = [label for label in standing if label.label_id not in past.label_ids and can_train(label)]
    counted = Tally(
        state=state_of(book),
        by_purpose=Counter(label.purpose for label in standing),
        new=len(new),
        oldest_new=min((label.accepted_at for label in new), default=None),
        waits_for_judges=any(label.origin != Origin.IMPORTED for label in standing)
        and not has_judges(standing, past),
    )
    _measure(book.name, counted)
    return counted


def _measure(collection: str, counted: Tally) -> None:
    metrics.NEW_LABELS.labels(collection).set(counted.new)
    for purpose in Purpose:
        metrics.LABELS.labels(collection, purpose.value).set(counted.by_purpose.get(purpose, 0))

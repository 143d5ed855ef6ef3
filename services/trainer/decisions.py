"""A person's decisions about models, as events."""

from datetime import datetime

from schemas.models import ModelPromoted, ModelRolledBack
from services.trainer.ledger import Book


class Refused(Exception):
    """The decision makes no sense; the message says why."""


def promotion(book: Book, version: str, *, by: str, now: datetime) -> ModelPromoted:
    """Put `version` in use, whatever the gate said of it. Raises Refused if it does not exist or is in use."""
    verdict = book.verdicts.get(version)
    if verdict is None:
        known = ", ".join(sorted(book.verdicts)) or "none yet"
        raise Refused(f"{book.name} has no model {version!r}; it has: {known}.")
    if version == book.champion:
        raise Refused(f"{version} is the champion of {book.name} already.")
    return ModelPromoted(
        **verdict.model_dump(exclude={"generation", "previous", "by", "decided_at", "champion"}),
        generation=book.generation + 1,
        previous=book.champion,
        by=by,
        decided_at=now,
    )


def roll_back(book: Book, *, by: str, reason: str, now: datetime) -> ModelRolledBack:
    """Put the champion before this one back in use, and the one before that if asked again.

    Raises Refused if there was none.
    """
    if len(book.succession) < 2:
        raise Refused(f"{book.name} reads with its first model; there is nothing to roll back to.")
    previous = book.succession[-2]
    earlier = book.verdicts.get(previous)
    return ModelRolledBack(
        collection=book.name,
        version=previous,
        generation=book.generation + 1,
        weights=earlier.weights if earlier else None,
        previous=book.champion,
        reason=reason or "rolled back by hand",
        by=by,
        decided_at=now,
    )

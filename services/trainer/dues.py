"""How long each collection has waited for a verdict since its training was due.

Counted from when this process first saw it due: a restart begins anew, for what made it due may have changed since.
"""

from datetime import datetime

from services.trainer import metrics


class Dues:
    """Since when trainings are due."""

    def __init__(self) -> None:
        self._since: dict[str, datetime] = {}

    def see(self, collection: str, why: str | None, now: datetime) -> None:
        """A training of this collection is due, for a reason, or is not."""
        if why is None:
            self._since.pop(collection, None)
        since = self._since.setdefault(collection, now) if why else now
        metrics.RETRAINING_DUE_SECONDS.labels(collection).set((now - since).total_seconds())

    def judged(self, collection: str, now: datetime) -> None:
        """Its verdict is given. What came in since is seen at the next look."""
        since = self._since.pop(collection, None)
        if since is not None:
            metrics.RETRAINING_SECONDS.labels(collection).observe((now - since).total_seconds())
        metrics.RETRAINING_DUE_SECONDS.labels(collection).set(0)

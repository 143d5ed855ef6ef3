"""What the collections say that a document can be put into: read from their labels, and kept for a while."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from recto.querying.likeness import Samples
from recto.runtime.clock import Clock

_KEPT = timedelta(minutes=1)


class CollectionSamples:
    """What collections say, read anew when that is older than a minute. Safe to share among threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._names: tuple[str, ...] = ()
        self._samples = Samples({})
        self._read_at: datetime | None = None

    def of(self, names: Sequence[str], texts: Callable[[], Mapping[str, Sequence[str]]]) -> Samples:
        """Of these collections; `texts` gives their labels, and is called only where they have to be read."""
        now = self._clock()
        with self._lock:
            is_known = self._names == tuple(names)
            if not is_known or self._read_at is None or now - self._read_at >= _KEPT:
                self._samples, self._names, self._read_at = Samples(texts()), tuple(names), now
            return self._samples

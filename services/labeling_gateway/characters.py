"""Which special characters a collection uses: counted in its labels, and kept for a while."""

import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from recto.recognition.measures import graphemes
from recto.runtime.clock import Clock

_KEPT = timedelta(minutes=1)
_MOST = 60

Count = tuple[str, int]


def special(texts: Iterable[str], most: int = _MOST) -> list[Count]:
    """Graphemes that no keyboard is sure to have, most frequent first. ASCII is on all of them.

    >>> special(["daſs ſie", "ſo, – ja"])
    [('ſ', 3), ('–', 1)]
    """
    counts = Counter(grapheme for text in texts if not text.isascii() for grapheme in graphemes(text))
    found = [(grapheme, count) for grapheme, count in counts.items() if _is_special(grapheme)]
    return sorted(found, key=lambda each: (-each[1], each[0]))[:most]


def _is_special(grapheme: str) -> bool:
    return not grapheme.isascii() and unicodedata.category(grapheme[0]) != "Zs"


class CharacterCounts:
    """Counts by collection, made anew when they are older than a minute. Safe to share among threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: dict[str, tuple[datetime, Sequence[Count]]] = {}
        self._lock = threading.Lock()

    def of(self, collection: str, texts: Callable[[], Iterable[str]]) -> Sequence[Count]:
        """Of a collection; `texts` gives its labels, and is called only where they have to be counted."""
        now = self._clock()
        with self._lock:
            counted_at, counts = self._counts.get(collection, (None, ()))
        if counted_at is not None and now - counted_at < _KEPT:
            return counts
        counts = special(texts())
        with self._lock:
            self._counts[collection] = (now, counts)
        return counts

"""Who came in moments ago: the next request of their page asks the database nothing. Bounded in time and number."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import NamedTuple

from services.labeling_gateway.people import Who

WITHIN = timedelta(seconds=5)
"""So long another gateway process may let somebody in by what was true before."""
_REMEMBERED = 10_000


class _Seen(NamedTuple):
    who: Who
    until: datetime


class Recent:
    """People by what they show. Whoever changes a person or a key calls `forget`, and it holds at once."""

    def __init__(self, remembered: int = _REMEMBERED) -> None:
        self._remembered = remembered
        self._seen: OrderedDict[str, _Seen] = OrderedDict()
        self._changes = 0
        self._lock = threading.Lock()

    def who(self, shown: str, now: datetime) -> Who | None:
        """Whoever showed the same within the last seconds."""
        with self._lock:
            seen = self._seen.get(shown)
        return seen.who if seen is not None and now < seen.until else None

    def changes(self) -> int:
        """How often something was forgotten: to be asked before the database is, and handed to `keep`."""
        return self._changes

    def keep(self, shown: str, who: Who, now: datetime, changes: int) -> None:
        """Remember who it was, unless something has changed since the database was asked."""
        with self._lock:
            if changes != self._changes:
                return
            self._seen.pop(shown, None)
            self._seen[shown] = _Seen(who, now + WITHIN)
            if len(self._seen) > self._remembered:
                self._seen.popitem(last=False)

    def forget(self) -> None:
        """Somebody, or some key, is not what it was."""
        with self._lock:
            self._changes += 1
            self._seen.clear()

"""Holds off an address that brings wrong keys again and again. Remembers a bounded number of addresses."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from services.labeling_gateway.failures import TooManyTries

WITHIN = timedelta(seconds=60)
TRIES = 30
_REMEMBERED = 10_000


class Throttle:
    """Counts wrong keys by address; from `tries` within a minute on, no key of that address is looked at."""

    def __init__(self, tries: int = TRIES, remembered: int = _REMEMBERED) -> None:
        self._tries = tries
        self._remembered = remembered
        self._wrong: OrderedDict[str, tuple[int, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def require_open(self, address: str, now: datetime) -> None:
        """Raises TooManyTries while an address is held off."""
        with self._lock:
            count, since = self._wrong.get(address, (0, now))
        ends = since + WITHIN
        if count >= self._tries and now < ends:
            raise TooManyTries("Too many wrong keys came from your address.", (ends - now).total_seconds())

    def wrong(self, address: str, now: datetime) -> None:
        """A key of this address was wrong."""
        with self._lock:
            count, since = self._wrong.pop(address, (0, now))
            self._wrong[address] = (count + 1, since) if now < since + WITHIN else (1, now)
            while len(self._wrong) > self._remembered:
                self._wrong.popitem(last=False)

    def __len__(self) -> int:
        return len(self._wrong)

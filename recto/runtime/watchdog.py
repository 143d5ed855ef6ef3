"""Notices a process that looks alive and is not: a loop that hangs, or partitions assigned and no event taken.

A consumer can stay in its group, send heartbeats and deliver nothing. Then only a restart helps.
"""

import logging
import os
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

EXIT_STALLED = 75


class Watchdog:
    """Is told what happens, and judges whether the loop makes progress. Times in seconds."""

    def __init__(self, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience
        self._clock = clock
        self._alive_at = clock()
        self._progress_at = clock()
        self._stopped = threading.Event()

    def alive(self) -> None:
        """The loop has come round."""
        self._alive_at = self._clock()

    def progressed(self) -> None:
        """An event was handled."""
        self._alive_at = self._progress_at = self._clock()

    def waiting(self, events: int) -> None:
        """So many events could be taken now. None is no stall."""
        if not events:
            self._progress_at = self._clock()

    def stalled(self) -> str | None:
        """Why the process should be restarted, or None."""
        now = self._clock()
        if now - self._alive_at > self._patience:
            return f"the loop has not come round for {now - self._alive_at:.0f} s"
        if now - self._progress_at > self._patience:
            return f"events wait and none was taken for {now - self._progress_at:.0f} s"
        return None

    def guard(self) -> None:
        """End the process when it stalls; checks in a thread of its own until stop()."""
        threading.Thread(target=self._guard, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """Stop guarding."""
        self._stopped.set()

    def _guard(self) -> None:
        while not self._stopped.wait(self._patience / 10):
            reason = self.stalled()
            if reason:
                log.critical("restart needed: %s", reason)
                os._exit(EXIT_STALLED)

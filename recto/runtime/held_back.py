"""Deliveries that wait for a dependency, by partition and in order.

They wait here and not in the consumer: kafka-python 3.0.12 never delivers again what is left of a partly drained
fetch once its partition was paused and resumed.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable

from recto.runtime.bus import Delivery, Partition

_LIMIT = 1000
_LONGEST_WAIT = 30.0


class HeldBack:
    """What was put off, and when each partition is due again. Times in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: dict[Partition, deque[Delivery]] = {}
        self._due_at: dict[Partition, float] = {}
        self._last_wait: dict[Partition, float] = {}

    @property
    def partitions(self) -> int:
        """How many partitions wait."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether so much waits that no more should be fetched."""
        return sum(map(len, self._waiting.values())) >= _LIMIT

    def holds(self, partition: Partition) -> bool:
        """Whether something of the partition waits, so that what comes after it must wait too."""
        return partition in self._waiting

    def put_off(self, delivery: Delivery, seconds: float) -> None:
        """Try this delivery again after `seconds`, or after twice the last wait while its partition keeps failing."""
        partition = delivery.partition
        wait = min(max(seconds, 2 * self._last_wait.get(partition, 0)), _LONGEST_WAIT)
        self._last_wait[partition] = wait
        self._due_at[partition] = self._clock() + wait
        self._waiting[partition] = deque([delivery])

    def add(self, delivery: Delivery) -> None:
        """Let a delivery wait behind those of its partition."""
        self._waiting[delivery.partition].append(delivery)

    def succeeded(self, partition: Partition) -> None:
        """The dependency is back: the next failure starts with a short wait again."""
        self._last_wait.pop(partition, None)

    def take_due(self) -> list[Delivery]:
        """Everything of the partitions whose time has come, each in order; it waits here no more."""
        due = [partition for partition, at in self._due_at.items() if at <= self._clock()]
        for partition in due:
            del self._due_at[partition]
        return [delivery for partition in due for delivery in self._waiting.pop(partition)]

    def keep(self, assigned: Iterable[Partition]) -> None:
        """Forget partitions that others have taken over: what was not committed comes to them."""
        for partition in self._waiting.keys() - set(assigned):
            del self._waiting[partition], self._due_at[partition]

"""How far the stream is: what waits in each partition, and whether it should be waiting."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from recto.runtime import metrics
from recto.runtime.bus import Delivery, Partition
from recto.runtime.watchdog import Watchdog
from services.scoring.stage import NAME


class Position(NamedTuple):
    """Of a partition: the offset to be fetched next, and the one that the next event will have."""

    fetched: int
    end: int


class Progress:
    """Measures, and tells the watchdog."""

    def __init__(self, watchdog: Watchdog) -> None:
        self._watchdog = watchdog
        self._taken: dict[Partition, int] = {}

    def taken(self, delivery: Delivery, age: float) -> None:
        """An event was dealt with, `age` seconds after it was published."""
        self._watchdog.progressed()
        self._taken[delivery.partition] = delivery.offset + 1
        metrics.OLDEST_EVENT_SECONDS.labels(NAME, delivery.partition.topic).set(age)

    def standing(self, positions: Mapping[Partition, Position | None], *, is_held: bool) -> None:
        """The partitions that are ours now. While a Transient holds the stream, what waits could not be taken."""
        self._taken = {partition: n for partition, n in self._taken.items() if partition in positions}
        waiting: Counter[str] = Counter()
        for partition, position in positions.items():
            lag = self._lag(partition, position)
            metrics.CONSUMER_LAG.labels(NAME, partition.topic, partition.number).set(lag)
            waiting[partition.topic] += lag
        for topic, events in waiting.items():
            if not events:
                metrics.OLDEST_EVENT_SECONDS.labels(NAME, topic).set(0)
        self._watchdog.waiting(0 if is_held else waiting.total())

    def _lag(self, partition: Partition, position: Position | None) -> int:
        """Events that wait. Where none was taken since the partition is ours: from where the group went on."""
        if position is None:
            return 0
        return max(0, position.end - self._taken.get(partition, position.fetched))

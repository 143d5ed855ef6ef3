"""The gateway as a process without Kafka: what it publishes is kept in a file, and comes back to it as from a topic."""

import os
from collections.abc import Iterable
from pathlib import Path

from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.running import main
from recto.runtime.service import Service
from recto.runtime.tracing import Traced, traced
from schemas.envelope import Event
from schemas.labels import LabelAccepted, LabelDeclined
from services.labeling_gateway.__main__ import NAME, build
from services.labeling_gateway.settings import Settings

TOLD = "RECTO_BENCH_TOLD"
"""The variable that names the file: a line with the task for each label or decline that was published."""


class KeepingBus(MemoryBus):
    """A bus in memory that writes down which tasks it has been told the end of."""

    def __init__(self, told: Path) -> None:
        super().__init__(MemoryLog(), NAME)
        self._told = told

    def publish(self, events: Iterable[Event | Traced]) -> None:
        """See Bus.publish."""
        sent = [traced(event) for event in events]
        super().publish(sent)
        ends = [f"{event.task_id}\n" for event, _ in sent if isinstance(event, LabelAccepted | LabelDeclined)]
        with self._told.open("a") as file:
            file.writelines(ends)


def _built(settings: Settings) -> Service:
    return build(settings, bus=KeepingBus(Path(os.environ[TOLD])))


if __name__ == "__main__":
    main(NAME, Settings, _built)

"""Both buses, each as empty as a new topic table: the same suite runs over them."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from recto.runtime.bus import Bus
from recto.runtime.kafka import KafkaBus, apply_topics
from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.settings import BusSettings

OpenBus = Callable[[str], Bus]


@pytest.fixture(params=["memory", pytest.param("kafka", marks=pytest.mark.kafka)])
def open_bus(request: pytest.FixtureRequest) -> Iterator[OpenBus]:
    """Opens the bus for a service; each test's groups are its own."""
    opened: list[Bus] = []
    suffix = uuid4().hex[:8]
    log = MemoryLog()
    settings = BusSettings()
    if request.param == "kafka":
        settings = BusSettings(bootstrap_servers=request.getfixturevalue("kafka").bootstrap_servers)
        apply_topics(settings, partitions=3)

    def open_one(service: str) -> Bus:
        name = f"{service}-{suffix}"
        bus: Bus = KafkaBus(settings, name) if request.param == "kafka" else MemoryBus(log, name)
        opened.append(bus)
        return bus

    yield open_one
    for bus in opened:
        bus.close()

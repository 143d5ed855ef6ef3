"""Both buses, each as empty as a new topic table: the same suite runs over them. And a predictor, if asked for."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from recto.runtime.bus import Bus
from recto.runtime.kafka import KafkaBus, apply_topics
from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.settings import BusSettings

if TYPE_CHECKING:
    from predictor_process import PredictorProcess

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


@pytest.fixture(scope="module")
def predictor(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[PredictorProcess]":
    """The reader as a KServe predictor, ready."""
    from predictor_process import PredictorProcess  # noqa: PLC0415  torch comes with it

    process = PredictorProcess(tmp_path_factory.mktemp("predictor"))
    process.start()
    yield process
    process.kill()

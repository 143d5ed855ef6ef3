"""The host loop on a real broker, where consumers have ways of their own."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from recto.local.kafka import EmbeddedKafka
from recto.runtime.failures import Transient
from recto.runtime.host import Host
from recto.runtime.kafka import KafkaBus, apply_topics
from recto.runtime.service import Service
from recto.runtime.settings import BusSettings, RuntimeSettings
from schemas.envelope import Event
from schemas.tasks import TaskWithdrawn
from schemas.topics import TASKS

pytestmark = pytest.mark.kafka
DEADLINE = 40


class Dependency:
    """Away for the tasks of this run until it is told to come back; notes what it was asked for."""

    def __init__(self) -> None:
        self.run = uuid4().hex[:6]
        self.asked: list[str] = []
        self.done: list[str] = []
        self.is_back = threading.Event()

    def handle(self, event: TaskWithdrawn, _: object) -> Iterator[Event]:
        self.asked.append(event.task_id)
        if event.task_id.startswith(self.run) and not self.is_back.is_set():
            raise Transient("away", retry_after=0.2)
        self.done.append(event.task_id)
        yield from ()


@pytest.fixture
def dependency(kafka: EmbeddedKafka, tmp_path: Path) -> Iterator[Dependency]:
    """Handled by a host that fetches a few records at a time, so that fetches are drained in part."""
    settings = BusSettings(bootstrap_servers=kafka.bootstrap_servers, max_poll_records=4)
    apply_topics(settings)
    found = Dependency()
    service = Service(
        name=f"stage-{uuid4().hex[:8]}",
        settings=RuntimeSettings(bus=settings, state_dir=tmp_path),
        bus=KafkaBus(settings, f"stage-{uuid4().hex[:8]}"),
        handlers={TaskWithdrawn: found.handle},
        deps=None,
        works=(TASKS,),
    )
    host = Host(service)
    thread = threading.Thread(target=host.run)
    thread.start()
    yield found
    host.stop()
    thread.join(DEADLINE)
    service.bus.close()


def test_what_waits_for_a_dependency_in_many_partitions_is_all_done_in_order(
    kafka: EmbeddedKafka, dependency: Dependency
) -> None:
    run = dependency.run
    wanted = [f"{run}-{key}-{number}" for number in range(3) for key in range(9)]
    bus = KafkaBus(BusSettings(bootstrap_servers=kafka.bootstrap_servers), "test")
    bus.publish(
        TaskWithdrawn(task_id=task, collection=f"{run}-{task.split('-')[1]}", reason="test")
        for task in wanted
    )
    _until(lambda: any(task in dependency.asked for task in wanted))
    dependency.is_back.set()
    _until(lambda: set(wanted) <= set(dependency.done))
    for key in range(9):
        mine = [task for task in dependency.done if task.startswith(f"{run}-{key}-")]
        assert mine == [f"{run}-{key}-{number}" for number in range(3)]
    bus.close()


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        pause.wait(0.05)

"""The host loop's promises, each seen from outside: what is published, committed, and taken again."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import REGISTRY

from recto.runtime.failures import Poison, Transient
from recto.runtime.host import Host
from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.service import Service
from recto.runtime.settings import BusSettings, RuntimeSettings
from recto.runtime.tracing import Traced
from schemas.dead_letters import EventFailed
from schemas.envelope import Event, Record, decode
from schemas.registry import EVENTS
from schemas.tasks import TaskWithdrawn
from schemas.topics import DEAD_LETTERS, TASKS, TRANSCRIPTS
from schemas.transcripts import PageUnreadable

DEADLINE = 10


def a_task(task_id: str, collection: str = "letters") -> TaskWithdrawn:
    return TaskWithdrawn(task_id=task_id, collection=collection, reason="test")


def an_output(task: TaskWithdrawn) -> PageUnreadable:
    return PageUnreadable(
        page_id=task.task_id,
        document_id="d",
        collection=task.collection,
        number=1,
        model_version="m",
        generation=0,
        reason="test",
        transcribed_at="2026-01-01T00:00:00Z",  # type: ignore[arg-type]
    )


class Recorder:
    """A handler that notes what it is given and does what `behaviour` says."""

    def __init__(self, behaviour: Callable[[TaskWithdrawn, int], Iterable[Event]]) -> None:
        self.seen: list[str] = []
        self._behaviour = behaviour

    def __call__(self, event: TaskWithdrawn, deps: object) -> Iterable[Event]:
        self.seen.append(event.task_id)
        return self._behaviour(event, self.seen.count(event.task_id))


def a_service(bus: MemoryBus, handler: object, tmp_path: Path, **parts: object) -> Service:
    handlers = handler if isinstance(handler, dict) else {TaskWithdrawn: handler}
    defaults = {"works": (TASKS,), "settings": RuntimeSettings(state_dir=tmp_path)}
    return Service(
        name="stage",
        bus=bus,
        handlers=handlers,
        deps=None,
        **{**defaults, **parts},  # type: ignore[arg-type]
    )


@contextmanager
def running(service: Service) -> Iterator[threading.Thread]:
    """The host in a thread, and what it raised in `error`."""
    host = Host(service)

    def run() -> None:
        try:
            host.run()
        except RuntimeError as error:
            thread.error = error  # type: ignore[attr-defined]

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        host.stop()
        thread.join(DEADLINE)
        assert not thread.is_alive(), "the host did not stop"


def until(log: MemoryLog, condition: Callable[[], bool]) -> None:
    """Waits for records to arrive such that `condition` holds."""
    with log.arrived:
        assert log.arrived.wait_for(condition, timeout=DEADLINE), "did not happen in time"


def events_of(log: MemoryLog, topic: object) -> list[Event]:
    found = [decode(record, EVENTS) for record in log.of(topic)]  # type: ignore[arg-type]
    return [event for event in found if event is not None]


def committed(log: MemoryLog) -> int:
    return sum(log.committed["stage"].values())


def test_outputs_are_published_and_then_the_offset_is_committed(tmp_path: Path) -> None:
    log = MemoryLog()
    bus = MemoryBus(log, "stage")
    order: list[str] = []
    bus_publish = bus.publish

    def publish(events: Iterable[Event | Traced]) -> None:
        bus_publish(events)
        order.append(f"published, {committed(log)} committed")

    bus.publish = publish  # type: ignore[method-assign]
    MemoryBus(log, "other").publish([a_task("t1")])
    with running(a_service(bus, Recorder(lambda task, _: [an_output(task)]), tmp_path)):
        until(log, lambda: bool(log.of(TRANSCRIPTS)))
    assert order[0] == "published, 0 committed"
    assert committed(log) == 1


def dead_letters(service: Service) -> float | None:
    labels = {"service": service.name, "topic": TASKS.name}
    return REGISTRY.get_sample_value("recto_dead_letters_total", labels)


def test_poison_goes_to_the_dead_letters_whole_and_the_stream_goes_on(tmp_path: Path) -> None:
    log = MemoryLog()
    bus = MemoryBus(log, "stage")

    def behaviour(task: TaskWithdrawn, _: int) -> Iterable[Event]:
        if task.task_id == "bad":
            raise Poison("never works")
        return [an_output(task)]

    service = a_service(bus, Recorder(behaviour), tmp_path)
    before = dead_letters(service)
    bus.publish([a_task("bad"), a_task("good")])
    with running(service):
        assert dead_letters(service) is not None, "a counter that begins with its first event hides that one"
        until(log, lambda: bool(log.of(TRANSCRIPTS) and log.of(DEAD_LETTERS)))
    assert dead_letters(service) == (before or 0) + 1
    [letter] = events_of(log, DEAD_LETTERS)
    assert isinstance(letter, EventFailed)
    assert letter.reason == "never works"
    assert b'"bad"' in letter.origin_value
    assert letter.origin_topic == TASKS.name
    assert "behaviour" in letter.stack


def test_a_malformed_record_is_poison(tmp_path: Path) -> None:
    log = MemoryLog()
    log.append(Record(TASKS.name, b"letters", b"{", {"ce_type": TaskWithdrawn.type}))
    handler = Recorder(lambda task, _: [])
    with running(a_service(MemoryBus(log, "stage"), handler, tmp_path)):
        until(log, lambda: bool(log.of(DEAD_LETTERS)))
    assert handler.seen == []


def test_a_transient_failure_is_tried_again_and_keeps_the_order(tmp_path: Path) -> None:
    log = MemoryLog()
    bus = MemoryBus(log, "stage")

    def behaviour(task: TaskWithdrawn, attempt: int) -> Iterable[Event]:
        if task.task_id == "t1" and attempt < 3:
            raise Transient("store is away", retry_after=0.01)
        return [an_output(task)]

    handler = Recorder(behaviour)
    bus.publish([a_task("t1"), a_task("t2")])
    with running(a_service(bus, handler, tmp_path)):
        until(log, lambda: len(log.of(TRANSCRIPTS)) == 2)
    assert handler.seen == ["t1", "t1", "t1", "t2"]
    assert not log.of(DEAD_LETTERS)


def test_a_transient_failure_holds_up_its_own_partition_alone(tmp_path: Path) -> None:
    log = MemoryLog()
    bus = MemoryBus(log, "stage")
    names = [f"c{n}" for n in range(12)]

    def behaviour(task: TaskWithdrawn, _: int) -> Iterable[Event]:
        if task.collection == names[0]:
            raise Transient("away", retry_after=60)
        return [an_output(task)]

    bus.publish(a_task("t", name) for name in names)
    held_up = next(p for p, records in log.partitions.items() if any(r.key == b"c0" for r in records))
    elsewhere = 12 - len(log.partitions[held_up])
    assert elsewhere > 0
    with running(a_service(bus, Recorder(behaviour), tmp_path)):
        until(log, lambda: len(log.of(TRANSCRIPTS)) >= elsewhere)
    assert held_up not in log.committed["stage"]


def test_a_bug_ends_the_host_and_the_event_is_not_committed(tmp_path: Path) -> None:
    log = MemoryLog()
    bus = MemoryBus(log, "stage")

    def behaviour(_: TaskWithdrawn, __: int) -> Iterable[Event]:
        raise RuntimeError("a bug")

    bus.publish([a_task("t1")])
    with running(a_service(bus, Recorder(behaviour), tmp_path)) as thread:
        thread.join(DEADLINE)
    assert str(thread.error) == "a bug"  # type: ignore[attr-defined]
    assert committed(log) == 0


def test_outputs_wait_for_a_broker_that_is_away_and_nothing_is_committed_meanwhile(tmp_path: Path) -> None:
    log = MemoryLog()
    bus = MemoryBus(log, "stage")
    bus_publish, attempts = bus.publish, []

    def publish(events: Iterable[Event | Traced]) -> None:
        attempts.append(committed(log))
        if len(attempts) == 1:
            raise Transient("broker is away")
        bus_publish(events)

    bus.publish([a_task("t1")])
    bus.publish = publish  # type: ignore[method-assign]
    with running(a_service(bus, Recorder(lambda task, _: [an_output(task)]), tmp_path)):
        until(log, lambda: bool(log.of(TRANSCRIPTS)))
    assert attempts[:2] == [0, 0]


def test_followed_topics_are_known_before_the_first_event_is_worked_on(tmp_path: Path) -> None:
    log = MemoryLog()
    bus = MemoryBus(log, "stage")
    order: list[str] = []

    def learn(event: PageUnreadable, _: object) -> Iterable[Event]:
        order.append("learned")
        return []

    def work(task: TaskWithdrawn, _: int) -> Iterable[Event]:
        order.append("worked")
        return [an_output(task)]

    bus.publish([a_task("t1"), an_output(a_task("t0")), an_output(a_task("t9"))])
    handlers = {TaskWithdrawn: Recorder(work), PageUnreadable: learn}
    with running(a_service(bus, handlers, tmp_path, follows=(TRANSCRIPTS,))):
        until(log, lambda: len(log.of(TRANSCRIPTS)) == 3)
    assert order[:3] == ["learned", "learned", "worked"]


def test_a_handler_of_a_followed_event_must_yield_nothing(tmp_path: Path) -> None:
    log = MemoryLog()
    bus = MemoryBus(log, "stage")
    bus.publish([a_task("t1")])
    handler = Recorder(lambda task, _: [an_output(task)])
    with running(a_service(bus, handler, tmp_path, works=(), follows=(TASKS,))) as thread:
        thread.join(DEADLINE)
    assert "must yield nothing" in str(thread.error)  # type: ignore[attr-defined]


def test_a_tick_may_publish_without_any_event(tmp_path: Path) -> None:
    log = MemoryLog()
    bus = MemoryBus(log, "stage")
    handler = Recorder(lambda task, _: [])
    service = a_service(bus, handler, tmp_path, on_tick=lambda _: [an_output(a_task("due"))])
    with running(service):
        until(log, lambda: bool(log.of(TRANSCRIPTS)))
    assert handler.seen == []


def test_the_trace_of_the_cause_goes_on_in_its_outputs(tmp_path: Path) -> None:
    log = MemoryLog()
    bus = MemoryBus(log, "stage")
    bus.publish([a_task("t1")])
    with running(a_service(bus, Recorder(lambda task, _: [an_output(task)]), tmp_path)):
        until(log, lambda: bool(log.of(TRANSCRIPTS)))
    [cause], [effect] = log.of(TASKS), log.of(TRANSCRIPTS)
    assert cause.headers["traceparent"].split("-")[1] == effect.headers["traceparent"].split("-")[1]


def test_a_service_that_only_follows_is_never_taken_for_stalled(tmp_path: Path) -> None:
    log = MemoryLog()
    settings = RuntimeSettings(state_dir=tmp_path, bus=BusSettings(stall_seconds=0.5))
    seen = threading.Event()
    handlers = {TaskWithdrawn: lambda _event, _deps: seen.set() or []}
    service = a_service(
        MemoryBus(log, "stage"), handlers, tmp_path, works=(), follows=(TASKS,), settings=settings
    )
    host = Host(service)
    thread = threading.Thread(target=host.run, daemon=True)
    thread.start()
    assert not seen.wait(1.5), "nothing was published, so nothing can have been seen"
    assert host.why_not_ready() is None
    host.stop()
    thread.join(DEADLINE)


def test_a_batch_is_seen_ahead_and_each_event_is_handled_after_that(tmp_path: Path) -> None:
    log, order = MemoryLog(), list[str]()

    def ahead(events: Sequence[TaskWithdrawn], deps: object) -> None:
        order.append("ahead of " + " ".join(sorted(event.task_id for event in events)))

    def handle(task: TaskWithdrawn, deps: object) -> Iterable[Event]:
        order.append(task.task_id)
        return [an_output(task)]

    MemoryBus(log, "other").publish([a_task("t1"), a_task("t2"), a_task("t3")])
    with running(a_service(MemoryBus(log, "stage"), handle, tmp_path, ahead=ahead)):
        until(log, lambda: len(log.of(TRANSCRIPTS)) == 3)
        MemoryBus(log, "other").publish([a_task("alone")])
        until(log, lambda: len(log.of(TRANSCRIPTS)) == 4)
    assert order == ["ahead of t1 t2 t3", "t1", "t2", "t3", "alone"]


def test_what_makes_no_sense_is_not_seen_ahead_and_is_poison_in_its_turn(tmp_path: Path) -> None:
    log, seen = MemoryLog(), list[Event]()
    MemoryBus(log, "other").publish([a_task("t1"), a_task("t2")])
    good = log.of(TASKS)[0]
    log.append(Record(good.topic, good.key, b"nonsense", good.headers))
    service = a_service(
        MemoryBus(log, "stage"),
        Recorder(lambda task, _: [an_output(task)]),
        tmp_path,
        ahead=lambda events, deps: seen.extend(events),
    )
    with running(service):
        until(log, lambda: len(log.of(TRANSCRIPTS)) == 2 and len(log.of(DEAD_LETTERS)) == 1)
    assert sorted(event.task_id for event in seen if isinstance(event, TaskWithdrawn)) == ["t1", "t2"]

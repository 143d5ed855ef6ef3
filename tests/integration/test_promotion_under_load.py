"""The worker and a real predictor while a model is promoted, and while the predictor is replaced: nothing is lost."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from predictor_process import BASE, LINES, PredictorProcess
from reading_worker import Worker

from recto.runtime.failures import Transient
from recto.runtime.host import Host
from schemas.readings import Reading
from schemas.topics import DEAD_LETTERS
from services.inference.reading import LocalReader
from services.inference.remote import RemoteReader

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("promotion-under-load")]

A_SECOND = 20
DEADLINE = 150


@pytest.fixture
def worker(predictor: PredictorProcess) -> Iterator[Worker]:
    """With model 1 in use."""
    made = Worker(predictor)
    made.promote(1)
    with working(made):
        until(lambda: made.champion() == made.models[1])
        yield made


@contextmanager
def working(worker: Worker) -> Iterator[None]:
    host = Host(worker.service)
    thread = threading.Thread(target=host.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        host.stop()
        thread.join(30)
        assert not thread.is_alive(), "the worker did not stop"


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def on_the_beat(times: int, act: Callable[[int], None]) -> None:
    """Twenty times a second, however long each takes."""
    began = time.monotonic()
    for number in range(times):
        time.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
        act(number)


def essence(readings: Sequence[Reading]) -> list[tuple[str, float]]:
    """What two readings share however their lines were batched: text, and likelihood but for its last digits."""
    return [(reading.text, round(reading.evidence.log_probability, 1)) for reading in readings]


def readings_of_both(worker: Worker) -> dict[str, list[tuple[str, float]]]:
    """What each model makes of the page, read here."""
    local = LocalReader(worker.objects, models_in_memory=2, threads=1)
    both = {model.version: essence(local.read(model, worker.line_images)) for model in worker.models.values()}
    first, second = both.values()
    assert all(one != other for one, other in zip(first, second, strict=True)), "a mixture would not show"
    assert len(set(first)) == len(first), "another order would not show"
    return both


class Asked(NamedTuple):
    """A request of the load: who was to read, and what came."""

    version: str
    answer: Future[list[Reading]]


def test_a_promotion_changes_who_reads_while_twenty_requests_a_second_go_through(
    worker: Worker, predictor: PredictorProcess
) -> None:
    expected = readings_of_both(worker)
    client = RemoteReader(predictor.url, 60)
    load: list[Asked] = []

    def act(number: int) -> None:
        champion = worker.champion()
        assert champion is not None
        load.append(Asked(champion.version, people.submit(client.read, champion, worker.line_images)))
        if number % 4 == 0:
            worker.hand_in()
        if number == 60:
            worker.promote(2)

    with ThreadPoolExecutor(16) as people:
        on_the_beat(160, act)
    assert worker.champion() == worker.models[2]
    last = worker.hand_in()
    until(lambda: len(worker.seen()) == 41)

    assert all(essence(asked.answer.result()) == expected[asked.version] for asked in load)
    assert [asked.version for asked in load] == sorted(asked.version for asked in load)
    assert {asked.version for asked in load} == set(expected)
    pages = worker.seen()
    assert [page.page_id for page in pages] == [f"page-{number:04}" for number in range(1, 42)]
    assert all(page.lines == ["l0", "l1", "l2"] for page in pages)
    assert all(essence(page.readings) == expected[page.version] for page in pages)
    assert [page.generation for page in pages] == sorted(page.generation for page in pages)
    assert {page.version for page in pages} == set(expected)
    assert (pages[-1].page_id, pages[-1].version) == (last, "letters-2")
    assert not worker.log.of(DEAD_LETTERS)


@pytest.mark.parametrize("leave", [PredictorProcess.terminate, PredictorProcess.kill])
def test_pages_wait_while_the_predictor_is_replaced_and_none_is_lost(
    worker: Worker, predictor: PredictorProcess, leave: Callable[[PredictorProcess], None]
) -> None:
    expected = readings_of_both(worker)

    def act(number: int) -> None:
        worker.hand_in()
        if number == 20:
            leave(predictor)

    on_the_beat(40, act)
    assert predictor.process.wait(30) is not None
    predictor.start()
    until(lambda: len(worker.seen()) == 40)
    pages = worker.seen()
    assert [page.page_id for page in pages] == [f"page-{number:04}" for number in range(1, 41)]
    assert all(essence(page.readings) == expected["letters-1"] for page in pages)
    assert not worker.log.of(DEAD_LETTERS)


def test_what_is_under_way_is_answered_when_the_predictor_is_told_to_stop(
    predictor: PredictorProcess,
) -> None:
    lines = LINES * 4
    expected = LocalReader(predictor.objects, models_in_memory=1, threads=1).read(BASE, lines)
    client = RemoteReader(predictor.url, 60)
    with ThreadPoolExecutor(8) as people:
        asked = [people.submit(client.read, BASE, lines) for _ in range(8)]
        wait(asked, return_when=FIRST_COMPLETED)
        predictor.terminate()
        assert sum(not each.done() for each in asked) >= 4, "nothing was under way"
        assert all(essence(each.result()) == essence(expected) for each in asked)
    assert predictor.process.wait(30) == 0
    with pytest.raises(Transient, match="is away"):
        client.read(BASE, lines)
    predictor.start()
    assert essence(client.read(BASE, lines)) == essence(expected)

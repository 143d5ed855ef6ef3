"""The reader in this process keeps few models; the one elsewhere may be away, refuse, or be something else."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import numpy as np
import pytest
from prometheus_client import REGISTRY

from recto.runtime.failures import Poison, Transient
from services.inference.__main__ import build
from services.inference.champions import Champion
from services.inference.reading import LocalReader
from services.inference.remote import RemoteReader
from services.inference.settings import Settings

LINE = np.full((40, 200), 200, np.uint8)
BASE = Champion("base-latin", 0, "latin", None)


def champion(desk: Any, number: int) -> Champion:
    crowned = desk.promotion(number)
    return Champion(crowned.version, number, "latin", crowned.weights)


def loads(version: str) -> float:
    return REGISTRY.get_sample_value("recto_model_loads_total", {"model": version}) or 0


def test_the_models_used_last_stay_loaded_and_the_others_go(desk: Any) -> None:
    reader = LocalReader(desk.objects, models_in_memory=2, threads=1)
    one, two, three = (champion(desk, number) for number in (71, 72, 73))
    before = {each.version: loads(each.version) for each in (one, two, three)}
    for each in (one, two, one, three, one, two):
        reader.read(each, [LINE])
    loaded = {version: loads(version) - count for version, count in before.items()}
    assert loaded == {"letters-71": 1, "letters-72": 2, "letters-73": 1}


def test_a_model_asked_for_by_many_at_once_is_loaded_once(desk: Any) -> None:
    reader = LocalReader(desk.objects, models_in_memory=2, threads=1)
    wanted = champion(desk, 74)
    before = loads(wanted.version)
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda _: reader.read(wanted, [LINE]), range(16)))
    assert loads(wanted.version) - before == 1
    assert all(result == results[0] for result in results)


def test_a_line_that_is_no_image_is_poison(desk: Any) -> None:
    reader = LocalReader(desk.objects, models_in_memory=1, threads=1)
    with pytest.raises(Poison, match="model base-latin"):
        reader.read(BASE, [np.zeros((0, 10), np.uint8)])


Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], RemoteReader]:
    """A reader elsewhere, of which the test says what it answers."""

    def answering(answer: Answer) -> RemoteReader:
        client = httpx.Client
        monkeypatch.setattr(
            "services.inference.remote.httpx.Client",
            lambda **options: client(transport=httpx.MockTransport(answer), **options),
        )
        return RemoteReader("http://reader", 1)

    return answering


@pytest.mark.parametrize("status", [404, 408, 429, 500, 502, 503, 302])
def test_what_lies_with_the_way_to_the_reader_passes(remote: Any, status: int) -> None:
    with pytest.raises(Transient, match=str(status)):
        remote(lambda _: httpx.Response(status)).read(BASE, [LINE])


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_lies_with_the_lines_is_poison_in_the_readers_words(remote: Any, status: int) -> None:
    with pytest.raises(Poison, match="an image is empty"):
        remote(lambda _: httpx.Response(status, text="an image is empty")).read(BASE, [LINE])


@pytest.mark.parametrize(
    "body", ["<html>", "[]", '{"outputs": []}', '{"outputs": [{"name": "readings", "data": ["{}"]}]}']
)
def test_an_answer_that_is_no_readers_passes_too(remote: Any, body: str) -> None:
    with pytest.raises(Transient, match="http://reader"):
        remote(lambda _: httpx.Response(200, text=body)).read(BASE, [LINE])


def test_fewer_readings_than_lines_are_not_taken_for_the_lines(remote: Any) -> None:
    body = {"outputs": [{"name": "readings", "data": []}]}
    with pytest.raises(Transient, match="0 readings for 1 lines"):
        remote(lambda _: httpx.Response(200, json=body)).read(BASE, [LINE])


def test_readings_of_another_model_than_was_asked_are_not_taken(remote: Any) -> None:
    body = {"model_version": "letters-1", "outputs": [{"name": "readings", "data": []}]}
    with pytest.raises(Transient, match="letters-1, not with base-latin"):
        remote(lambda _: httpx.Response(200, json=body)).read(BASE, [LINE])


def test_a_reader_that_is_away_passes(remote: Any) -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("timed out", request=request)

    with pytest.raises(Transient, match="is away: timed out"):
        remote(away).read(BASE, [LINE])


def test_a_page_of_very_many_lines_goes_in_several_requests_and_keeps_its_order(
    desk: Any, remote: Any
) -> None:
    local = LocalReader(desk.objects, models_in_memory=1, threads=1)
    [reading] = local.read(BASE, [LINE])
    sizes = []

    def answer(request: httpx.Request) -> httpx.Response:
        count = json.loads(request.content)["inputs"][0]["shape"][0]
        texts = [reading.model_copy(update={"text": str(sum(sizes) + n)}) for n in range(count)]
        sizes.append(count)
        data = [text.model_dump_json() for text in texts]
        return httpx.Response(200, json={"outputs": [{"name": "readings", "data": data}]})

    read = remote(answer).read(BASE, [LINE] * 150)
    assert [each.text for each in read] == [str(number) for number in range(150)]
    assert len(sizes) > 1


def test_no_lines_ask_nobody(remote: Any) -> None:
    def nobody(request: httpx.Request) -> httpx.Response:
        raise AssertionError

    assert remote(nobody).read(BASE, []) == []


def test_the_service_works_on_pages_and_rescoring_and_follows_the_rest(tmp_path: Any) -> None:
    service = build(Settings(objects={"url": str(tmp_path)}))
    assert {topic.name for topic in service.works} == {"recto.pages", "recto.rescoring"}
    assert {topic.name for topic in service.follows} == {"recto.collections", "recto.models"}
    assert isinstance(service.deps.reader, LocalReader)
    elsewhere = build(Settings(objects={"url": str(tmp_path)}, reader_url="http://reader:8080"))
    assert isinstance(elsewhere.deps.reader, RemoteReader)

"""What a service tells about itself: over HTTP and in its log."""

import json
import logging
import socket

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from recto.runtime.failures import UserError
from recto.runtime.http import HttpServer, with_operations
from recto.runtime.logs import JsonLines, logged_with
from recto.runtime.settings import HttpSettings


@pytest.fixture
def reason() -> list[str | None]:
    return [None]


@pytest.fixture
def client(reason: list[str | None]) -> TestClient:
    return TestClient(with_operations(FastAPI(), "stage", lambda: reason[0]))


def test_a_live_service_that_is_not_ready_says_what_it_waits_for(
    client: TestClient, reason: list[str | None]
) -> None:
    reason[0] = "waiting for its partitions"
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "waiting for its partitions")
    assert 'recto_ready{service="stage"} 0.0' in client.get("/metrics").text


def test_a_ready_service_says_so_in_words_and_in_metrics(client: TestClient) -> None:
    assert client.get("/readyz").json() == {"status": "ready", "service": "stage"}
    assert 'recto_ready{service="stage"} 1.0' in client.get("/metrics").text


def test_a_port_that_is_taken_is_one_sentence_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = HttpServer(FastAPI(), HttpSettings(port=port))
        with pytest.raises(UserError, match=f"127.0.0.1:{port}: is the port taken"):
            server.start()


def test_a_server_answers_until_it_is_stopped() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = HttpServer(with_operations(FastAPI(), "stage", lambda: None), HttpSettings(port=port))
    server.start()
    assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    server.stop()
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{port}/healthz")


def a_record(message: str) -> logging.LogRecord:
    return logging.LogRecord("recto.test", logging.WARNING, __file__, 1, message, None, None)


def test_a_log_line_is_one_json_object_with_the_ids_at_hand() -> None:
    with logged_with(event="e1"), logged_with(page_id="p1"):
        line = JsonLines("stage").format(a_record("two\nlines"))
    assert "\n" not in line
    said = json.loads(line)
    assert (said["service"], said["level"], said["event"], said["page_id"]) == (
        "stage",
        "warning",
        "e1",
        "p1",
    )
    assert "page_id" not in json.loads(JsonLines("stage").format(a_record("after")))

"""A body that is too large is stopped wherever it is read, however it comes, and its sender hears so."""

import http.client
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

from recto.local.ports import free_port
from recto.runtime.bodies import BoundedBodies
from recto.runtime.http import HttpServer
from recto.runtime.settings import HttpSettings

MOST = 1000


def an_app() -> FastAPI:
    app = FastAPI()
    app.add_middleware(BoundedBodies, most=lambda path: 2 * MOST if path == "/wide" else MOST)

    @app.post("/parsed")
    def parsed(given: list[str]) -> int:
        return len(given)

    @app.post("/streamed")
    @app.post("/wide")
    async def streamed(request: Request) -> int:
        return sum([len(chunk) async for chunk in request.stream()])

    @app.post("/unread")
    def unread() -> int:
        return 0

    @app.get("/words")
    def words() -> StreamingResponse:
        return StreamingResponse(iter(["a few", " words"]))

    return app


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(an_app()) as client:
        yield client


def in_chunks(size: int) -> Iterator[bytes]:
    """Sent without saying how much there is."""
    yield b"["
    for _ in range(size - 2):
        yield b" "
    yield b"]"


@pytest.mark.parametrize(("path", "most"), [("/parsed", MOST), ("/streamed", MOST), ("/wide", 2 * MOST)])
@pytest.mark.parametrize("how", [in_chunks, lambda size: b"".join(in_chunks(size))], ids=["chunks", "whole"])
def test_a_body_is_read_up_to_the_limit_of_its_path(
    client: TestClient, path: str, most: int, how: Any
) -> None:
    at_the_limit = client.post(path, content=how(most), headers={"Content-Type": "application/json"})
    beyond = client.post(path, content=how(most + 1), headers={"Content-Type": "application/json"})
    assert (at_the_limit.status_code, beyond.status_code) == (200, 413)
    assert beyond.json() == {"detail": f"The body has more than the {most} bytes accepted."}


def test_a_body_that_nobody_reads_is_not_looked_at(client: TestClient) -> None:
    assert client.post("/unread", content=b"x" * 2 * MOST).status_code == 200
    assert client.request("GET", "/words", content=b"x" * 2 * MOST).text == "a few words"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    port = free_port()
    server = HttpServer(an_app(), HttpSettings(port=port))
    server.start()
    yield port
    server.stop()


@pytest.mark.parametrize("length", [{}, {"Content-Length": str(20 * 2**20)}], ids=["chunks", "declared"])
@pytest.mark.parametrize("connection", ["close", "keep-alive"])
def test_who_sends_all_before_listening_hears_the_answer(
    port: int, length: dict[str, str], connection: str
) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    chunks = (b"x" * 2**20 for _ in range(20))
    headers = length | {"Connection": connection}
    client.request("POST", "/streamed", chunks, headers, encode_chunked=not length)
    assert client.getresponse().status == 413
    client.close()

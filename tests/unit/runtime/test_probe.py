"""Whether a container is well, as its health check sees it."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from recto.local.ports import free_port
from recto.runtime.probe import is_alive


@contextmanager
def service(status: int) -> Iterator[int]:
    """The port of something that answers /healthz, and nothing else, with a status."""

    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Quietly."""

    with HTTPServer(("127.0.0.1", 0), Health) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def ended_with(port: int) -> int:
    command = [sys.executable, "-m", "recto.runtime.probe"]
    return subprocess.run(command, env={"RECTO_HTTP__PORT": str(port)}, check=False, timeout=30).returncode


def test_a_service_that_says_so_is_alive() -> None:
    with service(200) as port:
        assert is_alive(port)


def test_a_service_that_says_otherwise_is_not() -> None:
    with service(503) as port:
        assert not is_alive(port)


def test_where_nobody_listens_nothing_is_alive() -> None:
    assert not is_alive(free_port())


def test_the_command_ends_with_what_docker_and_kubernetes_look_at() -> None:
    with service(200) as port:
        assert ended_with(port) == 0
    assert ended_with(free_port()) == 1

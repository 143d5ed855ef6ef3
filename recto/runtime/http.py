"""What every service answers over HTTP: is it alive, is it ready, what has it measured."""

import threading
import time
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from recto.runtime.failures import UserError
from recto.runtime.metrics import READY
from recto.runtime.server_spans import ServerSpans
from recto.runtime.settings import HttpSettings
from recto.runtime.tracing import is_recording

_START_SECONDS = 30
_KEEP_ALIVE_SECONDS = 75
"""Longer than people look at a line, and than the minute after which proxies close a connection of their own accord:
who closes first should not be the one to whom a request may be on its way."""


def with_operations(app: FastAPI, service: str, why_not_ready: Callable[[], str | None]) -> FastAPI:
    """Add /healthz, /readyz and /metrics to `app`. `why_not_ready` says None when the service is ready."""

    @app.get("/healthz", include_in_schema=False)
    def healthz() -> dict[str, str]:
        return {"status": "alive", "service": service}

    @app.get("/readyz", include_in_schema=False)
    def readyz(response: Response) -> dict[str, str]:
        reason = why_not_ready()
        READY.labels(service).set(reason is None)
        if reason is None:
            return {"status": "ready", "service": service}
        response.status_code = 503
        return {"status": "not ready", "service": service, "reason": reason}

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        READY.labels(service).set(why_not_ready() is None)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    if is_recording():
        app.add_middleware(ServerSpans, service=service)
    return app


class HttpServer:
    """Serves an app from a thread of its own."""

    def __init__(self, app: FastAPI, settings: HttpSettings) -> None:
        self._settings = settings
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                host=settings.host,
                port=settings.port,
                log_config=None,
                access_log=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=5,
            )
        )
        self._thread = threading.Thread(target=self._run, name="http", daemon=True)

    def start(self) -> None:
        """Return once it answers. Raises UserError if the port is taken."""
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started and time.monotonic() < deadline and self._thread.is_alive():
            self._thread.join(0.02)
        if not self._server.started:
            address = f"{self._settings.host}:{self._settings.port}"
            raise UserError(
                f"Cannot listen on {address}: is the port taken? RECTO_HTTP__PORT chooses another."
            )

    def stop(self) -> None:
        """Finish requests under way and stop."""
        self._server.should_exit = True
        self._thread.join(6)

    def _run(self) -> None:
        try:
            self._server.run()
        except SystemExit:  # uvicorn's word for a port that is taken; start() tells it in ours
            return

"""A person's browser: a few lasting connections to the gateway, and a clock on every request."""

import asyncio
import time
from types import TracebackType
from typing import Any, Self

import httpx

from recto.benchmarks.queue.tape import Tape
from recto.runtime.failures import UserError

_CONNECTIONS = 6
"""A browser has no more to one host."""
_PAUSE_SECONDS = 1.0
_PATIENCE_SECONDS = 60


class Browser:
    """For use as a context."""

    def __init__(self, url: str, token: str, person: str, tape: Tape) -> None:
        self._tape = tape
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}", "X-Recto-Person": person},
            limits=httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=None),
            timeout=_PATIENCE_SECONDS,
            trust_env=False,
            verify=False,  # noqa: S501  there is no TLS here, and a context for it takes long to make
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def ask(self, what: str, method: str, path: str, **request: Any) -> httpx.Response:
        """A reply, timed as `what`; asked again while the gateway is away. Raises UserError if it refuses."""
        while True:
            reply = await self._timed(what, method, path, request)
            if reply.is_success or (what == "heartbeat" and reply.status_code == httpx.codes.CONFLICT):
                return reply
            if reply.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                raise UserError(f"{method} {path} got {reply.status_code}: {reply.text:.200}")
            self._tape.away += 1
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _timed(self, what: str, method: str, path: str, request: dict[str, Any]) -> httpx.Response:
        began = time.perf_counter()
        try:
            reply = await self._http.request(method, path, **request)
        except httpx.TransportError as error:
            raise UserError(f"{method} {path} got no reply: {error!r}") from error
        self._tape.took(what, time.perf_counter() - began)
        return reply

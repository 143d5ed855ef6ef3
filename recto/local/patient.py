"""HTTP calls that outlast a restart of the service they call."""

import logging
import time
from collections.abc import Mapping
from typing import Any, Self

import httpx

from recto.runtime.failures import UserError

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 120.0
_LONGEST_WAIT = 3.0
_AWAY = (httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.GATEWAY_TIMEOUT)


class Patient:
    """One service's HTTP API. What it is asked must be safe to ask twice: a reply can get lost."""

    def __init__(
        self, url: str, token: str, name: str, *, person: str = "", patience: float = PATIENCE_SECONDS
    ) -> None:
        self._name = name
        self._patience = patience
        headers = {"Authorization": token and f"Bearer {token}", "X-Recto-Person": person}
        headers = {name: value for name, value in headers.items() if value}
        self._client = httpx.Client(base_url=url, headers=headers, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """The reply, whatever it says. Raises UserError if the service stays away for as long as patience lasts."""
        deadline = time.monotonic() + self._patience
        wait = 0.1
        while True:
            reply = self._try(method, path, request)
            if reply is not None:
                return reply
            if time.monotonic() > deadline:
                raise UserError(
                    f"{self._name} has not answered for {self._patience:.0f} s; its log may say why."
                )
            time.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)

    def get(self, path: str, **request: Any) -> Any:
        """The JSON of a reply that must be a success."""
        return self.done(self.ask("GET", path, **request)).json()

    def done(self, reply: httpx.Response) -> httpx.Response:
        """The reply, if it is a success. Raises UserError with what the service says otherwise."""
        if reply.is_success:
            return reply
        raise UserError(
            f"{self._name} refused {reply.request.method} {reply.request.url.path}: {told(reply)}"
        )

    def _try(self, method: str, path: str, request: Mapping[str, Any]) -> httpx.Response | None:
        try:
            reply = self._client.request(method, path, **request)
        except httpx.TransportError as error:
            log.info("%s is away: %s", self._name, error)
            return None
        return None if reply.status_code in _AWAY else reply


def told(reply: httpx.Response) -> str:
    """What a refusal says, in the service's own words where it has some."""
    try:
        body = reply.json()
        return str(body.get("detail") or body.get("title") or body)
    except (ValueError, AttributeError):
        return f"{reply.status_code} {reply.reason_phrase}"

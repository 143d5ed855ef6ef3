"""How large a request's body may be, for every route of an app and however the body comes.

Why not FastAPI's `max_body_size`: docs/decisions/049-bounded-bodies.md.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_WITHOUT_BODY = {"GET", "HEAD"}
"""No route reads theirs, so nothing of it is kept."""

_LINGER_BYTES = 64 * 1024 * 1024
_LINGER_SECONDS = 10


class BodyTooLarge(HTTPException):
    """A body has more than `most` bytes. FastAPI lets nothing but HTTPException out of the reading of a body."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"The body has more than the {_in_words(most)} accepted.")
        self.most = most


class BoundedBodies:
    """ASGI middleware: who reads a body of more than `most(path)` bytes gets BodyTooLarge, for the app to answer."""

    def __init__(self, app: ASGIApp, most: Callable[[str], int]) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http" and scope["method"] not in _WITHOUT_BODY:
            receive = _Bounded(scope, receive, self._most(scope["path"]))
        await self._app(scope, receive, send)


class _Bounded:
    """A request's body, counted while it comes in."""

    def __init__(self, scope: Scope, receive: Receive, most: int) -> None:
        self._scope = scope
        self._receive = receive
        self._most = most
        self._seen = 0

    async def __call__(self) -> Message:
        if self._seen == 0 and _declared(self._scope) > self._most:
            await drop(self._receive)
            raise BodyTooLarge(self._most)
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > self._most:
            if message.get("more_body", False):
                await drop(self._receive)
            raise BodyTooLarge(self._most)
        return message


async def drop(body: Receive) -> None:
    """Read what is left of a refused body, within bounds: a client that is cut off while it sends hears no answer."""
    left = _LINGER_BYTES
    with suppress(TimeoutError):
        async with asyncio.timeout(_LINGER_SECONDS):
            while left > 0:
                message = await body()
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


def _declared(scope: Scope) -> int:
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(length) if length.isdigit() else 0


def _in_words(size: int) -> str:
    return f"{size} bytes" if size % 2**20 else f"{size // 2**20} MiB"

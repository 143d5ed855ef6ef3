"""Who may upload, and how much: decided before a body is read, and while it is."""

import asyncio
import hmac
from contextlib import suppress

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.ingestion.failures import NotAllowed, TurnedDown, UploadTooLarge
from services.ingestion.problems import turned_down

_LINGER_BYTES = 64 * 1024 * 1024
"""So much of a refused body is read and dropped: closed at once, many clients never see the answer."""

_LINGER_SECONDS = 10


class Admission:
    """ASGI middleware in front of /v1. Health and metrics stay open."""

    def __init__(self, app: ASGIApp, *, token: str, max_bytes: int) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode() if token else b""
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it here."""
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        body = _Counted(receive, self._max_bytes)
        try:
            self._check(Headers(scope=scope))
        except TurnedDown as error:
            await body.drop()
            await turned_down(error)(scope, receive, send)
            return
        await self._app(scope, body, send)

    def _check(self, headers: Headers) -> None:
        brought = headers.get("authorization", "").encode()
        if self._expected and not hmac.compare_digest(brought, self._expected):
            raise NotAllowed("The token is missing or wrong: send the value of RECTO_TOKEN as Bearer token.")
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._max_bytes:
            raise UploadTooLarge(self._max_bytes)


class _Counted:
    """A request's body, counted while it comes in."""

    def __init__(self, receive: Receive, max_bytes: int) -> None:
        self._receive = receive
        self._max_bytes = max_bytes
        self._seen = 0
        self._ended = False

    async def __call__(self) -> Message:
        message = await self._next()
        if self._seen > self._max_bytes:
            await self.drop()
            # FastAPI lets nothing but HTTPException out of the reading of a body.
            raise HTTPException(413) from UploadTooLarge(self._max_bytes)
        return message

    async def drop(self) -> None:
        """Read what is left of the body, within bounds, and forget it."""
        most = self._seen + _LINGER_BYTES
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_SECONDS):
                while not self._ended and self._seen < most:
                    await self._next()

    async def _next(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        return message

"""Who may upload: decided before a body is read."""

import hmac

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from recto.runtime.bodies import drop
from services.ingestion.failures import NotAllowed
from services.ingestion.problems import turned_down


class Admission:
    """ASGI middleware in front of /v1. Health and metrics stay open."""

    def __init__(self, app: ASGIApp, *, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode() if token else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it here."""
        if scope["type"] != "http" or not scope["path"].startswith("/v1/") or self._is_known(scope):
            await self._app(scope, receive, send)
            return
        await drop(receive)
        unknown = NotAllowed("The token is missing or wrong: send the value of RECTO_TOKEN as Bearer token.")
        await turned_down(unknown)(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        brought = Headers(scope=scope).get("authorization", "").encode()
        return not self._expected or hmac.compare_digest(brought, self._expected)

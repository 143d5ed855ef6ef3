"""A span for each request to a service's own routes, where traces are recorded. ASGI, so that streams stay streams."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recto.runtime.tracing import continued_trace

_OURS = "/v1/"
"""Probes, scrapes and files of the pages are not what anybody looks for in a trace."""
_BROKEN = 500


class ServerSpans:
    """Middleware: what a request leads to follows from it, and it from what its sender was doing, if that is told."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or not scope["path"].startswith(_OURS):
            await self._app(scope, receive, send)
            return
        status = _BROKEN

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        method = scope["method"]
        with continued_trace(_sent_along(scope), method, "server", service=self._service) as span:
            await self._app(scope, receive, watched)
            span.note(status=status)
            span.rename(f"{method} {_route(scope)}")
            if status >= _BROKEN:
                span.fail(f"answered {status}")


def _sent_along(scope: Scope) -> str | None:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"), None)


def _route(scope: Scope) -> str:
    """The path with names in place of ids, so that names of spans are few; a path that is none of ours has no name."""
    if "route" not in scope:
        return "elsewhere"
    names = {str(value): name for name, value in scope.get("path_params", {}).items()}
    parts = scope["path"].split("/")
    return "/".join(f"{{{names[part]}}}" if part in names else part for part in parts)

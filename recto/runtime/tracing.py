"""The W3C trace context that travels with events: each event continues the trace of the one that caused it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from schemas.envelope import Event

_TRACEPARENT: ContextVar[str | None] = ContextVar("traceparent", default=None)


class Traced(NamedTuple):
    """An event and the trace that it belongs to, for those published later than they came about."""

    event: Event
    traceparent: str


def traced(event: Event | Traced) -> Traced:
    """The event with its trace; one that has none yet belongs to the current trace."""
    return event if isinstance(event, Traced) else Traced(event, current_traceparent())


def current_traceparent() -> str:
    """The traceparent for what is published now: a new span of the current trace, or a new trace."""
    current = _TRACEPARENT.get()
    trace = current.split("-")[1] if current and current.count("-") == 3 else secrets.token_hex(16)
    return f"00-{trace}-{secrets.token_hex(8)}-01"


@contextmanager
def continued_trace(traceparent: str | None) -> Iterator[None]:
    """Within this block, what is published belongs to the trace of `traceparent`, or to one new trace."""
    token = _TRACEPARENT.set(traceparent or current_traceparent())
    try:
        yield
    finally:
        _TRACEPARENT.reset(token)

"""Traces: which event, request or job followed from which, as W3C trace context and, if recorded, as spans.

The context travels with every event, recorded or not, so that what is switched on later finds it. A span is recorded
where somebody listens (otlp.py); elsewhere it costs a comparison. One file knows OpenTelemetry, and it is not this one.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Literal, NamedTuple, Protocol

from schemas.envelope import Event

Attribute = str | int | float | bool
Kind = Literal["internal", "server", "producer", "consumer"]

MOST_LINKS = 128
"""That a span keeps, by OpenTelemetry's own limit."""

_TRACEPARENT: ContextVar[str | None] = ContextVar("traceparent", default=None)
_IS_OLD_NEWS: ContextVar[bool] = ContextVar("is_old_news", default=False)


class Traced(NamedTuple):
    """An event and the span that it follows from; None if it begins a trace of its own."""

    event: Event
    traceparent: str | None


class Span:
    """A piece of work, as it is told to whoever looks on. This one tells nobody."""

    traceparent: str | None = None

    def note(self, **attributes: Attribute) -> None:
        """Something about it that was not known at its start."""

    def rename(self, name: str) -> None:
        """What it is became clear later."""

    def link(self, traceparent: str | None) -> None:
        """It has to do with a span of another trace."""

    def fail(self, reason: str) -> None:
        """It did not come to its end, or to a bad one."""

    def end(self) -> None:
        """It is over."""


class Recorder(Protocol):
    """Keeps spans for somebody to look at."""

    def start(
        self,
        name: str,
        kind: Kind,
        parent: str | None,
        links: Sequence[str],
        attributes: dict[str, Attribute],
    ) -> Span:
        """A span that begins now; without a parent, a trace."""
        ...


class _Switch:
    """Where spans go in this process: one place, as with logs and metrics."""

    recorder: Recorder | None = None


_SWITCH = _Switch()
_NOBODY = Span()
_UNRECORDED = nullcontext(_NOBODY)


@contextmanager
def recorded_by(recorder: Recorder) -> Iterator[None]:
    """Within this block spans go to `recorder`."""
    before, _SWITCH.recorder = _SWITCH.recorder, recorder
    try:
        yield
    finally:
        _SWITCH.recorder = before


def is_recording() -> bool:
    """Whether anybody listens."""
    return _SWITCH.recorder is not None


def at_hand() -> str | None:
    """The span within which this is called, or the context that came with the event at hand."""
    return _TRACEPARENT.get()


def trace_id() -> str | None:
    """Of the trace at hand, for the log."""
    current = _TRACEPARENT.get()
    return current.split("-")[1] if current and current.count("-") == 3 else None


def traced(event: Event | Traced) -> Traced:
    """The event with what it follows from: what it came with, or else the span at hand."""
    return event if isinstance(event, Traced) else Traced(event, at_hand())


def span(name: str, links: Iterable[str] = (), **attributes: Attribute) -> AbstractContextManager[Span]:
    """A piece of the work at hand; a trace of its own if none is."""
    recorder = _SWITCH.recorder
    if recorder is None or _IS_OLD_NEWS.get():
        return _UNRECORDED
    return _current(recorder.start(name, "internal", at_hand(), _kept(links), attributes))


def continued_trace(
    traceparent: str | None,
    name: str,
    kind: Kind = "internal",
    links: Iterable[str] = (),
    **attributes: Attribute,
) -> AbstractContextManager[Span]:
    """Work that follows from `traceparent`; without one it begins a trace. What is published within belongs to it."""
    recorder = _SWITCH.recorder
    if recorder is None or _IS_OLD_NEWS.get():
        return _carried(traceparent or _followed(None))
    return _current(recorder.start(name, kind, traceparent, _kept(links), attributes))


@contextmanager
def publishing(events: Iterable[Event | Traced]) -> Iterator[list[Traced]]:
    """The events as they are to be sent: each with a span that lasts until the block ends, as it ends."""
    outgoing = [traced(event) for event in events]
    recorder = _SWITCH.recorder
    if recorder is None:
        yield [Traced(event, _followed(traceparent)) for event, traceparent in outgoing]
        return
    spans = [_publication(recorder, *each) for each in outgoing]
    try:
        yield [Traced(event, each.traceparent) for (event, _), each in zip(outgoing, spans, strict=True)]
    except Exception as error:
        for each in spans:
            each.fail(str(error))
        raise
    finally:
        for each in spans:
            each.end()


@contextmanager
def old_news() -> Iterator[None]:
    """Within this block nothing is recorded: what is read again at every start was told when it happened."""
    token = _IS_OLD_NEWS.set(True)
    try:
        yield
    finally:
        _IS_OLD_NEWS.reset(token)


def _publication(recorder: Recorder, event: Event, traceparent: str | None) -> Span:
    about: dict[str, Attribute] = {"topic": event.topic.name, "event": event.id}
    return recorder.start(f"publish {event.type}", "producer", traceparent, (), about)


@contextmanager
def _current(started: Span) -> Iterator[Span]:
    token = _TRACEPARENT.set(started.traceparent)
    try:
        yield started
    except BaseException as error:
        started.fail(f"{type(error).__name__}: {error}")
        raise
    finally:
        _TRACEPARENT.reset(token)
        started.end()


@contextmanager
def _carried(traceparent: str) -> Iterator[Span]:
    token = _TRACEPARENT.set(traceparent)
    try:
        yield _NOBODY
    finally:
        _TRACEPARENT.reset(token)


def _followed(traceparent: str | None) -> str:
    """The context of something that follows from `traceparent`, or that begins a trace, and that nobody records."""
    trace = (
        traceparent.split("-")[1] if traceparent and traceparent.count("-") == 3 else secrets.token_hex(16)
    )
    return f"00-{trace}-{secrets.token_hex(8)}-01"


def _kept(links: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(links))[-MOST_LINKS:]

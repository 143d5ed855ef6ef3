"""Records spans with OpenTelemetry and sends them by OTLP over HTTP. The one module that imports it.

Whoever works never waits for whoever looks on: spans go into a queue of bounded length, a thread sends them in batches,
and what finds no room, or is not taken within the timeout, is dropped and counted.
"""

import logging
import threading
from collections import deque
from collections.abc import Mapping, Sequence

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio

from recto.runtime import tracing
from recto.runtime.metrics import SPANS
from recto.runtime.settings import TracingSettings
from recto.runtime.tracing import Attribute, Kind

_BATCH = 512
_PAUSE_SECONDS = 1.0
_LAST_SECONDS = 2.0
"""What a service that stops waits for its last spans to be taken."""

_KINDS = {
    "internal": trace.SpanKind.INTERNAL,
    "server": trace.SpanKind.SERVER,
    "producer": trace.SpanKind.PRODUCER,
    "consumer": trace.SpanKind.CONSUMER,
}


class OtlpRecorder:
    """See Recorder. Spans carry the name of the service, and our attributes as recto.NAME."""

    def __init__(self, service: str, settings: TracingSettings) -> None:
        logging.getLogger("opentelemetry").setLevel("CRITICAL")  # what is lost is counted instead
        exporter = OTLPSpanExporter(
            endpoint=f"{str(settings.endpoint).rstrip('/')}/v1/traces",
            timeout=settings.timeout_seconds,
            compression=Compression.Gzip,
        )
        provider = TracerProvider(
            sampler=ParentBasedTraceIdRatio(settings.share),
            resource=Resource.create({"service.name": f"recto-{service}"}),
            shutdown_on_exit=False,
        )
        self._sender = _Sender(exporter, settings.queue_spans)
        provider.add_span_processor(self._sender)
        self._tracer = provider.get_tracer("recto")

    def start(
        self,
        name: str,
        kind: Kind,
        parent: str | None,
        links: Sequence[str],
        attributes: Mapping[str, Attribute],
    ) -> "OtlpSpan":
        """See Recorder.start."""
        span = self._tracer.start_span(
            name,
            context=_context_of(parent),
            kind=_KINDS[kind],
            attributes=_ours(attributes),
            links=[trace.Link(found) for link in links if (found := _parsed(link))],
        )
        return OtlpSpan(span)

    def close(self) -> None:
        """Send what waits, for as long as it takes to stop, and no longer."""
        self._sender.close()


class OtlpSpan(tracing.Span):
    """A span of OpenTelemetry as the rest of Recto knows it."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span
        at = span.get_span_context()
        self.traceparent = f"00-{at.trace_id:032x}-{at.span_id:016x}-{at.trace_flags:02x}"

    def note(self, **attributes: Attribute) -> None:
        """See Span.note."""
        self._span.set_attributes(_ours(attributes))

    def rename(self, name: str) -> None:
        """See Span.rename."""
        self._span.update_name(name)

    def link(self, traceparent: str | None) -> None:
        """See Span.link."""
        if (found := _parsed(traceparent)) is not None:
            self._span.add_link(found)

    def fail(self, reason: str) -> None:
        """See Span.fail."""
        self._span.set_status(trace.StatusCode.ERROR, reason[:500])

    def end(self) -> None:
        """See Span.end."""
        self._span.end()


class _Sender(SpanProcessor):
    """Takes ended spans from whoever works, and sends them in a thread of its own, once a second.

    Not the SDK's own: that one drops what it has no room for without saying how much.
    """

    def __init__(self, exporter: SpanExporter, room: int) -> None:
        self._exporter = exporter
        self._room = room
        self._waiting: deque[ReadableSpan] = deque()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="spans", daemon=True)
        self._thread.start()

    def on_end(self, span: ReadableSpan) -> None:
        if len(self._waiting) >= self._room:
            SPANS.labels("dropped").inc()
        elif span.context is not None and span.context.trace_flags.sampled:
            self._waiting.append(span)

    def close(self) -> None:
        self._stopping.set()
        self._thread.join(_LAST_SECONDS)
        self._exporter.shutdown()

    def _run(self) -> None:
        while not self._stopping.wait(_PAUSE_SECONDS):
            self._send_all()
        self._send_all()

    def _send_all(self) -> None:
        while batch := [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]:
            is_taken = self._exporter.export(batch) is SpanExportResult.SUCCESS
            SPANS.labels("sent" if is_taken else "refused").inc(len(batch))


def _ours(attributes: Mapping[str, Attribute]) -> dict[str, Attribute]:
    return {f"recto.{name}": value for name, value in attributes.items()}


def _context_of(parent: str | None) -> Context:
    found = _parsed(parent)
    return trace.set_span_in_context(trace.NonRecordingSpan(found), Context()) if found else Context()


def _parsed(traceparent: str | None) -> trace.SpanContext | None:
    """What a traceparent says; None if it is none: it came from outside, and nothing depends on it."""
    try:
        _, trace_id, span_id, flags = (traceparent or "").split("-")
        found = trace.SpanContext(int(trace_id, 16), int(span_id, 16), True, trace.TraceFlags(int(flags, 16)))
    except ValueError:
        return None
    return found if found.is_valid else None

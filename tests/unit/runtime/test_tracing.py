"""What is recorded, for whom, and what it costs where nobody listens."""

import json
import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from recto.runtime.logs import JsonLines
from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.tracing import (
    Attribute,
    Kind,
    Span,
    at_hand,
    continued_trace,
    old_news,
    publishing,
    recorded_by,
    span,
)
from schemas.tasks import TaskWithdrawn
from schemas.topics import TASKS

ROOT = Path(__file__).parents[3]
CAME = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TASK = TaskWithdrawn(task_id="t", collection="letters", reason="test")


class Noted(Span):
    """A span that remembers what it was told."""

    def __init__(self, name: str, number: int, parent: str | None) -> None:
        self.name, self.parent, self.said = name, parent, list[str]()
        self.traceparent = f"00-{'1' * 32}-{number:016x}-01"

    def fail(self, reason: str) -> None:
        self.said.append(reason)

    def end(self) -> None:
        self.said.append("ended")


class Notes:
    """A recorder in memory."""

    def __init__(self) -> None:
        self.spans: list[Noted] = []

    def start(
        self,
        name: str,
        kind: Kind,
        parent: str | None,
        links: Sequence[str],
        attributes: dict[str, Attribute],
    ) -> Noted:
        self.spans.append(Noted(name, len(self.spans) + 1, parent))
        return self.spans[-1]


def test_unrecorded_the_context_still_travels() -> None:
    log = MemoryLog()
    with continued_trace(CAME, "handle"):
        MemoryBus(log, "stage").publish([TASK])
    [record] = log.of(TASKS)
    came, went = CAME.split("-"), record.headers["traceparent"].split("-")
    assert went[1] == came[1]
    assert went[2] != came[2]


def test_what_is_published_follows_from_the_span_at_hand() -> None:
    notes = Notes()
    with recorded_by(notes), continued_trace(CAME, "handle"), publishing([TASK]) as outgoing:
        pass
    handled, published = notes.spans
    assert (handled.parent, published.parent) == (CAME, handled.traceparent)
    assert [each.traceparent for each in outgoing] == [published.traceparent]
    assert published.said == handled.said == ["ended"]


def test_a_publication_that_fails_says_so() -> None:
    notes = Notes()
    with recorded_by(notes), pytest.raises(RuntimeError), publishing([TASK]):
        raise RuntimeError("Kafka is away")
    assert notes.spans[0].said == ["Kafka is away", "ended"]


def test_old_news_are_carried_and_not_recorded() -> None:
    notes = Notes()
    with recorded_by(notes), old_news(), continued_trace(CAME, "handle"), span("read"):
        assert at_hand() == CAME
    assert notes.spans == []


def test_the_log_names_the_trace_at_hand() -> None:
    record = logging.LogRecord("here", logging.INFO, "", 0, "hello", (), None)
    with continued_trace(CAME, "handle"):
        inside = json.loads(JsonLines("stage").format(record))
    assert inside["trace_id"] == CAME.split("-")[1]
    assert "trace_id" not in json.loads(JsonLines("stage").format(record))


@pytest.mark.parametrize(
    "service", ["ingestion", "inference", "scoring", "labeling_gateway", "trainer", "trainer.job"]
)
def test_off_nothing_that_records_is_imported(service: str) -> None:
    """FastAPI brings the interface of OpenTelemetry along, and imports it; what does the work stays on the disk."""
    module = f"services.{service}" if "." in service else f"services.{service}.__main__"
    probe = f"""
import sys, {module}
from recto.runtime.recording import spans_recorded
from recto.runtime.settings import TracingSettings
with spans_recorded("stage", TracingSettings()):
    found = [m for m in sys.modules if m.startswith(("opentelemetry.sdk", "opentelemetry.exporter"))]
sys.exit(" ".join([*found, *(["otlp"] if "recto.runtime.otlp" in sys.modules else [])]) or 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_off_a_span_costs_next_to_nothing() -> None:
    rounds = 20_000
    began = time.process_time()
    for _ in range(rounds):
        with span("read", lines=3) as nobody:
            nobody.note(model="m")
    assert (time.process_time() - began) / rounds < 20e-6

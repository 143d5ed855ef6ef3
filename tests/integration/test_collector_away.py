"""A collector that is away, slow or refuses: whoever works does not notice, and what is lost is counted."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from otlp_receiver import collecting
from prometheus_client import REGISTRY

from recto.local.ports import free_port
from recto.runtime.failures import UserError
from recto.runtime.recording import spans_recorded
from recto.runtime.settings import RuntimeSettings, TracingSettings, load
from recto.runtime.tracing import span
from schemas.blobs import BlobRef
from services.trainer.order import Order

MANY = 3000


def settings(url: str, **more: float) -> TracingSettings:
    return TracingSettings.model_validate({"endpoint": url, "timeout_seconds": 1, **more})


def counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("recto_spans_total", {"outcome": outcome}) or 0


def work() -> float:
    """Seconds for many spans."""
    began = time.perf_counter()
    for _ in range(MANY):
        with span("work"):
            pass
    return time.perf_counter() - began


def lost(outcome: str, doing: Callable[[], None]) -> float:
    before = counted(outcome)
    doing()
    for sender in [each for each in threading.enumerate() if each.name == "spans"]:
        sender.join(20)  # it may still be trying when the service has stopped, and count later
    return counted(outcome) - before


def test_spans_that_are_taken_are_counted() -> None:
    def doing() -> None:
        with collecting() as collector:
            with spans_recorded("stage", settings(collector.url)):
                work()
            assert len(collector.named("work")) == MANY
            assert {each.service for each in collector.spans} == {"recto-stage"}

    assert lost("sent", doing) == MANY


def test_nobody_waits_for_a_collector_that_does_not_answer() -> None:
    def doing() -> None:
        with collecting() as collector:
            collector.waits = 5
            began = time.perf_counter()
            with spans_recorded("stage", settings(collector.url, queue_spans=1000)):
                assert work() < 4, "with another test beside it this takes a fraction of a second"
            assert time.perf_counter() - began < 8, "a service that stops waits two seconds for its spans"

    assert lost("dropped", doing) >= MANY - 2 * 1000


def test_a_collector_that_is_not_there_or_refuses_costs_spans_and_nothing_else() -> None:
    def away() -> None:
        with spans_recorded("stage", settings(f"http://127.0.0.1:{free_port()}")):
            work()

    def refusing() -> None:
        with collecting() as collector:
            collector.answers = 400
            with spans_recorded("stage", settings(collector.url)):
                work()

    assert lost("refused", away) > 0
    assert lost("refused", refusing) == MANY


def test_a_share_of_traces_is_recorded() -> None:
    with collecting() as collector:
        with spans_recorded("stage", settings(collector.url, share=0.1)):
            work()
        assert MANY * 0.05 < len(collector.spans) < MANY * 0.15


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECTO_TRACING__ENDPOINT", "http://collector:4318")
    monkeypatch.setenv("RECTO_TRACING__SHARE", "0.5")
    told = load(RuntimeSettings).tracing
    assert (str(told.endpoint), told.share) == ("http://collector:4318/", 0.5)
    monkeypatch.setenv("RECTO_TRACING__ENDPOINT", "collector")
    with pytest.raises(UserError, match="RECTO_TRACING__ENDPOINT"):
        load(RuntimeSettings)


def test_without_the_package_whoever_asks_for_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "recto.runtime.otlp", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(UserError, match="recto\\[tracing\\]"), spans_recorded("stage", settings("http://c")):
        pass


def test_a_training_is_part_of_the_trace_that_its_environment_names(tmp_path: Path) -> None:
    lost_blob = BlobRef(key="snapshots/x", sha256="0" * 64, size=1, media_type="application/json")
    order = Order(
        collection="letters",
        version="letters-1",
        snapshot=lost_blob,
        base="latin",
        champion="base-latin",
        champion_weights=None,
        seconds=1,
        threads=1,
    )
    trace = "0af7651916cd43dd8448eb211c80319c"
    with collecting() as collector:
        told = {
            "RECTO_TRACING__ENDPOINT": collector.url,
            "RECTO_OBJECTS__URL": str(tmp_path),
            "TRACEPARENT": f"00-{trace}-b7ad6b7169203331-01",
        }
        as_process = subprocess.Popen(
            [sys.executable, "-m", "services.trainer.job"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **told},
        )
        assert as_process.stdin is not None
        as_process.stdin.write(order.model_dump_json().encode() + b"\n")
        as_process.stdin.flush()
        assert as_process.wait(120) != 0
        as_pod = subprocess.run(
            [sys.executable, "-m", "services.trainer.pod"],
            env={**os.environ, **told, "RECTO_ORDER": order.model_dump_json()},
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert as_pod.returncode != 0
        trained = [span for span in collector.of(trace) if span.name == "train"]
    assert len(trained) == 2
    assert all(each.is_failed and each.service == "recto-training" for each in trained)
    assert trained[0].attributes["recto.version"] == "letters-1"

"""What a collector sees of the real predictor: its caller's trace goes on in it, over REST and over gRPC."""

from collections.abc import Callable, Iterator
from pathlib import Path

import grpc
import pytest
from kserve.protocol.grpc import grpc_predict_v2_pb2 as messages
from kserve.protocol.grpc.grpc_predict_v2_pb2_grpc import GRPCInferenceServiceStub
from otlp_receiver import Collector, collecting
from predictor_process import BASE, LINES, PredictorProcess

from recto.documents.images import encode_png
from recto.runtime.tracing import continued_trace
from services.inference.remote import RemoteReader

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("traced-predictor")]

CALLER = "b7ad6b7169203331"


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> Iterator[PredictorProcess]:
    folder = tmp_path_factory.mktemp("traced")
    process = PredictorProcess(folder, RECTO_TRACING__ENDPOINT=collector.url)
    process.start()
    yield process
    process.kill()


def by_rest(predictor: PredictorProcess, traceparent: str) -> None:
    with continued_trace(traceparent, "read"):
        RemoteReader(predictor.url, 60).read(BASE, LINES)


def by_grpc(predictor: PredictorProcess, traceparent: str) -> None:
    images = messages.InferTensorContents(bytes_contents=[encode_png(each) for each in LINES])
    tensor = messages.ModelInferRequest.InferInputTensor(
        name="images", datatype="BYTES", shape=[len(LINES)], contents=images
    )
    request = messages.ModelInferRequest(model_name="recto", inputs=[tensor])
    with grpc.insecure_channel(predictor.grpc) as channel:
        stub = GRPCInferenceServiceStub(channel)
        stub.ModelInfer(request, timeout=60, metadata=(("traceparent", traceparent),))


@pytest.mark.parametrize("ask", [by_rest, by_grpc])
def test_a_caller_s_trace_goes_on_in_the_reader(
    traced: PredictorProcess, collector: Collector, ask: Callable[[PredictorProcess, str], None]
) -> None:
    trace = {by_rest: "0af7651916cd43dd8448eb211c80319c", by_grpc: "1bf7651916cd43dd8448eb211c80319d"}[ask]
    ask(traced, f"00-{trace}-{CALLER}-01")
    collector.until(lambda: len(collector.of(trace)) == 2)
    infer = next(span for span in collector.of(trace) if span.name == "infer")
    read = next(span for span in collector.of(trace) if span.name == "read")
    assert infer.service == "recto-reader"
    assert read.parent == infer.id
    assert (read.attributes["recto.model"], read.attributes["recto.lines"]) == ("base-latin", len(LINES))
    if ask is by_grpc:  # over REST the caller stands between, and is not recorded here
        assert infer.parent == CALLER


def test_a_request_that_brings_no_trace_begins_one(traced: PredictorProcess, collector: Collector) -> None:
    before = len(collector.named("infer"))
    RemoteReader(traced.url, 60).read(BASE, LINES[:1])
    collector.until(lambda: len(collector.named("infer")) > before)
    assert collector.named("infer")[-1].parent == ""


def test_what_was_read_last_is_still_told_when_it_stops(tmp_path: Path, collector: Collector) -> None:
    process = PredictorProcess(tmp_path, RECTO_TRACING__ENDPOINT=collector.url)
    process.start()
    trace = "2cf7651916cd43dd8448eb211c80319e"
    by_rest(process, f"00-{trace}-{CALLER}-01")
    process.terminate()
    process.process.wait(40)
    assert {span.name for span in collector.of(trace)} == {"infer", "read"}

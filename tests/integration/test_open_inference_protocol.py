"""Every call of the Open Inference Protocol to the real predictor: fields, versions, binary data, and errors.

The shapes are those of the protocol's specification, with nothing beside them.
"""

import base64
import json
import struct
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import grpc
import httpx
import pytest
from kserve.protocol.grpc import grpc_predict_v2_pb2 as pb
from kserve.protocol.grpc.grpc_predict_v2_pb2_grpc import GRPCInferenceServiceStub
from predictor_process import BASE, LINES, PredictorProcess, a_model
from pydantic import BaseModel, ConfigDict

from recto.documents.images import encode_png
from schemas.readings import Reading
from services.inference.reading import LocalReader

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("open-inference-protocol")]

FILES = [encode_png(each) for each in LINES]
RAW = b"".join(struct.pack("<I", len(file)) + file for file in FILES)
MOST_MIB = 256
VERSIONED = "/v2/models/recto/versions/base-latin"


class Exactly(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, protected_namespaces=())


class Live(Exactly):
    live: Literal[True]


class Ready(Exactly):
    ready: Literal[True]


class ServerMetadata(Exactly):
    name: str
    version: str
    extensions: list[str]


class ModelReady(Exactly):
    name: Literal["recto"]
    ready: Literal[True]


class Tensor(Exactly):
    name: str
    datatype: Literal["BYTES"]
    shape: list[int]


class ModelMetadata(Exactly):
    name: Literal["recto"]
    versions: list[str]
    platform: str
    inputs: list[Tensor]
    outputs: list[Tensor]


class Output(Tensor):
    data: list[str] | None = None
    parameters: dict[str, int] | None = None


class Inference(Exactly):
    model_name: Literal["recto"]
    model_version: str
    id: str
    outputs: list[Output]


class Refusal(Exactly):
    error: str


# REST.

METADATA = {
    "/v2": ServerMetadata,
    "/v2/health/live": Live,
    "/v2/health/ready": Ready,
    "/v2/models/recto": ModelMetadata,
    "/v2/models/recto/ready": ModelReady,
    VERSIONED: ModelMetadata,
    f"{VERSIONED}/ready": ModelReady,
}


@pytest.mark.parametrize("path", METADATA)
def test_it_tells_of_itself_over_rest(predictor: PredictorProcess, path: str) -> None:
    answer = httpx.get(predictor.url + path)
    assert answer.status_code == 200
    METADATA[path].model_validate_json(answer.content)


class Sent(NamedTuple):
    content: bytes
    headers: dict[str, str]


def in_json(**more: Any) -> Sent:
    images = [base64.b64encode(file).decode() for file in FILES]
    tensor = {"name": "images", "shape": [len(images)], "datatype": "BYTES", "data": images}
    body = json.dumps({"id": "request-1", "inputs": [tensor], **more}).encode()
    return Sent(body, {"Content-Type": "application/json"})


def in_binary(**more: Any) -> Sent:
    size = {"binary_data_size": len(RAW)}
    tensor = {"name": "images", "shape": [len(FILES)], "datatype": "BYTES", "parameters": size}
    head = json.dumps({"id": "request-1", "inputs": [tensor], **more}).encode()
    kind = {"Content-Type": "application/octet-stream"}
    return Sent(head + RAW, {**kind, "Inference-Header-Content-Length": str(len(head))})


WANTED = {"outputs": [{"name": "readings"}]}
ALL_BINARY = {"parameters": {"binary_data_output": True}}
ONE_BINARY = {"outputs": [{"name": "readings", "parameters": {"binary_data": True}}]}
INFERENCE = {
    "images in JSON": in_json(),
    "images in JSON, the output by its name": in_json(**WANTED),
    "images in binary": in_binary(),
    "images in binary, the output by its name": in_binary(**WANTED),
    "readings in binary": in_json(**ONE_BINARY),
    "both in binary": in_binary(**ALL_BINARY),
}


def read(answer: httpx.Response) -> tuple[Inference, list[Reading]]:
    assert answer.status_code == 200, answer.text
    length = answer.headers.get("Inference-Header-Content-Length")
    body = answer.content
    about = Inference.model_validate_json(body[: int(length)] if length else body)
    [output] = about.outputs
    texts = output.data if output.data is not None else list(unpacked(body[int(length) :]))
    if output.data is None:
        assert output.parameters == {"binary_data_size": len(body) - int(length)}
    assert (output.name, output.shape) == ("readings", [len(texts)])
    return about, [Reading.model_validate_json(text) for text in texts]


def unpacked(raw: bytes) -> Iterator[bytes]:
    while raw:
        [length] = struct.unpack_from("<I", raw)
        yield raw[4 : 4 + length]
        raw = raw[4 + length :]


@pytest.fixture(scope="module")
def expected(predictor: PredictorProcess) -> list[Reading]:
    return LocalReader(predictor.objects, models_in_memory=2, threads=1).read(BASE, LINES)


@pytest.mark.parametrize("path", ["/v2/models/recto", VERSIONED])
@pytest.mark.parametrize("what", INFERENCE)
def test_it_reads_over_rest(
    predictor: PredictorProcess, expected: list[Reading], what: str, path: str
) -> None:
    sent = INFERENCE[what]
    about, readings = read(
        httpx.post(f"{predictor.url}{path}/infer", content=sent.content, headers=sent.headers, timeout=60)
    )
    assert (about.id, about.model_version) == ("request-1", "base-latin")
    assert readings == expected


def test_no_images_give_no_readings_in_binary_either(predictor: PredictorProcess) -> None:
    tensor = {"name": "images", "shape": [0], "datatype": "BYTES", "data": []}
    answer = httpx.post(f"{predictor.url}/v2/models/recto/infer", json={"inputs": [tensor], **ONE_BINARY})
    assert read(answer)[1] == []


def test_a_model_of_the_store_answers_under_its_own_version_alone(predictor: PredictorProcess) -> None:
    tiny = a_model(predictor.objects)
    assert tiny.weights is not None
    sent = in_json(parameters={"version": "tiny", "weights": tiny.weights.model_dump_json()})

    def asked(path: str) -> httpx.Response:
        url = f"{predictor.url}/v2/models/recto{path}/infer"
        return httpx.post(url, content=sent.content, headers=sent.headers, timeout=60)

    assert read(asked(""))[0].model_version == "tiny"
    assert read(asked("/versions/tiny"))[0].model_version == "tiny"
    assert asked("/versions/base-latin").status_code == 404


REFUSED: dict[str, tuple[str, str, Any, int]] = {
    "metadata of another model": ("GET", "/v2/models/verso", None, 404),
    "metadata of another version": ("GET", "/v2/models/recto/versions/9", None, 404),
    "readiness of another model": ("GET", "/v2/models/verso/ready", None, 404),
    "readiness of another version": ("GET", "/v2/models/recto/versions/9/ready", None, 404),
    "another model": ("POST", "/v2/models/verso/infer", in_json(), 404),
    "another version": ("POST", "/v2/models/recto/versions/9/infer", in_json(), 404),
    "a version without its weights": (
        "POST",
        "/v2/models/recto/infer",
        in_json(parameters={"version": "tiny"}),
        400,
    ),
    "another output": ("POST", "/v2/models/recto/infer", in_json(outputs=[{"name": "texts"}]), 400),
    "no JSON": ("POST", "/v2/models/recto/infer", Sent(b"{", {}), 400),
    "no request": ("POST", "/v2/models/recto/infer", Sent(b"{}", {}), 400),
    "reading by GET": ("GET", "/v2/models/recto/infer", None, 405),
    "loading a model by hand": ("POST", "/v2/repository/models/recto/load", None, 400),
    "unloading the model": ("POST", "/v2/repository/models/recto/unload", None, 400),
    "a path that is none": ("GET", "/v2/nothing", None, 404),
    "the older protocol": ("POST", "/v1/models/recto:predict", Sent(b'{"instances": []}', {}), 404),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_refuses_over_rest_as_the_protocol_says(predictor: PredictorProcess, what: str) -> None:
    method, path, sent, status = REFUSED[what]
    content, headers = sent or Sent(b"", {})
    answer = httpx.request(method, predictor.url + path, content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert len(Refusal.model_validate_json(answer.content).error) > 5
    assert httpx.get(f"{predictor.url}/v2/models/recto/ready").status_code == 200


def too_much() -> Iterator[bytes]:
    """A body that does not say how long it is."""
    for _ in range(MOST_MIB + 1):
        yield bytes(2**20)


@pytest.mark.parametrize("body", ["of unknown length", "of known length"])
def test_a_body_over_the_limit_is_refused_over_rest_with_what_to_do(
    predictor: PredictorProcess, body: str
) -> None:
    content = too_much() if body == "of unknown length" else b"".join(too_much())
    answer = httpx.post(f"{predictor.url}/v2/models/recto/infer", content=content, timeout=60)
    assert answer.status_code == 413
    said = Refusal.model_validate_json(answer.content).error
    assert said == f"a request may have {MOST_MIB} MiB: send fewer images at once"
    assert httpx.get(f"{predictor.url}/v2/models/recto/ready").status_code == 200


# gRPC.


def asking(
    name: str = "images", version: str = "", model: str = "recto", **more: Any
) -> pb.ModelInferRequest:
    contents = None if "raw_input_contents" in more else pb.InferTensorContents(bytes_contents=FILES)
    tensor = pb.ModelInferRequest.InferInputTensor(
        name=name, datatype="BYTES", shape=[len(FILES)], contents=contents
    )
    return pb.ModelInferRequest(
        model_name=model, model_version=version, id="request-1", inputs=[tensor], **more
    )


@pytest.fixture(scope="module")
def stub(predictor: PredictorProcess) -> Iterator[GRPCInferenceServiceStub]:
    with grpc.insecure_channel(predictor.grpc) as channel:
        yield GRPCInferenceServiceStub(channel)


TENSORS = {"inputs": [("images", "BYTES", [-1])], "outputs": [("readings", "BYTES", [-1])]}


def test_it_tells_of_itself_over_grpc(stub: GRPCInferenceServiceStub) -> None:
    assert stub.ServerLive(pb.ServerLiveRequest()).live
    assert stub.ServerReady(pb.ServerReadyRequest()).ready
    assert stub.ServerMetadata(pb.ServerMetadataRequest()).name == "recto"
    for version in ("", "base-latin"):
        assert stub.ModelReady(pb.ModelReadyRequest(name="recto", version=version)).ready
        about = stub.ModelMetadata(pb.ModelMetadataRequest(name="recto", version=version))
        assert (about.name, list(about.versions)) == ("recto", ["base-latin"])
        for which, tensors in TENSORS.items():
            assert [(each.name, each.datatype, list(each.shape)) for each in getattr(about, which)] == tensors


@pytest.mark.parametrize("version", ["", "base-latin"])
def test_it_reads_over_grpc(stub: GRPCInferenceServiceStub, expected: list[Reading], version: str) -> None:
    answer = stub.ModelInfer(asking(version=version), timeout=60)
    assert (answer.id, answer.model_name, answer.model_version) == ("request-1", "recto", "base-latin")
    [output] = answer.outputs
    assert (output.name, output.datatype, list(output.shape)) == ("readings", "BYTES", [len(LINES)])
    assert [Reading.model_validate_json(text) for text in output.contents.bytes_contents] == expected


def test_raw_images_over_grpc_give_raw_readings(
    stub: GRPCInferenceServiceStub, expected: list[Reading]
) -> None:
    answer = stub.ModelInfer(asking(raw_input_contents=[RAW]), timeout=60)
    [raw] = answer.raw_output_contents
    assert [Reading.model_validate_json(text) for text in unpacked(raw)] == expected


REFUSED_BY_GRPC: dict[str, tuple[str, Any, grpc.StatusCode]] = {
    "readiness of another model": (
        "ModelReady",
        pb.ModelReadyRequest(name="verso"),
        grpc.StatusCode.NOT_FOUND,
    ),
    "readiness of another version": (
        "ModelReady",
        pb.ModelReadyRequest(name="recto", version="9"),
        grpc.StatusCode.NOT_FOUND,
    ),
    "metadata of another model": (
        "ModelMetadata",
        pb.ModelMetadataRequest(name="verso"),
        grpc.StatusCode.NOT_FOUND,
    ),
    "metadata of another version": (
        "ModelMetadata",
        pb.ModelMetadataRequest(name="recto", version="9"),
        grpc.StatusCode.NOT_FOUND,
    ),
    "another model": ("ModelInfer", asking(model="verso"), grpc.StatusCode.NOT_FOUND),
    "another version": ("ModelInfer", asking(version="9"), grpc.StatusCode.NOT_FOUND),
    "another input": ("ModelInfer", asking(name="pictures"), grpc.StatusCode.INVALID_ARGUMENT),
    "another output": (
        "ModelInfer",
        asking(outputs=[pb.ModelInferRequest.InferRequestedOutputTensor(name="texts")]),
        grpc.StatusCode.INVALID_ARGUMENT,
    ),
    "raw images cut short": (
        "ModelInfer",
        asking(raw_input_contents=[RAW[:-9]]),
        grpc.StatusCode.INVALID_ARGUMENT,
    ),
    "loading a model by hand": (
        "RepositoryModelLoad",
        pb.RepositoryModelLoadRequest(model_name="recto"),
        grpc.StatusCode.INVALID_ARGUMENT,
    ),
    "unloading the model": (
        "RepositoryModelUnload",
        pb.RepositoryModelUnloadRequest(model_name="recto"),
        grpc.StatusCode.INVALID_ARGUMENT,
    ),
}


@pytest.mark.parametrize("what", REFUSED_BY_GRPC)
def test_it_refuses_over_grpc_with_a_sentence(stub: GRPCInferenceServiceStub, what: str) -> None:
    call, request, code = REFUSED_BY_GRPC[what]
    with pytest.raises(grpc.RpcError) as refused:
        getattr(stub, call)(request, timeout=60)
    assert refused.value.code() == code
    assert len(refused.value.details()) > 5
    assert stub.ModelReady(pb.ModelReadyRequest(name="recto")).ready


def test_a_message_over_the_limit_is_refused_over_grpc(stub: GRPCInferenceServiceStub) -> None:
    contents = pb.InferTensorContents(bytes_contents=too_much())
    tensor = pb.ModelInferRequest.InferInputTensor(
        name="images", datatype="BYTES", shape=[MOST_MIB + 1], contents=contents
    )
    with pytest.raises(grpc.RpcError) as refused:
        stub.ModelInfer(pb.ModelInferRequest(model_name="recto", inputs=[tensor]), timeout=60)
    assert refused.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert stub.ModelReady(pb.ModelReadyRequest(name="recto")).ready


def test_a_page_of_two_hundred_lines_goes_over_grpc_at_once(
    stub: GRPCInferenceServiceStub, predictor: PredictorProcess
) -> None:
    tiny = a_model(predictor.objects)
    assert tiny.weights is not None
    large = [FILES[0] + bytes(60_000)] * 200  # what follows a PNG's end is passed over
    tensor = pb.ModelInferRequest.InferInputTensor(
        name="images",
        datatype="BYTES",
        shape=[200],
        contents=pb.InferTensorContents(bytes_contents=large),
    )
    chosen = {"version": "tiny", "weights": tiny.weights.model_dump_json()}
    parameters = {name: pb.InferParameter(string_param=value) for name, value in chosen.items()}
    request = pb.ModelInferRequest(model_name="recto", inputs=[tensor], parameters=parameters)
    assert list(stub.ModelInfer(request, timeout=60).outputs[0].shape) == [200]


def test_no_call_of_the_service_is_left_out() -> None:
    service = pb.DESCRIPTOR.services_by_name["GRPCInferenceService"]
    tried = {
        "ServerLive",
        "ServerReady",
        "ServerMetadata",
        *(call for call, _, _ in REFUSED_BY_GRPC.values()),
    }
    assert {method.name for method in service.methods} == tried

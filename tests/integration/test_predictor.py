"""The reader behind its port: the same suite over the one in this process and over the real KServe predictor.

And what a stranger may send it. The protocol's own calls are in test_open_inference_protocol.py.
"""

import base64
import json
import os
import struct
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from kserve.protocol.grpc import grpc_predict_v2_pb2 as messages
from kserve.protocol.grpc.grpc_predict_v2_pb2_grpc import GRPCInferenceServiceStub
from predictor_process import BASE, LINES, START_SECONDS, PredictorProcess, a_model, line

from recto.benchmarks.reader_comparison import Side, compare, lines_in
from recto.documents.images import encode_png
from recto.runtime.failures import Poison, Transient
from schemas.blobs import BlobRef
from schemas.readings import Reading
from services.inference.champions import Champion
from services.inference.reading import LineReader, LocalReader
from services.inference.remote import RemoteReader

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("predictor")]


@pytest.fixture(params=["local", "remote"])
def reader(request: pytest.FixtureRequest, predictor: PredictorProcess) -> LineReader:
    if request.param == "local":
        return LocalReader(predictor.objects, models_in_memory=2, threads=1)
    return RemoteReader(predictor.url, 60)


@pytest.fixture(scope="module")
def local(predictor: PredictorProcess) -> LineReader:
    return LocalReader(predictor.objects, models_in_memory=2, threads=1)


# One suite over both readers.


def test_lines_are_read_in_their_order_as_the_local_reader_reads_them(
    reader: LineReader, local: LineReader
) -> None:
    readings = reader.read(BASE, LINES)
    assert readings == local.read(BASE, LINES)
    assert [reader.read(BASE, [each])[0].text for each in LINES] == [reading.text for reading in readings]


def test_any_model_of_the_object_store_reads(
    reader: LineReader, local: LineReader, predictor: PredictorProcess
) -> None:
    tiny = a_model(predictor.objects)
    assert reader.read(tiny, LINES) == local.read(tiny, LINES)
    assert reader.read(tiny, LINES) != reader.read(BASE, LINES)


def test_no_lines_give_no_readings(reader: LineReader) -> None:
    assert reader.read(BASE, []) == []


def test_a_model_that_is_not_there_is_poison(reader: LineReader) -> None:
    lost = BlobRef(key="models/lost", sha256="0" * 64, size=1, media_type="application/x-safetensors")
    with pytest.raises(Poison, match="models/lost is not in the object store"):
        reader.read(Champion("lost-1", 1, "latin", lost), LINES[:1])


def test_a_model_that_is_none_is_poison(reader: LineReader, predictor: PredictorProcess) -> None:
    broken = predictor.objects.put("models", b"no model", "application/x-safetensors")
    with pytest.raises(Poison, match="broken-1"):
        reader.read(Champion("broken-1", 1, "latin", broken), LINES[:1])


def test_a_store_that_is_away_passes(
    reader: LineReader, predictor: PredictorProcess, request: pytest.FixtureRequest
) -> None:
    weights = predictor.objects.put("models", request.node.name.encode(), "application/x-safetensors")
    path = predictor.root / weights.key
    path.unlink()
    path.mkdir()  # what reading it answers is no 'not found' but another error, as of a disk
    with pytest.raises(Transient):
        reader.read(Champion("away-1", 1, "latin", weights), LINES[:1])


def test_sixteen_at_once_get_their_own_readings(reader: LineReader, local: LineReader) -> None:
    lines = [line("abcdefgh"[: 1 + number % 8]) for number in range(16)]
    expected = [local.read(BASE, [each]) for each in lines]
    with ThreadPoolExecutor(16) as people:
        assert list(people.map(lambda each: reader.read(BASE, [each]), lines)) == expected


# The Open Inference Protocol over REST.


def infer(predictor: PredictorProcess, body: Any, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"Content-Type": "application/json", **headers}
    return httpx.post(f"{predictor.url}/v2/models/recto/infer", content=content, headers=sent, timeout=60)


def tensor(*data: Any, **changes: Any) -> dict[str, Any]:
    return {
        "inputs": [
            {"name": "images", "shape": [len(data)], "datatype": "BYTES", "data": list(data), **changes}
        ]
    }


def as_text(image: Any) -> str:
    return base64.b64encode(encode_png(image)).decode()


def readings(answer: httpx.Response) -> list[Reading]:
    assert answer.status_code == 200, answer.text
    [output] = answer.json()["outputs"]
    assert (output["name"], output["datatype"]) == ("readings", "BYTES")
    assert output["shape"] == [len(output["data"])]
    return [Reading.model_validate_json(text) for text in output["data"]]


def test_what_it_measures_is_on_the_same_port(predictor: PredictorProcess) -> None:
    measured = httpx.get(predictor.url + "/metrics").text
    assert "recto_model_loads_total" in measured
    assert "request_predict_seconds" in measured


def test_its_log_is_json_and_tells_of_a_refusal_in_one_line(predictor: PredictorProcess) -> None:
    for path in ("/v2/health/live", "/v2/models/verso/ready"):
        httpx.get(predictor.url + path)
    rows = [json.loads(row) for row in predictor.log.read_text().splitlines()]
    assert [row["message"] for row in rows if "verso" in row["message"]][-1].startswith("refused: ")
    assert not any("stack" in row or "health" in row["message"] for row in rows)


def test_images_in_base64_are_read_by_the_shipped_base(
    predictor: PredictorProcess, local: LineReader
) -> None:
    answer = infer(predictor, {**tensor(*map(as_text, LINES)), "id": "request-1"})
    assert readings(answer) == local.read(BASE, LINES)
    assert (answer.json()["id"], answer.json()["model_name"]) == ("request-1", "recto")


def test_images_as_binary_data_are_read_the_same(predictor: PredictorProcess, local: LineReader) -> None:
    files = [encode_png(each) for each in LINES]
    raw = b"".join(struct.pack("<I", len(file)) + file for file in files)
    about = {
        "name": "images",
        "shape": [4],
        "datatype": "BYTES",
        "parameters": {"binary_data_size": len(raw)},
    }
    head = json.dumps({"inputs": [about]}).encode()
    answer = infer(
        predictor,
        head + raw,
        **{
            "Content-Type": "application/octet-stream",
            "Inference-Header-Content-Length": str(len(head)),
        },
    )
    assert readings(answer) == local.read(BASE, LINES)


PNG = as_text(line("a"))
GARBAGE = {
    "no JSON": b"{",
    "no object": b"[1]",
    "nothing": b"",
    "no inputs": {},
    "no tensor": {"inputs": []},
    "another tensor": tensor(PNG, name="pictures"),
    "numbers": tensor(1, datatype="INT32"),
    "a number for an image": tensor(10**12),
    "nothing for an image": tensor(None),
    "a list for an image": tensor(["a"]),
    "not base64": tensor("~~~"),
    "text for an image": tensor(base64.b64encode(b"plain text").decode()),
    "half an image": tensor(PNG[: len(PNG) // 8 * 4]),
    "an empty image": tensor(""),
    "another shape": tensor(PNG, shape=[7]),
    "an unknown datatype": tensor(PNG, datatype="IMAGE"),
    "a negative shape": tensor(PNG, shape=[-3]),
    "weights that are none": {**tensor(PNG), "parameters": {"weights": "latest"}},
    "weights outside the store": {
        **tensor(PNG),
        "parameters": {"weights": json.dumps(
            {"key": "../../etc/passwd", "sha256": "0" * 64, "size": 1, "media_type": "text/plain"}
        )},
    },
    "a base that is none": {**tensor(PNG), "parameters": {"base": "../weights"}},
}  # fmt: skip


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_is_refused_with_a_sentence(predictor: PredictorProcess, what: str) -> None:
    answer = infer(predictor, GARBAGE[what])
    assert 400 <= answer.status_code < 500, answer.text
    assert len(answer.text) > 15
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("body", "length"),
    [(b"\x00" * 50, "20"), (b"{}" + b"\xff" * 9, "2"), (b'{"inputs": [3]}', "15"), (b"{}", "many")],
)
def test_binary_garbage_is_refused_with_a_sentence(
    predictor: PredictorProcess, body: bytes, length: str
) -> None:
    headers = {"Content-Type": "application/octet-stream", "Inference-Header-Content-Length": length}
    answer = infer(predictor, body, **headers)
    assert 400 <= answer.status_code < 500, answer.text
    assert len(answer.text) > 15


def test_an_image_of_very_many_pixels_is_refused_before_it_is_decoded(predictor: PredictorProcess) -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", len(header)) + b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"\0\0\0\0IDAT\0\0\0\0"
    answer = infer(predictor, tensor(base64.b64encode(bomb).decode()))
    assert answer.status_code == 400


def test_another_model_is_not_found(predictor: PredictorProcess) -> None:
    answer = httpx.post(f"{predictor.url}/v2/models/verso/infer", json=tensor(PNG))
    assert answer.status_code == 404
    assert "verso" in answer.text


def test_health_is_answered_while_sixteen_pages_are_read(
    predictor: PredictorProcess, local: LineReader
) -> None:
    expected = local.read(BASE, LINES)
    body = tensor(*map(as_text, LINES))
    with ThreadPoolExecutor(16) as people:
        answers = [people.submit(infer, predictor, body) for _ in range(16)]
        started = time.monotonic()
        assert httpx.get(predictor.url + "/v2/health/live", timeout=10).status_code == 200
        assert time.monotonic() - started < 5
        assert all(readings(answer.result()) == expected for answer in answers)


# The same over gRPC.


def test_grpc_reads_the_same_and_knows_the_models_of_the_store(
    predictor: PredictorProcess, local: LineReader
) -> None:
    tiny = a_model(predictor.objects)
    assert tiny.weights is not None
    files = [encode_png(each) for each in LINES]
    tensors = [
        messages.ModelInferRequest.InferInputTensor(
            name="images",
            datatype="BYTES",
            shape=[4],
            contents=messages.InferTensorContents(bytes_contents=files),
        )
    ]
    chosen = {
        "weights": messages.InferParameter(string_param=tiny.weights.model_dump_json()),
        "version": messages.InferParameter(string_param="tiny"),
    }
    with grpc.insecure_channel(predictor.grpc) as channel:
        stub = GRPCInferenceServiceStub(channel)
        for parameters, champion in (({}, BASE), (chosen, tiny)):
            request = messages.ModelInferRequest(model_name="recto", inputs=tensors, parameters=parameters)
            [output] = stub.ModelInfer(request, timeout=60).outputs
            texts = [Reading.model_validate_json(text) for text in output.contents.bytes_contents]
            assert texts == local.read(champion, LINES)


def test_garbage_over_grpc_is_an_invalid_argument(predictor: PredictorProcess) -> None:
    bad = messages.ModelInferRequest.InferInputTensor(
        name="images",
        datatype="BYTES",
        shape=[1],
        contents=messages.InferTensorContents(bytes_contents=[b"plain text"]),
    )
    with grpc.insecure_channel(predictor.grpc) as channel, pytest.raises(grpc.RpcError) as refused:
        request = messages.ModelInferRequest(model_name="recto", inputs=[bad])
        GRPCInferenceServiceStub(channel).ModelInfer(request, timeout=60)
    assert refused.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert "not a PNG, JPEG or TIFF" in refused.value.details()


# Two models side by side.


def test_two_models_are_compared_as_the_worker_would_ask_them(
    predictor: PredictorProcess, local: LineReader, tmp_path: Path
) -> None:
    tiny = a_model(predictor.objects)
    for number, image in enumerate(LINES):
        (tmp_path / f"{number}.png").write_bytes(encode_png(image))
    sides = [Side(model.version, predictor.url, model) for model in (BASE, tiny)]
    compared = compare(*sides, lines_in(tmp_path, None), lambda _: None)
    texts = {f"{number}.png": [] for number in range(len(LINES))}
    for model in (BASE, tiny):
        for name, reading in zip(texts, local.read(model, LINES), strict=True):
            texts[name].append(reading.text)
    assert {each.image: [each.left, each.right] for each in compared.differences} == texts
    assert compared.left.request_seconds_median > 0


# The process.


def test_it_listens_where_the_settings_say_and_nowhere_else(predictor: PredictorProcess) -> None:
    port = int(predictor.url.rsplit(":", 1)[1])
    rows = Path(f"/proc/{predictor.process.pid}/net/tcp").read_text().splitlines()[1:]
    bound = {row.split()[1].split(":")[0] for row in rows if row.split()[1].endswith(f":{port:04X}")}
    assert bound == {"0100007F"}


def test_a_setting_that_is_wrong_ends_it_with_one_sentence() -> None:
    environment = {**os.environ, "RECTO_HTTP__PORT": "none"}
    ended = subprocess.run(
        [sys.executable, "-m", "services.inference.predictor"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.strip().splitlines()[-1].startswith("recto reader: RECTO_HTTP__PORT")
    assert "Traceback" not in ended.stderr

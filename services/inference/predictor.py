"""The reader as a KServe predictor: `python -m services.inference.predictor`. The one module that imports kserve.

Speaks the Open Inference Protocol. Images go in as BYTES (base64 of PNG, JPEG or TIFF over REST); readings come out
as BYTES, one JSON object (schemas.readings.Reading) per image. Without parameters the shipped base reads; with
`version` and `weights` (a BlobRef as JSON) any model in the object store does.
"""

import asyncio
import base64
import binascii
import json
import math
import struct
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from kserve import InferInput, InferOutput, InferRequest, InferResponse, Model, ModelServer
from kserve.errors import InferenceError, InvalidInput, ModelNotReady
from kserve.protocol.dataplane import DataPlane
from kserve.protocol.infer_type import to_http_parameters
from pydantic import ValidationError

from recto.documents.errors import DocumentError
from recto.documents.images import each_page
from recto.recognition.line_images import LineImage
from recto.runtime.failures import Poison, Signal, Transient, UserError
from recto.runtime.logs import log_as_json
from recto.runtime.objects import open_store
from recto.runtime.settings import load
from schemas.blobs import BlobRef
from services.inference.champions import Champion
from services.inference.reading import LineReader, LocalReader
from services.inference.remote import IMAGES, MODEL_NAME, READINGS
from services.inference.settings import Settings

BINARY_LENGTH = "inference-header-content-length"

NONSENSE = (
    InferenceError,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    IndexError,
    OverflowError,
    struct.error,
)
"""What kserve and NumPy raise on requests that are no requests."""

_MOST_PIXELS = 30_000_000
"""Of one line."""


class ReaderModel(Model):  # type: ignore[misc]
    """Reads line images on request."""

    def __init__(self, reader: LineReader, base: str = "latin") -> None:
        super().__init__(MODEL_NAME)
        self._reader = reader
        self._base = base
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reader")

    def load(self) -> bool:
        """Read a blank line once, so that the first request need not wait for the model."""
        self._reader.read(self._champion({}), [np.full((40, 200), 255, np.uint8)])
        self.ready = True
        return True

    def get_input_types(self) -> list[dict[str, Any]]:
        """For /v2/models/recto: line images, as many as there are."""
        return [{"name": IMAGES, "datatype": "BYTES", "shape": [-1]}]

    def get_output_types(self) -> list[dict[str, Any]]:
        """For /v2/models/recto: a reading for each image."""
        return [{"name": READINGS, "datatype": "BYTES", "shape": [-1]}]

    async def predict(
        self,
        payload: InferRequest,
        headers: dict[str, str] | None = None,  # noqa: ARG002
        response_headers: dict[str, str] | None = None,  # noqa: ARG002
    ) -> InferResponse:
        """Readings of the images in the request. Runs beside the event loop, which goes on answering."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._answer, payload)

    def _answer(self, request: InferRequest) -> InferResponse:
        images = [_image(value) for value in _tensor(request)]
        try:
            readings = self._reader.read(self._champion(_parameters(request)), images)
        except Poison as error:
            raise InvalidInput(error.reason) from error
        except Transient as signal:
            raise ModelNotReady(self.name, signal.reason) from signal  # 503: the same request works later
        data = np.array([reading.model_dump_json() for reading in readings], dtype=object)
        output = InferOutput(name=READINGS, shape=[len(readings)], datatype="BYTES")
        output.set_data_from_numpy(data, binary_data=False)
        # An empty id, not none: kserve's own check of its answers wants a string.
        return InferResponse(response_id=request.id or "", model_name=self.name, infer_outputs=[output])

    def _champion(self, parameters: Mapping[str, Any]) -> Champion:
        base = str(parameters.get("base") or self._base)
        weights = str(parameters.get("weights") or "")
        try:
            ref = BlobRef.model_validate_json(weights) if weights else None
        except ValidationError as error:
            raise InvalidInput(f"parameter weights is no reference: {error.errors()[0]['msg']}") from error
        return Champion(str(parameters.get("version") or f"base-{base}"), 0, base, ref)


class CarefulDataPlane(DataPlane):  # type: ignore[misc]
    """kserve's own, but it takes binary data, and what it cannot make sense of is the sender's fault and no 500."""

    def decode(self, *arguments: Any, **named: Any) -> Any:
        """See DataPlane.decode."""
        try:
            return super().decode(*arguments, **named)
        except NONSENSE as error:
            raise InvalidInput(
                f"the request is not of the Open Inference Protocol: {error!r:.200}"
            ) from error

    def decode_inference_request(self, body: Any, headers: Any, model_name: str) -> InferRequest:
        """See DataPlane.decode_inference_request, which insists that binary data be UTF-8."""
        if not isinstance(body, bytes) or BINARY_LENGTH not in headers:
            return super().decode_inference_request(body, headers, model_name)
        return binary_request(body, int(headers[BINARY_LENGTH]), model_name)


def binary_request(body: bytes, length: int, model_name: str) -> InferRequest:
    """A request of the protocol's binary extension: `length` bytes of JSON, then the tensors' data in turn."""
    about = json.loads(body[:length])
    inputs, rest = [], body[length:]
    for each in about["inputs"]:
        parameters = each.get("parameters") or {}
        tensor = InferInput(each["name"], each["shape"], each["datatype"], each.get("data"), parameters)
        if "data" not in each:
            size = int(parameters["binary_data_size"])
            tensor._raw_data, rest = rest[:size], rest[size:]
        inputs.append(tensor)
    return InferRequest(model_name, inputs, about.get("id"), parameters=about.get("parameters"))


class Server(ModelServer):  # type: ignore[misc]
    """kserve's own, but on the interface that the settings name: kserve itself knows only all of them."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            http_port=settings.http.port,
            grpc_port=settings.grpc_port or 0,
            enable_grpc=settings.grpc_port is not None,
            enable_docs_url=True,
        )
        self._host = settings.http.host
        self.dataplane = CarefulDataPlane(model_registry=self.registered_models)

    async def _serve(self) -> None:
        self._rest_server.config.host = self._host
        await super()._serve()


def _tensor(request: InferRequest) -> list[Any]:
    tensor = request.get_input_by_name(IMAGES)
    if tensor is None or tensor.datatype != "BYTES":
        raise InvalidInput(f"the request needs an input {IMAGES!r} of datatype BYTES")
    try:
        values = list(np.asarray(tensor.as_numpy()).ravel())
        if math.prod(tensor.shape) != len(values):
            raise ValueError(f"{len(values)} values for the shape {tensor.shape}")
        return values
    except NONSENSE as error:
        raise InvalidInput(f"input {IMAGES!r} does not hold what its shape says: {error!r:.200}") from error


def _parameters(request: InferRequest) -> Mapping[str, Any]:
    """Plain values, as REST has them; gRPC wraps them."""
    values: Mapping[str, Any] = to_http_parameters(request.parameters or {})
    return values


def _image(value: object) -> LineImage:
    raw = value.encode() if isinstance(value, str) else value
    if not isinstance(raw, bytes):
        raise InvalidInput(f"an image is {type(value).__name__}, not BYTES")
    try:
        data = base64.b64decode(raw, validate=True)
    except binascii.Error:
        data = raw  # binary tensors and gRPC carry the file as it is
    try:
        return next(each_page(data, max_pixels=_MOST_PIXELS))
    except DocumentError as error:
        raise InvalidInput(f"an image {error}") from error


def serve(settings: Settings) -> None:
    """Serve until stopped: REST on the service's port, and gRPC where it has one."""
    log_as_json("reader", settings.log_level)
    reader = LocalReader(open_store(settings.objects), settings.models_in_memory, settings.threads)
    model = ReaderModel(reader)
    try:
        model.load()
    except Signal as signal:
        raise UserError(f"the reader cannot start: {signal.reason}") from signal
    Server(settings).start([model])


if __name__ == "__main__":
    try:
        serve(load(Settings))
    except UserError as mistake:
        print(f"recto reader: {mistake}", file=sys.stderr)  # noqa: T201
        sys.exit(2)

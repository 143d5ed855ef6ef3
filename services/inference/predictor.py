"""The reader as a KServe predictor: `python -m services.inference.predictor`. The one module that imports kserve.

Speaks the Open Inference Protocol. Images go in as BYTES (base64 of PNG, JPEG or TIFF over REST); readings come out
as BYTES, one JSON object (schemas.readings.Reading) per image. Without parameters the shipped base reads; with
`version` and `weights` (a BlobRef as JSON) any model in the object store does.
"""

import asyncio
import base64
import binascii
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from kserve import InferOutput, InferRequest, InferResponse, Model, ModelServer
from kserve.errors import InvalidInput
from pydantic import ValidationError

from recto.documents.errors import DocumentError
from recto.documents.images import open_image
from recto.recognition.line_images import LineImage
from recto.runtime.failures import Signal
from recto.runtime.logs import log_as_json
from recto.runtime.objects import open_store
from recto.runtime.settings import load
from schemas.blobs import BlobRef
from services.inference.champions import Champion
from services.inference.reading import LineReader, LocalReader
from services.inference.remote import IMAGES, MODEL_NAME, READINGS
from services.inference.settings import Settings


class ReaderModel(Model):  # type: ignore[misc]
    """Reads line images on request."""

    def __init__(self, reader: LineReader, base: str = "latin") -> None:
        super().__init__(MODEL_NAME)
        self._reader = reader
        self._base = base
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reader")

    def load(self) -> bool:
        """Read nothing once, so that the first request need not wait for the model."""
        self._reader.read(self._champion({}), [np.full((40, 200), 255, np.uint8)])
        self.ready = True
        return True

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
            readings = self._reader.read(self._champion(request.parameters or {}), images)
        except Signal as signal:
            raise InvalidInput(signal.reason) from signal
        data = np.array([reading.model_dump_json() for reading in readings], dtype=object)
        output = InferOutput(name=READINGS, shape=[len(readings)], datatype="BYTES")
        output.set_data_from_numpy(data, binary_data=False)
        return InferResponse(response_id=request.id, model_name=self.name, infer_outputs=[output])

    def _champion(self, parameters: dict[str, Any]) -> Champion:
        base = str(parameters.get("base") or self._base)
        weights = str(parameters.get("weights") or "")
        try:
            ref = BlobRef.model_validate_json(weights) if weights else None
        except ValidationError as error:
            raise InvalidInput(f"parameter weights is no reference: {error.errors()[0]['msg']}") from error
        return Champion(str(parameters.get("version") or f"base-{base}"), 0, base, ref)


def _tensor(request: InferRequest) -> list[Any]:
    tensor = request.get_input_by_name(IMAGES)
    if tensor is None or tensor.datatype != "BYTES":
        raise InvalidInput(f"the request needs an input {IMAGES!r} of datatype BYTES")
    return list(np.asarray(tensor.as_numpy()).ravel())


def _image(value: bytes | str) -> LineImage:
    raw = value.encode() if isinstance(value, str) else bytes(value)
    try:
        data = base64.b64decode(raw, validate=True)
    except binascii.Error:
        data = raw  # binary tensors and gRPC carry the file as it is
    try:
        return open_image(data)[0]
    except DocumentError as error:
        raise InvalidInput(f"an image {error}") from error


def main() -> None:
    """Serve until stopped, over REST on the service's port and gRPC on the one above it."""
    settings = load(Settings)
    log_as_json("reader", settings.log_level)
    reader = LocalReader(open_store(settings.objects), settings.models_in_memory, settings.threads)
    model = ReaderModel(reader)
    model.load()
    port = settings.http.port
    ModelServer(http_port=port, grpc_port=port + 1, enable_docs_url=True).start([model])


if __name__ == "__main__":
    main()

"""The reader as kserve's model `recto`: requests in, readings out."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any

import numpy as np
from kserve import InferOutput, InferRequest, InferResponse, Model
from kserve.errors import InvalidInput, ModelNotReady

from recto.runtime.failures import Poison, Transient
from recto.runtime.tracing import continued_trace, span
from schemas.readings import Reading
from services.inference.predictor.asking import champion_for, check_outputs, images_in
from services.inference.reading import LineReader
from services.inference.remote import IMAGES, MODEL_NAME, READINGS

SERVICE = "reader"
"""What logs and traces call the predictor."""


class ReaderModel(Model):  # type: ignore[misc]
    """Reads line images on request."""

    def __init__(self, reader: LineReader, base: str = "latin") -> None:
        super().__init__(MODEL_NAME)
        self._reader = reader
        self._base = base
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reader")

    @property
    def versions(self) -> tuple[str, ...]:
        """Those that may be asked for by name alone; any other comes with its weights."""
        return (f"base-{self._base}",)

    def load(self) -> bool:
        """Read a blank line once, so that the first request need not wait for the model."""
        blank = InferRequest(MODEL_NAME, [])
        self._reader.read(champion_for(blank, self._base), [np.full((40, 200), 255, np.uint8)])
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
        headers: dict[str, str] | None = None,
        response_headers: dict[str, str] | None = None,  # noqa: ARG002
    ) -> InferResponse:
        """Readings of the images in the request. Runs beside the event loop, which goes on answering.

        kserve hands over as headers what came along by gRPC, too: the caller's trace is found there either way.
        """
        caller = (headers or {}).get("traceparent")
        with continued_trace(caller, "infer", "server", service=SERVICE):
            answer = partial(copy_context().run, self._answer, payload)
            return await asyncio.get_running_loop().run_in_executor(self._thread, answer)

    def _answer(self, request: InferRequest) -> InferResponse:
        champion = champion_for(request, self._base)
        check_outputs(request)
        images = images_in(request)
        try:
            with span("read", model=champion.version, lines=len(images)):
                readings = self._reader.read(champion, images)
        except Poison as error:
            raise InvalidInput(error.reason) from error
        except Transient as signal:
            raise ModelNotReady(self.name, signal.reason) from signal  # 503: the same request works later
        return InferResponse(
            response_id=request.id or "",  # not none: kserve's own check of its answers wants a string
            model_name=self.name,
            model_version=champion.version,
            infer_outputs=[_output(readings, request)],
            use_binary_outputs=request.use_binary_outputs,
            requested_outputs=request.request_outputs,
        )


def _output(readings: list[Reading], request: InferRequest) -> InferOutput:
    data = np.array([reading.model_dump_json() for reading in readings], dtype=object)
    output = InferOutput(READINGS, list(data.shape), "BYTES", data)
    if request.from_grpc:  # which kserve would answer in raw bytes, even where the images came otherwise
        output.set_data_from_numpy(data, binary_data=request.use_binary_outputs)
    return output

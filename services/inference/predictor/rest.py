"""The model's routes over REST, with and without a version in the path. kserve's own refuse every version."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from kserve import InferResponse
from kserve.errors import ModelNotReady
from kserve.protocol.rest.v2_datamodels import ModelMetadataResponse, ModelReadyResponse
from kserve.protocol.rest.v2_endpoints import V2Endpoints
from starlette.exceptions import HTTPException

from services.inference.predictor.asking import request_of
from services.inference.predictor.dataplane import ReaderDataPlane

MOST_BYTES = 256 * 1024 * 1024
"""Of one request; a page of 200 lines has some ten million. More would take the memory of a replica."""

_JSON_LENGTH = "inference-header-content-length"


def add_routes(app: FastAPI, dataplane: ReaderDataPlane) -> None:
    """Before kserve adds its own: the first that fits a path answers."""
    model = _ModelRoutes(dataplane)
    unlisted: dict[str, Any] = {"include_in_schema": False}  # kserve's own stand there under the same names
    for path in ("/v2/models/{model_name}", "/v2/models/{model_name}/versions/{model_version}"):
        app.add_api_route(path, model.model_metadata, response_model=ModelMetadataResponse, **unlisted)
        app.add_api_route(f"{path}/ready", model.model_ready, response_model=ModelReadyResponse, **unlisted)
        app.add_api_route(f"{path}/infer", model.read, methods=["POST"], response_model=None, **unlisted)
    app.add_api_route("/v1/{rest:path}", _older_protocol, methods=["GET", "POST"], **unlisted)


class _ModelRoutes(V2Endpoints):  # type: ignore[misc]
    async def model_metadata(
        self, model_name: str, model_version: str | None = None
    ) -> ModelMetadataResponse:
        self.dataplane.check_version(model_name, model_version)
        return await super().model_metadata(model_name)

    async def model_ready(self, model_name: str, model_version: str | None = None) -> ModelReadyResponse:
        self.dataplane.check_version(model_name, model_version)
        return await super().model_ready(model_name)

    async def read(self, request: Request, model_name: str, model_version: str | None = None) -> Response:
        if not await self.dataplane.model_ready(model_name):
            raise ModelNotReady(model_name)
        headers = dict(request.headers)
        body = await _body(request)
        asked = request_of(body, headers.get(_JSON_LENGTH), model_name, model_version)
        answer, _ = await self.dataplane.infer(model_name, asked, headers)
        return _response(answer)


async def _body(request: Request) -> bytes:
    """All of it, as long as it is no more than a server can hold."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(
                413, f"a request may have {MOST_BYTES // 2**20} MiB: send fewer images at once"
            )
    return bytes(body)


def _response(answer: InferResponse) -> Response:
    content, json_length = answer.to_rest()
    if json_length is None:
        return JSONResponse(content)
    return Response(content, headers={_JSON_LENGTH: str(json_length)}, media_type="application/octet-stream")


def _older_protocol() -> None:
    raise HTTPException(404, "this reader speaks the Open Inference Protocol: its paths begin with /v2")

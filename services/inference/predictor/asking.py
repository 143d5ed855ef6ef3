"""What a request asks for: its images, the model that is to read them, and the outputs that are wanted."""

import base64
import binascii
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from kserve import InferInput, InferRequest
from kserve.errors import InvalidInput, ModelNotFound
from kserve.protocol.infer_type import RequestedOutput, to_http_parameters
from pydantic import ValidationError

from recto.documents.errors import DocumentError
from recto.documents.images import each_page
from recto.recognition.line_images import LineImage
from schemas.blobs import BlobRef
from services.inference.champions import Champion
from services.inference.predictor.refusals import NONSENSE
from services.inference.remote import IMAGES, MODEL_NAME, READINGS

_MOST_PIXELS = 30_000_000
"""Of one line."""


def request_of(body: bytes, json_length: str | None, model_name: str, version: str | None) -> InferRequest:
    """A request over REST. With the protocol's binary extension its tensors' data follow `json_length` bytes of JSON.

    kserve's own parser insists that binary data be UTF-8, and takes no version.
    """
    try:
        length = len(body) if json_length is None else int(json_length)
        return _request(json.loads(body[:length]), body[length:], model_name, version)
    except NONSENSE as error:
        raise InvalidInput(f"the request is not of the Open Inference Protocol: {error!r:.200}") from error


def images_in(request: InferRequest) -> list[LineImage]:
    """The line images. Raises InvalidInput where there are none."""
    tensor = request.get_input_by_name(IMAGES)
    if tensor is None or tensor.datatype != "BYTES":
        raise InvalidInput(f"the request needs an input {IMAGES!r} of datatype BYTES")
    try:
        values = list(np.asarray(tensor.as_numpy()).ravel())
        if math.prod(tensor.shape) != len(values):
            raise ValueError(f"{len(values)} values for the shape {tensor.shape}")
    except NONSENSE as error:
        raise InvalidInput(f"input {IMAGES!r} does not hold what its shape says: {error!r:.200}") from error
    return [_image(value) for value in values]


def champion_for(request: InferRequest, base: str) -> Champion:
    """The model that is to read: that of the parameters, else the shipped `base`."""
    parameters = _parameters(request)
    base = str(parameters.get("base") or base)
    version = str(parameters.get("version") or f"base-{base}")
    weights = str(parameters.get("weights") or "")
    if request.model_version and request.model_version != version:
        raise unknown_version(request.model_version)
    if not weights and version != f"base-{base}":
        raise InvalidInput(
            f"version {version} needs the parameter weights: only the base is known by its name"
        )
    try:
        return Champion(version, 0, base, BlobRef.model_validate_json(weights) if weights else None)
    except ValidationError as error:
        raise InvalidInput(f"parameter weights is no reference: {error.errors()[0]['msg']}") from error


def check_outputs(request: InferRequest) -> None:
    """Raises InvalidInput where an output is wanted that a reader does not have."""
    for wanted in request.request_outputs or ():
        if wanted.name != READINGS:
            raise InvalidInput(f"there is no output {wanted.name!r}: ask for {READINGS!r}")


def unknown_version(version: str) -> ModelNotFound:
    """Of the model: no parameter chose it, and it is not the shipped base."""
    return ModelNotFound(f"{MODEL_NAME} and version {version}")


def _request(about: dict[str, Any], rest: bytes, model_name: str, version: str | None) -> InferRequest:
    inputs = []
    for each in about["inputs"]:
        parameters = each.get("parameters") or {}
        tensor = InferInput(each["name"], each["shape"], each["datatype"], each.get("data"), parameters)
        if "data" not in each:
            size = int(parameters["binary_data_size"])
            tensor._raw_data, rest = rest[:size], rest[size:]
        inputs.append(tensor)
    outputs = [RequestedOutput(each["name"], each.get("parameters")) for each in about.get("outputs") or ()]
    return InferRequest(
        model_name,
        inputs,
        about.get("id"),
        parameters=about.get("parameters"),
        request_outputs=outputs or None,
        model_version=version,
    )


def _parameters(request: InferRequest) -> Mapping[str, Any]:
    """Plain values, as REST has them; gRPC wraps them."""
    try:
        values: Mapping[str, Any] = dict(to_http_parameters(request.parameters or {}))
    except NONSENSE as error:
        raise InvalidInput(f"the parameters are no object: {error!r:.200}") from error
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

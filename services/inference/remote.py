"""The reader over the network: a client of the Open Inference Protocol (v2 REST), and its wire format."""

import base64
import json
from collections.abc import Sequence
from typing import Any

import httpx

from recto.documents.images import encode_png
from recto.recognition.line_images import LineImage
from recto.runtime.failures import Poison, Transient
from schemas.readings import Reading
from services.inference.champions import Champion

MODEL_NAME = "recto"
IMAGES = "images"
READINGS = "readings"


class RemoteReader:
    """Sends line images to a reader elsewhere. Same results as LocalReader, by the same suite of tests."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        self._client = httpx.Client(base_url=url, timeout=timeout_seconds)

    def read(self, champion: Champion, lines: Sequence[LineImage]) -> list[Reading]:
        """See LineReader.read."""
        if not lines:
            return []
        try:
            response = self._client.post(f"/v2/models/{MODEL_NAME}/infer", json=_request(champion, lines))
        except httpx.TransportError as error:
            raise Transient(f"the reader at {self._client.base_url} is away: {error}") from error
        if response.status_code >= 500:
            raise Transient(f"the reader at {self._client.base_url} answered {response.status_code}")
        if response.is_error:
            raise Poison(f"the reader refused the lines: {response.text[:300]}")
        return _readings(response.json())


def _request(champion: Champion, lines: Sequence[LineImage]) -> dict[str, Any]:
    images = [base64.b64encode(encode_png(line)).decode() for line in lines]
    return {
        "inputs": [{"name": IMAGES, "shape": [len(images)], "datatype": "BYTES", "data": images}],
        "parameters": parameters_of(champion),
    }


def parameters_of(champion: Champion) -> dict[str, str]:
    """The model to read with, as parameters of a request."""
    weights = champion.weights.model_dump_json() if champion.weights else ""
    return {"version": champion.version, "base": champion.base, "weights": weights}


def _readings(answer: dict[str, Any]) -> list[Reading]:
    [output] = [output for output in answer["outputs"] if output["name"] == READINGS]
    return [Reading.model_validate(json.loads(text)) for text in output["data"]]

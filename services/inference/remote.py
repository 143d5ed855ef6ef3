"""The reader over the network: a client of the Open Inference Protocol (v2 REST), and its wire format."""

import base64
from collections.abc import Sequence
from typing import Any

import httpx

from recto.documents.images import encode_png
from recto.recognition.line_images import LineImage
from recto.runtime.failures import Poison, Transient
from recto.runtime.tracing import at_hand
from schemas.readings import Reading
from services.inference.champions import Champion

MODEL_NAME = "recto"
IMAGES = "images"
READINGS = "readings"


_LINES_AT_ONCE = 64
"""So that a page of very many lines is no request that takes longer than the timeout, each time anew."""

_REFUSED = {400, 413, 422}
"""What lies with the lines. Anything else, a 404 of a gateway or a 429 too, lies with the way there, and passes."""


class RemoteReader:
    """Sends line images to a reader elsewhere. Same results as LocalReader, by the same suite of tests."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        self._client = httpx.Client(base_url=url, timeout=timeout_seconds)

    def read(self, champion: Champion, lines: Sequence[LineImage]) -> list[Reading]:
        """See LineReader.read."""
        starts = range(0, len(lines), _LINES_AT_ONCE)
        batches = [self._read(champion, lines[start : start + _LINES_AT_ONCE]) for start in starts]
        return [reading for batch in batches for reading in batch]

    def _read(self, champion: Champion, lines: Sequence[LineImage]) -> list[Reading]:
        try:
            response = self._client.post(
                f"/v2/models/{MODEL_NAME}/infer", json=_request(champion, lines), headers=_trace()
            )
        except httpx.TransportError as error:
            raise Transient(f"the reader at {self._client.base_url} is away: {error}") from error
        if response.status_code in _REFUSED:
            raise Poison(f"the reader refused the lines: {response.text[:300]}")
        if response.status_code != httpx.codes.OK:
            raise Transient(f"the reader at {self._client.base_url} answered {response.status_code}")
        answered_by, readings = _answer(response)
        if answered_by not in (None, champion.version):
            raise Transient(f"the reader read with {answered_by}, not with {champion.version}")
        if len(readings) != len(lines):
            raise Transient(f"the reader gave {len(readings)} readings for {len(lines)} lines")
        return readings


def _trace() -> dict[str, str]:
    """So that what the reader tells of itself can be found from here."""
    traceparent = at_hand()
    return {"traceparent": traceparent} if traceparent else {}


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


def _answer(response: httpx.Response) -> tuple[str | None, list[Reading]]:
    """Which model read, if that is said, and what. Raises Transient if no reader answers: something else listens."""
    try:
        answer = response.json()
        outputs = {output["name"]: output["data"] for output in answer["outputs"]}
        return answer.get("model_version"), [Reading.model_validate_json(text) for text in outputs[READINGS]]
    except (ValueError, KeyError, TypeError) as error:
        raise Transient(f"{response.url} does not answer like a reader: {error!r:.200}") from error

"""No route of the gateway reads more than is accepted there, and whoever sent more is told."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.labeling_gateway.api import bodies
from services.labeling_gateway.drawn import MOST_BASELINE_POINTS, MOST_LINES, MOST_POINTS

pytestmark = pytest.mark.stateless

MOST = 1000
Sent = Callable[[], Any]


@pytest.fixture
def gateway(gateway: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A gateway with a collection, and limits that are quickly reached."""
    monkeypatch.setattr(bodies, "MOST_BYTES", MOST)
    monkeypatch.setattr(bodies, "MORE_BYTES", dict.fromkeys(bodies.MORE_BYTES, 2 * MOST))
    gateway.collection()
    return gateway


def whole() -> bytes:
    return b"[" + b" " * 2 * MOST + b"]"


def in_chunks() -> Iterator[bytes]:
    """Without saying how much there is."""
    for start in range(0, len(whole()), 100):
        yield whole()[start : start + 100]


def taking_bodies(gateway: Any) -> Iterator[tuple[str, str]]:
    for path, methods in gateway.get("/openapi.json")["paths"].items():
        yield from ((method, path) for method, route in methods.items() if "requestBody" in route)


@pytest.mark.parametrize("sent", [whole, in_chunks])
def test_every_route_that_takes_a_body_refuses_one_that_is_too_large(gateway: Any, sent: Sent) -> None:
    routes = list(taking_bodies(gateway))
    assert len(routes) > 10
    for method, path in routes:
        address = path.replace("{name}", "letters-1905")
        refused = gateway.http.request(
            method, address, content=sent(), headers={"Content-Type": "application/json"}
        )
        assert (path, refused.status_code) == (path, 413)
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["x-content-type-options"] == "nosniff"
        most = 2 * MOST if path.endswith(("/answers/label-studio", "/boxes")) else MOST
        assert refused.json() == {
            "type": "urn:recto:problem:too-large",
            "title": "More than is accepted at once",
            "status": 413,
            "detail": f"The body has more than the {most} bytes accepted: send it in parts.",
        }


def test_what_is_accepted_at_the_import_is_not_elsewhere(gateway: Any) -> None:
    export = b"[" + b" " * (2 * MOST - 2) + b"]"
    path = "/v1/collections/letters-1905"
    assert gateway.http.post(f"{path}/answers/label-studio", content=export).status_code == 200
    assert gateway.http.post(f"{path}/gold", content=export).status_code == 413


def test_a_page_of_the_most_lines_with_the_most_points_is_accepted() -> None:
    points = "[12345,12345]," * (MOST_POINTS + MOST_BASELINE_POINTS)
    assert bodies.most_bytes("/v1/tasks/t/boxes") > MOST_LINES * len(points)

"""Who comes in, and what every response carries."""

from typing import Any

import pytest

pytestmark = pytest.mark.stateless


@pytest.fixture
def guarded(make_gateway: Any) -> Any:
    gateway = make_gateway(token="s3cret-token")
    gateway.http.follow_redirects = False
    return gateway


def test_without_the_token_nothing_is_told(guarded: Any) -> None:
    for address in ("/v1/documents", "/v1/collections", "/v1/me", "/", "/documents"):
        refused = guarded.http.get(address)
        assert refused.status_code == 401, address
        assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["Bearer wrong", "Basic s3cret-token", "s3cret-token", "Bearer ", ""])
def test_a_wrong_token_is_refused(guarded: Any, header: str) -> None:
    assert guarded.http.get("/v1/me", headers={"Authorization": header}).status_code == 401


def test_the_token_in_the_header_lets_a_program_in(guarded: Any) -> None:
    response = guarded.http.get("/v1/me", headers={"Authorization": "Bearer s3cret-token"})
    assert response.json() == {"person": "admin"}


def test_the_token_in_the_address_becomes_a_cookie_once(guarded: Any) -> None:
    entry = guarded.http.get("/documents?collection=deeds&token=s3cret-token")
    assert (entry.status_code, entry.headers["location"]) == (303, "/documents?collection=deeds")
    cookie = entry.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert guarded.http.get("/v1/me").status_code == 200


def test_a_wrong_token_in_the_address_leaves_no_cookie(guarded: Any) -> None:
    refused = guarded.http.get("/?token=wrong")
    assert refused.status_code == 401
    assert "set-cookie" not in refused.headers


def test_another_sites_page_can_change_nothing(gateway: Any) -> None:
    refused = gateway.http.post("/v1/leases", json={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 401


def test_a_person_is_named_by_the_header(gateway: Any) -> None:
    assert gateway.http.get("/v1/me", headers={"X-Recto-Person": "ada"}).json() == {"person": "ada"}
    refused = gateway.http.get("/v1/me", headers={"X-Recto-Person": "a b"})
    assert (refused.status_code, refused.json()["field"]) == (422, "X-Recto-Person")


@pytest.mark.parametrize(
    "address", ["/", "/documents", "/document?id=x", "/collections", "/v1/me", "/nowhere"]
)
def test_every_response_carries_a_strict_content_policy(gateway: Any, address: str) -> None:
    policy = gateway.http.get(address).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


def test_an_unknown_address_is_a_problem(gateway: Any) -> None:
    response = gateway.http.get("/v1/nowhere")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


def test_every_route_is_summed_up_in_the_openapi_document(gateway: Any) -> None:
    paths = gateway.http.get("/openapi.json").json()["paths"]
    routes = [route for path in paths.values() for route in path.values()]
    assert len(routes) >= 15
    assert all(route["summary"] for route in routes)
    assert all("401" in route["responses"] for route in routes)

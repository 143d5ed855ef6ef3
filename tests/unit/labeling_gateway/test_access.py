"""Who comes in, by which key, and what every response carries."""

from datetime import UTC, datetime
from typing import Any

import pytest

from recto.runtime.failures import UserError
from services.labeling_gateway.failures import TooManyTries
from services.labeling_gateway.throttle import TRIES, Throttle

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_without_a_key_nothing_is_told(gateway: Any) -> None:
    for address in ("/v1/documents", "/v1/collections", "/v1/me", "/", "/documents"):
        refused = gateway.browser().get(address)
        assert refused.status_code == 401, address
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer wrong", "Basic {0}", "{0}", "Bearer ", "", "Bearer {0}x"])
def test_a_wrong_token_is_refused(gateway: Any, header: str) -> None:
    sent = header.format(gateway.service.deps.token)
    assert gateway.browser().get("/v1/me", headers={"Authorization": sent}).status_code == 401


def test_the_machine_token_acts_as_admin(gateway: Any) -> None:
    me = gateway.http.get("/v1/me").json()
    assert (me["person"], me["role"], me["cleared"]) == ("admin", "admin", True)


def test_the_machine_token_is_no_address_to_sign_in_with(gateway: Any) -> None:
    refused = gateway.browser().get("/sign-in", params={"token": gateway.service.deps.token})
    assert refused.status_code == 401
    assert "set-cookie" not in refused.headers


def test_whom_the_machine_token_names_becomes_an_annotator_and_acts_as_one(gateway: Any) -> None:
    me = gateway.http.get("/v1/me", headers={"X-Recto-Person": "ada"}).json()
    assert (me["person"], me["role"]) == ("ada", "annotator")
    refused = gateway.http.put("/v1/collections/deeds", json={}, headers={"X-Recto-Person": "ada"})
    assert refused.status_code == 403
    assert "ada" in [person["id"] for person in gateway.http.get("/v1/people").json()["people"]]


def test_a_name_that_can_be_no_ones_is_refused(gateway: Any) -> None:
    refused = gateway.http.get("/v1/me", headers={"X-Recto-Person": "a b"})
    assert (refused.status_code, refused.json()["field"]) == (422, "X-Recto-Person")


def test_nobody_else_may_name_a_person(gateway: Any) -> None:
    gateway.add("ada", role="admin")
    by_token = gateway.browser(Authorization=f"Bearer {gateway.token('ada')}")
    for asks in (by_token, gateway.signed_in("ada")):
        refused = asks.get("/v1/me", headers={"X-Recto-Person": "admin"})
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:recto:problem:not-permitted")
        assert asks.get("/v1/me", headers={"X-Recto-Person": "ada"}).json()["person"] == "ada"


def test_a_gateway_that_nobody_could_enter_does_not_start(make_gateway: Any) -> None:
    with pytest.raises(UserError, match="Set RECTO_TOKEN or RECTO_OIDC_ISSUER"):
        make_gateway(token=None)


def test_an_address_that_brings_too_many_wrong_keys_is_held_off_for_a_minute(gateway: Any) -> None:
    wrong = {"Authorization": "Bearer wrong"}
    tried = [gateway.browser().get("/v1/me", headers=wrong).status_code for _ in range(TRIES)]
    assert set(tried) == {401}
    held_off = gateway.http.get("/v1/me")
    assert (held_off.status_code, held_off.headers["retry-after"]) == (429, "60")
    gateway.clock.move(seconds=60)
    assert gateway.http.get("/v1/me").status_code == 200


def test_who_is_signed_in_works_on_while_their_address_is_held_off(gateway: Any) -> None:
    browser = gateway.signed_in()
    for _ in range(TRIES + 1):
        gateway.browser().get("/sign-in?token=wrong")
    assert gateway.browser().get("/sign-in?token=wrong").status_code == 429
    assert browser.get("/v1/me").status_code == 200


def test_the_throttle_remembers_a_bounded_number_of_addresses() -> None:
    throttle = Throttle(tries=1, remembered=3)
    for number in range(10):
        throttle.wrong(str(number), START)
    assert len(throttle) == 3
    with pytest.raises(TooManyTries):
        throttle.require_open("9", START)
    throttle.require_open("0", START)


@pytest.mark.parametrize(
    "address",
    ["/", "/documents", "/document?id=x", "/collections", "/people", "/sign-in", "/v1/me", "/nowhere"],
)
def test_every_response_carries_a_strict_content_policy(gateway: Any, address: str) -> None:
    for asks in (gateway.http, gateway.browser(Accept="text/html")):
        policy = asks.get(address).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy


def test_an_unknown_address_is_a_problem(gateway: Any) -> None:
    response = gateway.http.get("/v1/nowhere")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")

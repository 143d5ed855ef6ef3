"""Signing in with an OpenID provider: a real one, small, that can be told to lie."""

import base64
import hashlib
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Form, HTTPException, Request
from fastapi.responses import RedirectResponse
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from recto.runtime.failures import UserError

CLIENT, SECRET = "recto", "the-client-secret-of-recto-at-the-provider"
PUBLIC = "https://testserver"
KEY, STRANGERS_KEY = (RSAKey.generate_key(2048, parameters={"kid": kid}) for kid in ("one", "two"))


@dataclass
class OpenId:
    """The provider. `claims` go into each ID token; `lies` change what is true, `signs` who signs."""

    url: str = ""
    clock: Any = None
    claims: dict[str, Any] = field(
        default_factory=lambda: {"sub": "4711", "preferred_username": "ada", "name": "Ada Lovelace"}
    )
    lies: dict[str, Any] = field(default_factory=dict)
    signs: Any = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    is_ill: bool = False

    def token(self, asked: dict[str, str], access_token: str) -> str:
        now = int(self.clock().timestamp())
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        true = {
            "iss": self.url,
            "aud": asked["client_id"],
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
            **self.claims,
        }
        told = {name: value for name, value in {**true, **self.lies}.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.signs.kid or "one"}
        return jwt.encode(header, told, self.signs, algorithms=["RS256", "HS256", "none"])

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def discovery() -> dict[str, str]:
            return {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "end_session_endpoint": f"{self.url}/end",
            }

        @app.get("/keys")
        def keys() -> Any:
            return KeySet([KEY]).as_dict(private=False)

        @app.get("/authorize")
        def authorize(request: Request) -> RedirectResponse:
            asked = dict(request.query_params)
            code = secrets.token_urlsafe(8)
            self.asked[code] = asked
            return RedirectResponse(
                f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
            )

        @app.post("/token")
        def token(
            request: Request,
            code: Annotated[str, Form()],
            redirect_uri: Annotated[str, Form()],
            code_verifier: Annotated[str, Form()],
        ) -> dict[str, str]:
            if self.is_ill:
                raise HTTPException(503)
            asked = self.asked.pop(code, None)
            known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            if asked is None or request.headers["authorization"] != f"Basic {known}":
                raise HTTPException(400)
            digest = hashlib.sha256(code_verifier.encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if (asked["code_challenge"], asked["redirect_uri"]) != (challenge, redirect_uri):
                raise HTTPException(400)
            access_token = secrets.token_urlsafe(8)
            return {"access_token": access_token, "id_token": self.token(asked, access_token)}

        return app


@pytest.fixture(scope="module")
def serving() -> Iterator[OpenId]:
    provider = OpenId()
    server = uvicorn.Server(uvicorn.Config(provider.app(), port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    provider.url = f"http://127.0.0.1:{port}"
    yield provider
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def provider(serving: OpenId) -> OpenId:
    fresh = OpenId(url=serving.url)
    vars(serving).update(vars(fresh))
    return serving


@pytest.fixture
def trusting(make_gateway: Any, provider: OpenId) -> Any:
    """Makes gateways that trust the provider."""

    def make(**settings: Any) -> Any:
        gateway = make_gateway(
            public_url=PUBLIC,
            oidc_issuer=provider.url,
            oidc_client_id=CLIENT,
            oidc_client_secret=SECRET,
            **settings,
        )
        provider.clock = gateway.clock
        return gateway

    return make


def sent_back(browser: TestClient, then: str = "/documents") -> str:
    """Go to the provider and let it say yes: the address that it sends the browser back to."""
    there = browser.get("/sign-in/oidc", params={"next": then}).headers["location"]
    return httpx.get(there).headers["location"].removeprefix(PUBLIC)


def through(gateway: Any) -> tuple[Any, TestClient]:
    """Sign a fresh browser in with the provider: the gateway's last answer, and the browser."""
    browser = gateway.browser(PUBLIC)
    return browser.get(sent_back(browser)), browser


def people(gateway: Any) -> dict[str, Any]:
    return {one["id"]: one for one in gateway.http.get("/v1/people").json()["people"]}


def test_who_signs_in_for_the_first_time_becomes_an_annotator_without_clearance(
    trusting: Any, provider: OpenId
) -> None:
    gateway = trusting()
    back, browser = through(gateway)
    assert (back.status_code, back.headers["location"]) == (303, "/documents")
    me = browser.get("/v1/me").json()
    assert (me["person"], me["name"], me["role"], me["cleared"]) == (
        "ada",
        "Ada Lovelace",
        "annotator",
        False,
    )
    assert people(gateway)["ada"]["subject"] == f"{provider.url}|4711"


def test_the_provider_is_asked_for_a_code_with_a_challenge_and_a_nonce(trusting: Any) -> None:
    there = urlsplit(trusting().browser(PUBLIC).get("/sign-in/oidc").headers["location"])
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == (
        "code",
        CLIENT,
        "S256",
    )
    assert asked["redirect_uri"] == f"{PUBLIC}/sign-in/oidc/callback"
    assert "openid" in asked["scope"].split()
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43


LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "another"},
    "no audience": {"aud": None},
    "another party among several": {"aud": [CLIENT, "another"], "azp": "another"},
    "another issuer": {"iss": "https://evil.example"},
    "expired": {"exp": 1_700_000_000},
    "no expiry": {"exp": None},
    "nobody": {"sub": None},
    "another access token": {"at_hash": "another"},
}


@pytest.mark.parametrize("lie", LIES)
def test_an_id_token_that_is_not_true_lets_nobody_in(trusting: Any, provider: OpenId, lie: str) -> None:
    gateway = trusting()
    provider.lies = LIES[lie]
    assert_refused(gateway)


SIGNATURES = {
    "a key that the provider does not publish": (STRANGERS_KEY, "RS256"),
    "another key under the same name": (RSAKey.generate_key(2048, parameters={"kid": "one"}), "RS256"),
    "the client's secret": (OctKey.import_key(SECRET), "HS256"),
    "nothing": (OctKey.import_key("nothing"), "none"),
}


@pytest.mark.parametrize("signature", SIGNATURES)
@pytest.mark.filterwarnings("ignore")
def test_an_id_token_that_somebody_else_signed_lets_nobody_in(
    trusting: Any, provider: OpenId, signature: str
) -> None:
    gateway = trusting()
    provider.signs, provider.algorithm = SIGNATURES[signature]
    assert_refused(gateway)


def assert_refused(gateway: Any) -> None:
    back, browser = through(gateway)
    assert (back.status_code, back.json()["type"]) == (401, "urn:recto:problem:not-allowed")
    assert browser.get("/v1/me").status_code == 401
    assert set(people(gateway)) == {"admin"}


def test_a_state_comes_back_once_even_with_a_code_that_the_provider_takes(
    trusting: Any, provider: OpenId
) -> None:
    gateway = trusting()
    browser = gateway.browser(PUBLIC)
    address = sent_back(browser)
    kept, codes = browser.cookies["recto_sign_in"], dict(provider.asked)
    assert browser.get(address).status_code == 303
    provider.asked.update(codes)
    replayed = gateway.browser(PUBLIC, Cookie=f"recto_sign_in={kept}").get(address)
    assert replayed.status_code == 401
    assert "set-cookie" not in replayed.headers


def test_an_answer_that_was_meant_for_another_browser_is_refused(trusting: Any) -> None:
    gateway = trusting()
    victim, attacker = gateway.browser(PUBLIC), gateway.browser(PUBLIC)
    sent_back(victim)
    address = sent_back(attacker)
    assert victim.get(address).status_code == 401
    assert gateway.browser(PUBLIC).get(address).status_code == 401
    assert attacker.get(address).status_code == 303


@pytest.mark.parametrize("answer", ["", "state=&code=x", "state=made-up&code=x", "error=access_denied"])
def test_an_answer_that_nobody_asked_for_is_refused(trusting: Any, answer: str) -> None:
    browser = trusting().browser(PUBLIC)
    assert browser.get(f"/sign-in/oidc/callback?{answer}").status_code == 401


def test_who_takes_longer_than_ten_minutes_begins_again(trusting: Any) -> None:
    gateway = trusting()
    browser = gateway.browser(PUBLIC)
    address = sent_back(browser)
    gateway.clock.now += timedelta(minutes=10)
    assert browser.get(address).status_code == 401


def test_a_code_that_the_provider_does_not_know_lets_nobody_in(trusting: Any, provider: OpenId) -> None:
    gateway = trusting()
    browser = gateway.browser(PUBLIC)
    address = sent_back(browser)
    provider.asked.clear()
    assert browser.get(address).status_code == 401


def test_signing_in_leads_to_own_pages_only(trusting: Any) -> None:
    gateway = trusting()
    browser = gateway.browser(PUBLIC)
    back = browser.get(sent_back(browser, "https://evil.example/"))
    assert back.headers["location"] == "/"


def test_the_same_name_is_not_the_same_person(trusting: Any, provider: OpenId) -> None:
    gateway = trusting()
    provider.claims["preferred_username"] = "admin"
    _, browser = through(gateway)
    me = browser.get("/v1/me").json()
    assert (me["person"], me["role"]) == ("admin-2", "annotator")


def test_who_comes_again_is_the_same_person_under_whatever_name(trusting: Any, provider: OpenId) -> None:
    gateway = trusting()
    through(gateway)
    gateway.http.patch("/v1/people/ada", json={"role": "lead", "cleared": True})
    provider.claims["preferred_username"] = "ada.king"
    _, browser = through(gateway)
    me = browser.get("/v1/me").json()
    assert (me["person"], me["role"], me["cleared"]) == ("ada", "lead", True)


def test_who_was_added_beforehand_finds_their_skills(trusting: Any, provider: OpenId) -> None:
    gateway = trusting()
    skills = {"scripts": ["Greek"], "languages": []}
    gateway.add("countess", subject=f"{provider.url}|4711", skills=skills, cleared=True)
    _, browser = through(gateway)
    me = browser.get("/v1/me").json()
    assert (me["person"], me["skills"], me["cleared"]) == ("countess", skills, True)


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["leads"], "lead"),
        (["leads", "it"], "admin"),
        ("leads", "lead"),
        (["others"], "annotator"),
        (None, "annotator"),
    ],
)
def test_the_role_follows_from_the_groups(trusting: Any, provider: OpenId, groups: Any, role: str) -> None:
    gateway = trusting(oidc_roles={"leads": "lead", "it": "admin"})
    provider.claims["groups"] = groups
    assert through(gateway)[1].get("/v1/me").json()["role"] == role


def test_who_has_left_a_group_loses_its_role_at_the_next_sign_in(trusting: Any, provider: OpenId) -> None:
    gateway = trusting(oidc_roles={"it": "admin"}, oidc_role_claim="teams")
    provider.claims["teams"] = ["it"]
    assert through(gateway)[1].get("/v1/me").json()["role"] == "admin"
    provider.claims["teams"] = []
    assert through(gateway)[1].get("/v1/me").json()["role"] == "annotator"


def test_whom_no_group_lets_in_stays_out(trusting: Any, provider: OpenId) -> None:
    gateway = trusting(oidc_default_role="none", oidc_roles={"archive": "annotator"})
    back, browser = through(gateway)
    assert (back.status_code, browser.get("/v1/me").status_code) == (403, 401)
    assert set(people(gateway)) == {"admin"}
    provider.claims["groups"] = ["archive"]
    assert through(gateway)[0].status_code == 303


def test_who_is_no_longer_active_stays_out(trusting: Any) -> None:
    gateway = trusting()
    through(gateway)
    gateway.http.patch("/v1/people/ada", json={"active": False})
    back, browser = through(gateway)
    assert (back.status_code, browser.get("/v1/me").status_code) == (403, 401)


def test_signing_out_goes_on_to_the_provider(trusting: Any, provider: OpenId) -> None:
    _, browser = through(trusting())
    then = urlsplit(browser.post("/v1/sign-out").json()["next"])
    assert f"{then.scheme}://{then.netloc}{then.path}" == f"{provider.url}/end"
    assert parse_qs(then.query)["post_logout_redirect_uri"] == [f"{PUBLIC}/sign-in"]
    assert browser.get("/v1/me").status_code == 401


def test_a_provider_that_is_away_is_waited_for(trusting: Any, provider: OpenId) -> None:
    gateway = trusting()
    browser = gateway.browser(PUBLIC)
    address = sent_back(browser)
    provider.is_ill = True
    assert browser.get(address).status_code == 503


def test_the_page_to_sign_in_offers_the_provider_only_if_there_is_one(
    trusting: Any, make_gateway: Any, tmp_path: Any
) -> None:
    with_one, without = trusting(), make_gateway(tmp_path / "other")
    assert "<p hidden>" not in with_one.browser().get("/sign-in").text
    assert "<p hidden>" in without.browser().get("/sign-in").text
    assert without.browser().get("/sign-in/oidc").status_code == 404


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"oidc_issuer": "https://id.example"}, "RECTO_OIDC_CLIENT_ID"),
        ({"oidc_issuer": "https://id.example", "oidc_client_id": "x"}, "RECTO_OIDC_CLIENT_SECRET"),
        (
            {"oidc_issuer": "https://id.example", "oidc_client_id": "x", "oidc_client_secret": "y"},
            "RECTO_PUBLIC_URL",
        ),
        (
            {
                "oidc_issuer": "http://id.example",
                "oidc_client_id": "x",
                "oidc_client_secret": "y",
                "public_url": PUBLIC,
            },
            "https://",
        ),
    ],
)
def test_a_provider_that_is_set_by_half_is_one_sentence(
    make_gateway: Any, settings: dict[str, str], told: str
) -> None:
    with pytest.raises(UserError, match=told) as refused:
        make_gateway(token=None, **settings)
    assert str(refused.value).endswith(".")

"""Signing in with a link, the session that follows, and what another site's page can do with it."""

from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import text


def test_a_link_signs_a_browser_in_and_leaves_the_address(gateway: Any) -> None:
    gateway.add("ada", role="lead", name="Ada Lovelace")
    browser = gateway.browser()
    entry = browser.get(gateway.link("ada") + "&next=/documents?collection=deeds")
    assert (entry.status_code, entry.headers["location"]) == (303, "/documents?collection=deeds")
    me = browser.get("/v1/me").json()
    assert (me["person"], me["name"], me["role"]) == ("ada", "Ada Lovelace", "lead")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(gateway: Any) -> None:
    cookie = gateway.browser().get(gateway.link()).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    over_https = gateway.browser("https://testserver").get(gateway.link()).headers["set-cookie"].lower()
    assert "secure" in over_https


def test_a_link_is_good_for_one_browser_and_another_is_told_what_to_do(gateway: Any) -> None:
    link = gateway.link()
    first, second = gateway.browser(), gateway.browser(Accept="text/html")
    assert first.get(link).status_code == 303
    refused = second.get(link)
    assert refused.status_code == 401
    assert "This link has been used" in refused.text
    assert refused.text.count("recto people link") == 1
    assert "`recto people link` prints a fresh one" in gateway.browser().get(link).json()["detail"]
    assert second.get("/v1/me").status_code == 401
    assert first.get(link).status_code == 303, "the browser that is signed in already goes on"


def test_a_link_waits_a_day_and_no_longer(gateway: Any) -> None:
    early, late = gateway.link(), gateway.link()
    gateway.clock.move(hours=23, minutes=59)
    assert gateway.browser().get(early).status_code == 303
    gateway.clock.move(minutes=1)
    assert gateway.browser().get(late).status_code == 401


@pytest.mark.parametrize(
    "foreign", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "/\tevil", ""]
)
def test_signing_in_leads_to_own_pages_only(gateway: Any, foreign: str) -> None:
    entry = gateway.browser().get(f"{gateway.link()}&{urlencode({'next': foreign})}")
    assert (entry.status_code, entry.headers["location"]) == (303, "/")


def test_a_session_lasts_while_it_is_used_and_then_twelve_hours(gateway: Any) -> None:
    browser = gateway.signed_in()
    for _ in range(5):
        gateway.clock.move(hours=11)
        assert browser.get("/v1/me").status_code == 200
    gateway.clock.move(hours=12)
    assert browser.get("/v1/me").status_code == 401


def test_signing_out_ends_the_session_everywhere(gateway: Any) -> None:
    browser = gateway.signed_in()
    kept = dict(browser.cookies)
    assert browser.post("/v1/sign-out").json() == {"next": "/sign-in"}
    assert not browser.cookies
    assert (
        gateway.browser(Cookie="; ".join(f"{n}={v}" for n, v in kept.items())).get("/v1/me").status_code
        == 401
    )


def test_what_is_kept_of_a_key_opens_nothing(gateway: Any) -> None:
    browser = gateway.signed_in()
    with gateway.service.deps.database.reading() as session:
        [stored] = session.execute(text("select hash from keys where kind = 'session'")).scalars()
    assert stored not in browser.cookies.values()
    assert gateway.browser(Cookie=f"recto_session={stored}").get("/v1/me").status_code == 401


def test_who_is_not_signed_in_gets_the_page_to_sign_in_with_its_reason(gateway: Any) -> None:
    page = gateway.browser(Accept="text/html").get("/documents")
    assert (page.status_code, page.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert "You are not signed in" in page.text
    assert "/sign-in/oidc" in page.text


def test_who_may_not_see_a_page_is_told_so_in_words(gateway: Any) -> None:
    gateway.add("ada")
    page = gateway.signed_in("ada").get("/people", headers={"Accept": "text/html"})
    assert page.status_code == 403
    assert "This needs the role admin, and yours is annotator" in page.text


def test_a_wrong_address_is_told_in_words_to_a_browser_and_as_a_problem_to_a_program(gateway: Any) -> None:
    page = gateway.signed_in().get("/settle", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is no such page" in page.text
    assert gateway.signed_in().get("/settle").json()["title"] == "Not Found"


OF_ANOTHER_SITE: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "", "Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
]


@pytest.mark.parametrize("headers", OF_ANOTHER_SITE)
def test_another_sites_page_can_change_nothing_with_our_cookie(gateway: Any, headers: dict[str, str]) -> None:
    browser = gateway.signed_in()
    del browser.headers["Sec-Fetch-Site"]
    sent = {name: value for name, value in headers.items() if value}
    assert browser.post("/v1/leases", json={}, headers=sent).status_code == 403
    assert browser.get("/v1/me", headers=sent).status_code == 200


def test_a_browser_that_says_nothing_of_sites_must_name_our_origin(gateway: Any) -> None:
    browser = gateway.signed_in()
    del browser.headers["Sec-Fetch-Site"]
    assert browser.post("/v1/leases", json={}).status_code == 403
    assert browser.post("/v1/leases", json={}, headers={"Origin": "http://testserver"}).status_code == 200


def test_links_lead_to_where_people_reach_the_gateway(make_gateway: Any) -> None:
    gateway = make_gateway(public_url="https://recto.example/")
    assert gateway.link().startswith("https://recto.example/sign-in?token=")
    browser = gateway.browser()
    entry = browser.get(gateway.link().removeprefix("https://recto.example"))
    assert "secure" in entry.headers["set-cookie"].lower()

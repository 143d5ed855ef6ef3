"""`recto people` and `recto tokens` against the real gateway."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from recto.cli.up import _entrance
from recto.local.found import Addresses


def people(recto: Any) -> dict[str, Any]:
    return {one["id"]: one for one in json.loads(recto("people", "list", "--json").out)}


def test_a_person_is_added_and_the_next_step_is_named(recto: Any, gateway: Any) -> None:
    said = recto(
        "people", "add", "ada", "--name", "Ada Lovelace", "--role", "lead", "--scripts", "latin, greek"
    )
    assert (said.code, said.err) == (0, "")
    assert "recto people link ada" in said.out
    ada = people(recto)["ada"]
    assert (ada["name"], ada["role"], ada["cleared"]) == ("Ada Lovelace", "lead", False)
    assert ada["skills"] == {"scripts": ["Latin", "Greek"], "languages": []}


def test_people_are_listed_on_a_line_each(recto: Any, gateway: Any) -> None:
    recto("people", "add", "ada", "--languages", "de,fr", "--collections", "letters,deeds")
    lines = [line.split() for line in recto("people", "list").out.splitlines()[1:]]
    assert lines == [
        ["ada", "ada", "annotator", "letters", "deeds", "de", "fr", "no"],
        ["admin", "admin", "admin", "all", "all", "yes"],
    ]


def test_a_change_leaves_what_is_not_named(recto: Any, gateway: Any) -> None:
    recto("people", "add", "ada", "--scripts", "Latin", "--languages", "de")
    said = recto("people", "change", "ada", "--languages", "", "--cleared", "--inactive")
    assert (said.code, said.out) == (0, "ada is changed.\n")
    ada = people(recto)["ada"]
    assert ada["skills"] == {"scripts": ["Latin"], "languages": []}
    assert (ada["cleared"], ada["active"], ada["role"]) == (True, False, "annotator")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("people", "add", "ada", "--role", "king"), "role"),
        (("people", "add", "a b"), "id"),
        (("people", "add", "ada", "--scripts", "Klingon"), "Klingon"),
        (("people", "change", "nobody", "--role", "lead"), "nobody"),
        (("people", "change", "admin"), "--role lead"),
        (("people", "link", "nobody"), "recto people add nobody"),
        (("tokens", "create", "nobody", "x"), "nobody"),
        (("tokens", "revoke", "none"), "recto tokens list"),
    ],
)
def test_a_mistake_is_one_sentence(recto: Any, gateway: Any, words: tuple[str, ...], told: str) -> None:
    said = recto(*words)
    assert said.code == 2
    assert said.is_one_sentence
    assert told in said.err


def test_a_link_signs_one_browser_in(recto: Any, gateway: Any) -> None:
    recto("people", "add", "ada")
    said = recto("people", "link", "ada")
    browser = TestClient(gateway.app, base_url="http://gateway", follow_redirects=False)
    assert browser.get(said.out.strip()).status_code == 303
    assert browser.get("/v1/me").json()["person"] == "ada"
    other = TestClient(gateway.app, base_url="http://gateway", follow_redirects=False)
    assert other.get(said.out.strip()).status_code == 401


def test_up_prints_a_link_for_the_admin_that_is_not_the_machine_token(recto: Any, gateway: Any) -> None:
    stack = Addresses({"labeling-gateway": "http://gateway"}, "s3cret")
    address = _entrance(stack)
    assert "s3cret" not in address
    browser = TestClient(gateway.app, base_url="http://gateway", follow_redirects=False)
    assert browser.get(address).headers["location"] == "/"
    assert browser.get("/v1/me").json()["role"] == "admin"


def test_up_prints_the_plain_address_where_the_first_admin_is_gone(recto: Any, gateway: Any) -> None:
    recto("people", "add", "ada", "--role", "admin")
    recto("people", "change", "admin", "--inactive")
    assert _entrance(Addresses({"labeling-gateway": "http://gateway"}, "s3cret")) == "http://gateway"


def test_a_token_stands_alone_on_stdout_and_opens_until_it_is_revoked(recto: Any, gateway: Any) -> None:
    recto("people", "add", "ada")
    made = recto("tokens", "create", "ada", "nightly export", "--days", "0")
    token = made.out.strip()
    program = TestClient(gateway.app, headers={"Authorization": f"Bearer {token}"})
    assert program.get("/v1/me").json()["person"] == "ada"
    [about] = json.loads(recto("tokens", "list", "--person", "ada", "--json").out)
    assert about["id"] in made.err
    assert about["expires_at"] is None
    assert "nightly export" in recto("tokens", "list").out
    assert recto("tokens", "revoke", about["id"]).code == 0
    assert program.get("/v1/me").status_code == 401
    assert "No tokens" in recto("tokens", "list").out

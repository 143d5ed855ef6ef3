"""People and their tokens, over the API."""

from datetime import datetime
from typing import Any

import pytest

from schemas.labels import LabelAccepted


def test_a_gateway_that_knows_nobody_has_one_admin(gateway: Any) -> None:
    [only] = gateway.http.get("/v1/people").json()["people"]
    assert (only["id"], only["role"], only["cleared"], only["active"]) == ("admin", "admin", True, True)


def test_a_person_is_added_with_least_rights(gateway: Any) -> None:
    made = gateway.add("ada")
    assert made["name"] == "ada"
    assert (made["role"], made["cleared"], made["active"]) == ("annotator", False, True)
    assert made["skills"] == {"scripts": [], "languages": []}
    assert gateway.http.get("/v1/people/ada").json() == made


def test_a_change_leaves_what_it_does_not_name(gateway: Any) -> None:
    gateway.add("ada", name="Ada Lovelace", skills={"scripts": ["latin"], "languages": ["en"]})
    changed = gateway.http.patch("/v1/people/ada", json={"role": "lead"}).json()
    assert (changed["role"], changed["name"]) == ("lead", "Ada Lovelace")
    assert changed["skills"] == {"scripts": ["Latin"], "languages": ["en"]}


@pytest.mark.parametrize(
    ("field", "about"),
    [
        ("id", {"id": "a b"}),
        ("role", {"role": "king"}),
        ("skills.scripts.0", {"skills": {"scripts": ["Klingon"]}}),
        ("skills.languages.0", {"skills": {"languages": ["German"]}}),
        ("name", {"name": ""}),
        ("rank", {"rank": 1}),
    ],
)
def test_what_a_person_cannot_be_is_refused_by_name(gateway: Any, field: str, about: dict[str, Any]) -> None:
    refused = gateway.http.post("/v1/people", json={"id": "ada", **about})
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert "Value error" not in refused.json()["detail"]


def test_an_id_in_use_is_refused(gateway: Any) -> None:
    gateway.add("ada")
    assert gateway.http.post("/v1/people", json={"id": "ada"}).status_code == 409


def test_nobody_unknown_is_changed_or_let_in(gateway: Any) -> None:
    assert gateway.http.patch("/v1/people/nobody", json={"role": "lead"}).status_code == 404
    assert gateway.http.post("/v1/people/nobody/links").status_code == 404
    assert gateway.http.post("/v1/tokens", json={"person": "nobody", "name": "x"}).status_code == 404


@pytest.mark.parametrize("change", [{"role": "lead"}, {"active": False}])
def test_the_only_admin_stays_one(gateway: Any, change: dict[str, Any]) -> None:
    refused = gateway.http.patch("/v1/people/admin", json=change)
    assert (refused.status_code, refused.json()["field"]) == (422, "role")
    gateway.add("ada", role="admin")
    assert gateway.http.patch("/v1/people/admin", json=change).status_code == 200


def test_a_role_holds_from_the_next_request_on(gateway: Any) -> None:
    gateway.add("ada", role="lead")
    browser = gateway.signed_in("ada")
    assert browser.put("/v1/collections/deeds", json={}).status_code == 201
    gateway.http.patch("/v1/people/ada", json={"role": "annotator"})
    assert browser.put("/v1/collections/deeds", json={"batch_lines": 2}).status_code == 403


def test_who_is_no_longer_active_is_out_by_every_way(gateway: Any) -> None:
    gateway.add("ada")
    browser, link = gateway.signed_in("ada"), gateway.link("ada")
    program = gateway.browser(Authorization=f"Bearer {gateway.token('ada')}")
    gateway.http.patch("/v1/people/ada", json={"active": False})
    assert browser.get("/v1/me").status_code == 401
    assert program.get("/v1/me").status_code == 401
    assert gateway.browser().get(link).status_code == 401
    assert gateway.http.get("/v1/me", headers={"X-Recto-Person": "ada"}).status_code == 403
    assert gateway.http.post("/v1/people/ada/links").status_code == 403
    gateway.http.patch("/v1/people/ada", json={"active": True})
    assert browser.get("/v1/me").status_code == 401, "a session that was ended does not come back"


def test_labels_name_the_person_of_the_session(gateway: Any) -> None:
    gateway.add("ada")
    browser = gateway.signed_in("ada")
    gateway.tell(gateway.events.task())
    [lease] = browser.post("/v1/leases", json={}).json()["leases"]
    answer = {"epoch": lease["epoch"], "outcome": "accept"}
    assert browser.post(f"/v1/tasks/{lease['task_id']}/answers", json=answer).status_code == 200
    [label] = gateway.said()
    assert isinstance(label, LabelAccepted)
    assert label.by == "ada"


def test_a_token_acts_as_its_person_until_it_expires(gateway: Any) -> None:
    gateway.add("ada", role="lead")
    program = gateway.browser(Authorization=f"Bearer {gateway.token('ada', days=2)}")
    assert program.get("/v1/me").json()["person"] == "ada"
    assert program.put("/v1/collections/deeds", json={}).status_code == 201
    gateway.clock.move(days=2)
    assert program.get("/v1/me").status_code == 401


def test_a_token_is_told_once_and_kept_as_its_hash(gateway: Any) -> None:
    gateway.add("ada")
    token = gateway.token("ada", name="nightly")
    listed = gateway.http.get("/v1/tokens")
    assert token not in listed.text
    [about] = listed.json()["tokens"]
    assert (about["person"], about["name"], about["used_at"]) == ("ada", "nightly", None)
    for file in gateway.service.settings.state_dir.glob("gateway.db*"):
        assert token.encode() not in file.read_bytes()


def test_when_a_token_last_opened_is_noted(gateway: Any) -> None:
    gateway.add("ada")
    program = gateway.browser(Authorization=f"Bearer {gateway.token('ada')}")
    program.get("/v1/me")
    gateway.clock.move(seconds=90)
    program.get("/v1/me")
    [about] = gateway.http.get("/v1/tokens", params={"person": "ada"}).json()["tokens"]
    assert datetime.fromisoformat(about["used_at"]) == gateway.clock()


def test_a_revoked_token_opens_no_longer_and_the_others_do(gateway: Any) -> None:
    gateway.add("ada")
    gone, stays = gateway.token("ada", name="gone"), gateway.token("ada", name="stays")
    [wanted] = [one["id"] for one in gateway.http.get("/v1/tokens").json()["tokens"] if one["name"] == "gone"]
    assert gateway.http.delete(f"/v1/tokens/{wanted}").status_code == 204
    assert gateway.http.delete(f"/v1/tokens/{wanted}").status_code == 404
    assert gateway.browser(Authorization=f"Bearer {gone}").get("/v1/me").status_code == 401
    assert gateway.browser(Authorization=f"Bearer {stays}").get("/v1/me").status_code == 200


def test_a_token_is_no_session_and_a_session_no_token(gateway: Any) -> None:
    browser = gateway.signed_in()
    session = browser.cookies["recto_session"]
    assert gateway.browser(Authorization=f"Bearer {session}").get("/v1/me").status_code == 401
    token = gateway.token("admin")
    assert gateway.browser(Cookie=f"recto_session={token}").get("/v1/me").status_code == 401
    assert gateway.browser().get(f"/sign-in?token={token}").status_code == 401

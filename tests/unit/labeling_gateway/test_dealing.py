"""Who is dealt which line, and who sees what carries personal data."""

from typing import Any

import pytest

from recto.runtime.objects import put_model
from schemas.held_out import HeldOutReading, HeldOutReadings
from schemas.labels import LabelWithdrawn

PERSONAL = "Herrn Dr. Adam, Schulstraße 12"
PLAIN = "der Tag war kalt"


def dealt(gateway: Any, person: str, **wanted: Any) -> set[str]:
    leases = gateway.lease(person, count=10, **wanted)
    return {lease["text"] for lease in leases}


@pytest.mark.parametrize(
    ("skills", "expected"),
    [
        ({}, {"Sir", "λόγος", "1905"}),
        ({"scripts": ["Latin"]}, {"Sir", "1905"}),
        ({"scripts": ["Greek", "Han"]}, {"λόγος", "1905"}),
        ({"languages": ["fr"]}, {"Sir", "λόγος", "1905"}),
    ],
)
def test_a_line_goes_to_who_knows_its_script(
    gateway: Any, skills: dict[str, Any], expected: set[str]
) -> None:
    gateway.add("ada", skills=skills)
    gateway.tell(*(gateway.events.task(f"l{at}", text) for at, text in enumerate(("Sir", "λόγος", "1905"))))
    assert dealt(gateway, "ada") == expected


@pytest.mark.parametrize(
    ("languages", "is_dealt"),
    [([], True), (["de"], True), (["de-AT"], True), (["fr", "en"], False), (["dex"], False)],
)
def test_a_line_goes_to_who_knows_the_language_of_its_collection(
    gateway: Any, languages: list[str], is_dealt: bool
) -> None:
    gateway.http.put("/v1/collections/akten", json={"language": "de-AT"})
    gateway.add("ada", skills={"languages": languages})
    gateway.tell(gateway.events.task(collection="akten"))
    assert bool(gateway.lease("ada")) is is_dealt


def test_a_newer_reading_in_another_script_goes_to_others(gateway: Any) -> None:
    gateway.add("ada", skills={"scripts": ["Latin"]})
    task = gateway.events.task(text="Aoyos")
    gateway.tell(task, gateway.events.moved(task, "λόγος", generation=1))
    assert dealt(gateway, "ada") == set()


def test_personal_data_goes_to_the_cleared_alone(gateway: Any) -> None:
    gateway.add("ada")
    gateway.add("bea", cleared=True)
    gateway.tell(gateway.events.task("l1", PERSONAL), gateway.events.task("l2", PLAIN))
    assert dealt(gateway, "ada") == {PLAIN}
    assert dealt(gateway, "bea") == {PERSONAL}


@pytest.mark.parametrize("first", ["accepted", "transcribed", "moved"])
def test_what_anything_has_shown_of_a_line_keeps_it_from_the_uncleared(gateway: Any, first: str) -> None:
    gateway.add("ada")
    events, task = gateway.events, gateway.events.task("l1", PLAIN)
    told = {
        "accepted": lambda: events.accepted("l1", PERSONAL),
        "transcribed": lambda: events.transcribed({"l1": PERSONAL}),
        "moved": lambda: events.moved(task, PERSONAL, generation=1),
    }[first]()
    gateway.tell(task, told, events.moved(task, PLAIN, generation=2))
    assert dealt(gateway, "ada") == set()


def test_a_withdrawn_label_keeps_its_line_from_the_uncleared_too(gateway: Any) -> None:
    gateway.add("ada")
    label = gateway.events.imported("l1", PERSONAL)
    gone = LabelWithdrawn(
        label_id=label.label_id,
        collection=label.collection,
        line_id=label.line_id,
        reason="wrong file",
        withdrawn_at=gateway.clock(),
    )
    gateway.tell(label, gone, gateway.events.task("l1", PLAIN))
    assert dealt(gateway, "ada") == set()
    assert dealt(gateway, "bea") == {PLAIN}


def test_who_is_cleared_meanwhile_is_dealt_the_line(gateway: Any) -> None:
    gateway.add("ada")
    gateway.tell(gateway.events.task("l1", PERSONAL))
    assert dealt(gateway, "ada") == set()
    gateway.http.patch("/v1/people/ada", json={"cleared": True})
    assert dealt(gateway, "ada") == {PERSONAL}


@pytest.fixture
def personal(gateway: Any) -> Any:
    """A document of two lines, the first with personal data and leased, and a lead who is not cleared."""
    events = gateway.events
    gateway.add("lea", role="lead")
    gateway.tell(events.document(), events.page(), events.transcribed({"l1": PERSONAL, "l2": PLAIN}))
    gateway.tell(events.task("l1", PERSONAL))
    return gateway


def test_neither_task_nor_image_is_shown_to_the_uncleared(personal: Any) -> None:
    [lease] = personal.lease("ada")
    lea = personal.signed_in("lea")
    for address in (lease["image"], f"/v1/tasks/{lease['task_id']}"):
        refused = lea.get(address)
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:recto:problem:not-cleared")
        assert "Adam" not in refused.text
        assert personal.http.get(address).status_code == 200


def test_an_image_that_the_browser_has_is_not_confirmed_to_the_uncleared(personal: Any) -> None:
    [lease] = personal.lease("ada")
    tag = personal.http.get(lease["image"]).headers["etag"]
    assert personal.signed_in("lea").get(lease["image"], headers={"If-None-Match": tag}).status_code == 403


def test_a_document_withholds_the_line_and_says_so(personal: Any) -> None:
    [summary] = personal.http.get("/v1/documents").json()["documents"]
    address = f"/v1/documents/{summary['document_id']}"
    masked = personal.signed_in("lea").get(address)
    lines = [(line["text"], line["withheld"]) for line in masked.json()["content"][0]["lines"]]
    assert lines == [(None, True), (PLAIN, False)]
    assert "Adam" not in masked.text
    assert PERSONAL in personal.http.get(address).text


@pytest.mark.parametrize("form", ["text", "json", "alto"])
def test_no_file_leaves_with_holes_in_it(personal: Any, form: str) -> None:
    [summary] = personal.http.get("/v1/documents").json()["documents"]
    address = f"/v1/documents/{summary['document_id']}/export?format={form}"
    refused = personal.signed_in("lea").get(address)
    assert (refused.status_code, refused.json()["detail"][:37]) == (
        403,
        "1 of these lines carry personal data:",
    )
    personal.http.patch("/v1/people/lea", json={"cleared": True})
    assert personal.signed_in("lea").get(address).status_code == 200


def test_a_lease_taken_while_cleared_can_still_be_answered(personal: Any) -> None:
    personal.add("bea", cleared=True)
    [lease] = personal.lease("bea")
    personal.http.patch("/v1/people/bea", json={"cleared": False})
    assert personal.answer(lease, "bea", outcome="correct", text="Herrn Adam").status_code == 200


def test_lines_that_judged_a_model_are_counted_and_withheld(gateway: Any) -> None:
    gateway.add("lea", role="lead")
    gateway.tell(gateway.events.accepted("l1", PERSONAL))
    known = gateway.events.accepted("l1", PERSONAL).lines[0].line_id
    judged = [
        HeldOutReading(line_id=name, page_id="p", truth=truth, champion="", candidate=truth)
        for name, truth in ((known, PLAIN), ("unknown", PERSONAL), ("plain", PLAIN))
    ]
    evidence = put_model(gateway.events.objects, "evidence/letters", HeldOutReadings(lines=judged))
    gateway.tell(gateway.events.promoted().model_copy(update={"evidence": evidence}))
    told = gateway.signed_in("lea").get("/v1/collections/letters-1905/models/letters-1/lines").json()
    assert ([line["line_id"] for line in told["lines"]], told["better"]) == (["plain"], 3)


def test_who_is_not_cleared_sends_no_texts_elsewhere(gateway: Any) -> None:
    gateway.add("lea", role="lead")
    lea = gateway.signed_in("lea")
    wanted = {"url": "https://archive.example/", "types": ["recto.label.accepted.v1"]}
    assert lea.post("/v1/webhooks", json=wanted).json()["type"] == "urn:recto:problem:not-cleared"
    made = gateway.http.post("/v1/webhooks", json=wanted).json()["webhook_id"]
    assert lea.put(f"/v1/webhooks/{made}", json=wanted).status_code == 403
    gateway.http.patch("/v1/people/lea", json={"cleared": True})
    assert lea.put(f"/v1/webhooks/{made}", json=wanted).status_code == 200

"""Drawn pages beside all else that people do: who gets them, and what becomes of lines that others have at hand."""

from typing import Any

import numpy as np
import pytest

from recto.documents.images import encode_png
from schemas import ids
from schemas.labels import LabelWithdrawn
from schemas.topics import LABELS
from tests.unit.labeling_gateway.conftest import PAGE
from tests.unit.labeling_gateway.test_boxes import NEW, as_shown, hand_in, layout, requested, take

PERSONAL = "Herrn Dr. Adam, Schulstraße 12"
TEXTS = {"l1": "My dear Mrs, Stanford", "l2": "it was so kind", "l3": "of you"}
NOT_CLEARED = "urn:recto:problem:not-cleared"


def a_page(gateway: Any, texts: dict[str, str] = TEXTS) -> Any:
    events = gateway.events
    gateway.tell(events.document(), events.page(), events.transcribed(texts))
    return gateway


def draw_away(gateway: Any, *names: str, person: str = "dora") -> Any:
    """Somebody hands in the page without some of its lines; their lease."""
    lease = take(gateway, person)
    kept = [line for line in as_shown(gateway) if line["id"] not in names]
    assert hand_in(gateway, lease, kept, person).status_code == 200
    return lease


def dealt(gateway: Any, person: str, *kinds: str) -> list[str]:
    wanted = {"kinds": kinds or ["boxes"], "count": 5}
    return [lease["kind"] for lease in gateway.post("/v1/leases", person, **wanted)["leases"]]


def undo(gateway: Any, lease: Any, person: str, status: int) -> Any:
    return gateway.post("/v1/answers/undo", person, status, task_id=lease["task_id"], epoch=lease["epoch"])


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_page_with_personal_data_goes_to_the_cleared_alone_also_when_its_line_is_gone(
    gateway: Any, is_gone: bool
) -> None:
    a_page(gateway, {"l1": PERSONAL, "l2": "of you"})
    gateway.tell(*([gateway.events.relined("l2")] if is_gone else []))
    gateway.tell(requested(gateway, revision=int(is_gone)))
    gateway.add("ada")
    gateway.add("bea", cleared=True)
    assert dealt(gateway, "ada", "boxes", "correct") == []
    refused = gateway.post(f"/v1/pages/{PAGE}/lease", "ada", 403)
    assert (refused["type"], "Adam" in str(refused)) == (NOT_CLEARED, False)
    assert dealt(gateway, "bea") == ["boxes"]


def test_an_uncleared_person_is_dealt_other_lines_of_such_a_page(gateway: Any) -> None:
    a_page(gateway, {"l1": PERSONAL, "l2": "of you"})
    gateway.tell(requested(gateway), gateway.events.task("l2", "of you"))
    gateway.add("ada")
    assert dealt(gateway, "ada", "boxes", "correct") == ["correct"]


def test_neither_image_nor_tiles_of_such_a_page_are_shown_to_the_uncleared_and_texts_are_withheld(
    gateway: Any,
) -> None:
    a_page(gateway, {"l1": PERSONAL, "l2": "of you"})
    lease = take(gateway, "admin")
    lea = gateway.add("lea", role="lead")["id"]
    for address in (f"/v1/pages/{PAGE}/image", f"/v1/pages/{PAGE}/tiles/0/0/0", lease["image"]):
        assert gateway.get(address, lea, 403)["type"] == NOT_CLEARED
    assert gateway.get(f"/v1/tasks/{lease['task_id']}", lea, 403)["type"] == NOT_CLEARED
    masked = gateway.get(f"/v1/pages/{PAGE}/layout", lea)["lines"]
    assert [(line["text"], line["withheld"]) for line in masked] == [(None, True), ("of you", False)]
    assert [line["text"] for line in layout(gateway)["lines"]] == [PERSONAL, "of you"]


def test_a_page_goes_to_who_knows_its_script_and_language(gateway: Any) -> None:
    gateway.collection(language="el")
    a_page(gateway, {"l1": "λόγος", "l2": "Sir", "l3": "ἀγάπη"})
    gateway.tell(requested(gateway))
    gateway.add("ada", skills={"scripts": ["Latin"]})
    gateway.add("bob", skills={"languages": ["fr"]})
    gateway.add("cleo", skills={"scripts": ["Greek"], "languages": ["el"]})
    assert (dealt(gateway, "ada"), dealt(gateway, "bob"), dealt(gateway, "cleo")) == ([], [], ["boxes"])


def test_a_known_line_never_takes_the_place_of_a_page(gateway: Any) -> None:
    gateway.collection()
    gateway.tell(gateway.events.task("g0"))
    line = gateway.keyed("zoe", "known")["line_id"]
    gateway.post("/v1/collections/letters-1905/gold", lines=[line])
    gateway.collection(gold_share=1.0)
    gateway.tell(gateway.events.page(), requested(gateway))
    [lease] = gateway.post("/v1/leases", "ada", kinds=["boxes"])["leases"]
    assert (lease["page_id"], lease["line_id"]) == (PAGE, "")


def test_a_line_that_goes_while_it_waits_for_a_second_person_is_asked_of_nobody_else(gateway: Any) -> None:
    gateway.collection()
    a_page(gateway).tell(gateway.events.task("l1", keyings=2))
    gateway.keyed("ada", "My dear Mrs. Stanford")
    draw_away(gateway, "l1")
    assert gateway.lease("bob") == []
    assert gateway.get("/v1/collections/letters-1905/progress")["second_person"] == 0
    assert gateway.said() == []


def test_a_line_that_goes_in_a_second_persons_hands_or_an_adjudicators_is_refused_and_the_text_kept(
    gateway: Any,
) -> None:
    a_page(gateway).tell(
        gateway.events.task("l1", keyings=2), gateway.events.task("l2", keyings=2, priority=0)
    )
    gateway.keyed("ada", "one")
    gateway.keyed("bob", "another")
    gateway.keyed("ada", "it was")
    held = [("admin", *gateway.lease("admin", work="adjudicate")), ("bob", *gateway.lease("bob"))]
    draw_away(gateway, "l1", "l2")
    for person, lease in held:
        refused = gateway.answer(lease, person, outcome="correct", text="too late")
        assert (refused.status_code, refused.json()["text"]) == (409, "too late")
    assert gateway.lease("admin", work="adjudicate") == []
    assert gateway.said() == []


def test_the_label_of_a_line_that_is_gone_opens_nothing_when_its_withdrawal_comes_back(gateway: Any) -> None:
    a_page(gateway).tell(gateway.events.task("l1"))
    gateway.keyed("ada", "My dear Mrs. Stanford")
    draw_away(gateway, "l1")
    accepted, withdrawn = gateway.said()
    assert (withdrawn.label_id, withdrawn.reason) == (accepted.label_id, "its line was drawn anew")
    gateway.tell(accepted, withdrawn, accepted, withdrawn)
    assert gateway.lease("bob") == []
    parts = gateway.get(f"/v1/labels/{accepted.label_id}")["parts"]
    assert [part["set_aside"] for part in parts] == ["its line was drawn anew"]


def test_a_decline_of_a_line_that_is_gone_is_not_withdrawn_by_a_lead_any_more(gateway: Any) -> None:
    a_page(gateway).tell(gateway.events.task("l1"))
    gateway.keyed("ada", outcome="unreadable")
    draw_away(gateway, "l1")
    told = len(gateway.said())
    gateway.post("/v1/withdrawals", person="ada", reason="misread")
    assert (len(gateway.said()), gateway.lease("bob")) == (told, [])


def test_a_known_line_that_is_gone_measures_nobody_any_more(gateway: Any) -> None:
    gateway.collection()
    a_page(gateway).tell(gateway.events.task("l1"))
    line = gateway.keyed("zoe", "My dear Mrs. Stanford")["line_id"]
    gateway.post("/v1/collections/letters-1905/gold", lines=[line])
    gateway.collection(gold_share=1.0)
    gateway.tell(gateway.events.task("l2"), gateway.events.task("l3"))
    [known] = gateway.lease("ada")
    draw_away(gateway, "l1")
    assert known["line_id"] == line
    assert gateway.answer(known, "ada", outcome="correct", text="My dear").status_code == 409
    assert {lease["line_id"] for lease in gateway.lease("bob", count=2)} == {
        ids.line_id(PAGE, name) for name in ("l2", "l3")
    }
    assert gateway.get("/v1/collections/letters-1905/gold")["gold"] == []


def test_what_was_made_of_a_page_is_not_taken_back_and_the_lines_around_it_are(gateway: Any) -> None:
    a_page(gateway).tell(gateway.events.task("l2", priority=2), gateway.events.task("l3"))
    before = gateway.keyed("ada", "it was")
    gateway.clock.move(seconds=1)
    drawn = draw_away(gateway, "l1", person="ada")
    gateway.clock.move(seconds=1)
    after = gateway.keyed("ada", "of you all")
    refused = undo(gateway, drawn, "ada", 409)
    assert refused["type"] == "urn:recto:problem:built-on"
    assert "take the page again" in refused["detail"]
    mine = gateway.get("/v1/me/answers", "ada")["answers"]
    assert [answer["task_id"] for answer in mine] == [after["task_id"], before["task_id"]]
    assert len(undo(gateway, before, "ada", 200)["leases"]) == 2
    assert [line["id"] for line in layout(gateway)["lines"]] == ["l2", "l3"]


def test_an_answer_to_a_line_that_is_gone_is_not_taken_back(gateway: Any) -> None:
    a_page(gateway).tell(gateway.events.task("l1"))
    lease = gateway.keyed("ada", "My dear Mrs. Stanford")
    draw_away(gateway, "l1")
    assert "its line was drawn anew" in undo(gateway, lease, "ada", 409)["detail"]
    withdrawals = [event for event in gateway.said(LABELS) if isinstance(event, LabelWithdrawn)]
    assert len(withdrawals) == 1


def test_lines_drawn_count_as_no_text_of_the_person(gateway: Any) -> None:
    gateway.collection()
    a_page(gateway).tell(gateway.events.task("l2"))
    gateway.keyed("ada", "it was", seconds=6)
    draw_away(gateway, "l1", person="ada")
    [ada] = gateway.get("/v1/collections/letters-1905/people")["people"]
    assert ada["answers"] == 1


def test_a_person_of_the_least_role_draws_in_the_browser(gateway: Any) -> None:
    pixels = gateway.service.deps.objects.put(
        "pages", encode_png(np.full((1000, 800), 240, np.uint8)), "image/png"
    )
    event = gateway.events.page().model_copy(update={"image": pixels})
    gateway.tell(event, gateway.events.transcribed(TEXTS))
    gateway.add("ada")
    ada = gateway.signed_in("ada")
    lease = ada.post(f"/v1/pages/{PAGE}/lease").json()
    assert ada.get(f"/v1/pages/{PAGE}/tiles/0/0/0").status_code == 200
    given = {"epoch": lease["epoch"], "lines": [NEW]}
    assert ada.post(f"/v1/tasks/{lease['task_id']}/boxes", json=given).json()["person"] == "ada"
    assert gateway.browser().get("/boxes", headers={"Accept": "text/html"}).status_code == 401

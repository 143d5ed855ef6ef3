"""Who keys a line as the second, settles it, or is measured by it; and whose texts of it are shown to whom."""

from typing import Any

import pytest

PERSONAL = "Herrn Dr. Adam, Schulstraße 12"
PLAIN = "der Tag war kalt"
GOLD = "/v1/collections/letters-1905/gold"


def asked(gateway: Any, text: str = PLAIN, **task: Any) -> Any:
    wanted = gateway.events.task("l1", text, keyings=2, **task)
    gateway.tell(wanted)
    return wanted


def differing(gateway: Any, text: str = PLAIN) -> Any:
    """A line that two have read differently, an adjudicator and a lead who are not cleared."""
    gateway.add("jan", role="adjudicator")
    gateway.add("lea", role="lead")
    task = asked(gateway, text)
    gateway.keyed("bea", text)
    gateway.keyed("cleo", "anders")
    return task


def test_a_second_keying_goes_to_who_knows_the_script(gateway: Any) -> None:
    gateway.add("ada", skills={"scripts": ["Greek"]})
    asked(gateway)
    gateway.keyed("bea", PLAIN)
    assert gateway.lease("ada") == []
    assert len(gateway.lease("cleo")) == 1


def test_what_the_first_has_written_may_keep_the_line_from_the_uncleared(gateway: Any) -> None:
    gateway.add("ada")
    asked(gateway)
    gateway.keyed("bea", PERSONAL)
    assert gateway.lease("ada") == []
    assert len(gateway.lease("cleo")) == 1


def test_an_adjudicator_settles_what_others_read_and_not_what_they_have_keyed(gateway: Any) -> None:
    gateway.add("jan", role="adjudicator")
    asked(gateway)
    gateway.keyed("jan", "one")
    gateway.keyed("bea", "other")
    assert gateway.lease("jan", work="adjudicate") == []
    gateway.add("kim", role="adjudicator")
    [lease] = gateway.lease("kim", work="adjudicate")
    assert gateway.answer(lease, "kim", outcome="correct", text="one").status_code == 200
    assert [label.by for label in gateway.said()] == ["kim"]


def test_an_admin_may_settle_what_they_have_keyed(gateway: Any) -> None:
    asked(gateway)
    gateway.keyed("admin", "one")
    gateway.keyed("bea", "other")
    assert len(gateway.lease("admin", work="adjudicate")) == 1


def test_readings_with_personal_data_go_to_cleared_adjudicators_alone(gateway: Any) -> None:
    task = differing(gateway, PERSONAL)
    assert gateway.lease("jan", work="adjudicate") == []
    gateway.http.patch("/v1/people/jan", json={"cleared": True})
    assert len(gateway.lease("jan", work="adjudicate")) == 1
    assert gateway.get(f"/v1/tasks/{task.task_id}/adjudication", "jan")["prefill"] == PERSONAL
    gateway.http.patch("/v1/people/jan", json={"cleared": False})
    refused = gateway.get(f"/v1/tasks/{task.task_id}/adjudication", "jan", 403)
    assert refused["type"] == "urn:recto:problem:not-cleared"
    assert "Adam" not in str(refused)


def test_an_adjudicator_gets_lines_in_scripts_and_languages_that_they_know(gateway: Any) -> None:
    gateway.add("jan", role="adjudicator", skills={"scripts": ["Han"]})
    gateway.add("kim", role="adjudicator", skills={"languages": ["fr"]})
    gateway.collection(language="de")
    asked(gateway)
    gateway.keyed("bea", "one")
    gateway.keyed("cleo", "other")
    assert gateway.lease("jan", work="adjudicate") == gateway.lease("kim", work="adjudicate") == []
    assert len(gateway.lease("admin", work="adjudicate")) == 1


@pytest.mark.parametrize(("text", "is_dealt"), [(PLAIN, True), ("λόγος", False), (PERSONAL, False)])
def test_known_lines_measure_those_alone_who_would_get_them(gateway: Any, text: str, is_dealt: bool) -> None:
    gateway.add("ada", skills={"scripts": ["Latin"]})
    gateway.collection()
    gateway.tell(gateway.events.task("g0", text))
    gateway.keyed("zoe", text)
    line = gateway.events.task("g0").line_id
    gateway.post(GOLD, lines=[line])
    gateway.collection(gold_share=1.0)
    gateway.tell(*(gateway.events.task(f"l{n}", PLAIN) for n in range(2)))
    [lease] = gateway.lease("ada")
    assert (lease["line_id"] == line) is is_dealt
    assert gateway.lease("cleo")[0]["line_id"] == line


def test_a_known_line_that_was_never_asked_for_goes_by_what_was_read(gateway: Any) -> None:
    gateway.add("ada", skills={"scripts": ["Latin"]})
    gateway.tell(gateway.events.page(), gateway.events.transcribed({"g0": "λόγος"}))
    gateway.tell(gateway.events.imported("g0", "λόγος"))
    gateway.collection()
    line = gateway.events.task("g0").line_id
    assert gateway.post(GOLD, lines=[line])["marked"] == [line]
    gateway.collection(gold_share=1.0)
    gateway.tell(*(gateway.events.task(f"l{n}", PLAIN) for n in range(2)))
    assert [lease["line_id"][-2:] for lease in gateway.lease("ada")] == ["l1"]
    assert [lease["line_id"][-2:] for lease in gateway.lease("bea")] == ["g0"]


def test_a_line_that_nobody_at_work_may_key_is_told_however_many_are_at_work(gateway: Any) -> None:
    gateway.add("ada")
    gateway.add("kim", skills={"scripts": ["Greek"]}, cleared=True)
    gateway.collection(second_person_hours=8)
    asked(gateway, PERSONAL)
    gateway.keyed("bea", PERSONAL)
    gateway.clock.move(hours=8, seconds=1)
    gateway.tell(gateway.events.task("l2", PLAIN), gateway.events.task("l3", "λόγος"))
    gateway.keyed("kim", "λόγος")
    gateway.keyed("ada", PLAIN)
    assert gateway.get("/v1/collections/letters-1905/progress")["without_anybody"] == 1
    gateway.http.patch("/v1/people/ada", json={"cleared": True})
    assert gateway.get("/v1/collections/letters-1905/progress")["without_anybody"] == 0


def test_a_lead_who_is_not_cleared_sees_that_there_are_flags_and_gold_lines_and_no_texts(
    gateway: Any,
) -> None:
    gateway.add("lea", role="lead")
    gateway.collection()
    gateway.tell(gateway.events.task("l1"))
    gateway.keyed("bea", PERSONAL, flag="is it Dr. Adam?")
    line = gateway.events.task("l1").line_id
    gateway.post(GOLD, lines=[line])
    [flag] = gateway.get("/v1/flags", "lea")["flags"]
    assert (flag["text"], flag["note"], flag["withheld"]) == (None, None, True)
    [gold] = gateway.get(GOLD, "lea")["gold"]
    assert (gold["line_id"], gold["text"], gold["withheld"]) == (line, None, True)
    assert gateway.get(GOLD)["gold"][0]["text"] == PERSONAL
    [label] = gateway.said()
    refused = gateway.get(f"/v1/labels/{label.label_id}", "lea", 403)
    assert refused["type"] == "urn:recto:problem:not-cleared"
    assert gateway.get(f"/v1/labels/{label.label_id}")["text"] == PERSONAL


def test_leads_do_what_leads_do_and_adjudicators_do_not(gateway: Any) -> None:
    differing(gateway)
    assert gateway.get("/v1/collections/letters-1905/people", "lea", 404)["type"].endswith("unknown")
    gateway.collection()
    people = gateway.get("/v1/collections/letters-1905/people", "lea")["people"]
    assert [person["person"] for person in people] == ["bea", "cleo"]
    refused = gateway.get("/v1/collections/letters-1905/people", "jan", 403)
    assert "needs the role lead, and yours is adjudicator" in refused["detail"]
    assert len(gateway.lease("lea", work="adjudicate")) == 1

"""People's figures: formulas against published examples, and what leads and people are told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from recto.querying.bounds import Found, interval
from services.labeling_gateway.figures.agreement import alpha, of_answers, of_graphemes
from services.labeling_gateway.figures.drift import change
from services.labeling_gateway.figures.of_people import Worked, accuracy, figures

NOW = datetime(2026, 3, 30, tzinfo=UTC)
BINARY = ("0100000010", "1110010000")
NOMINAL = ("aabbdcccedda", "babbbccceddd")
FOUR = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def units(*observers: str) -> list[list[str]]:
    return [[value for value in values if value != "."] for values in zip(*observers, strict=True)]


@pytest.mark.parametrize(
    ("observers", "published"),
    [
        (BINARY, 0.095),
        (NOMINAL, 0.692),
        (FOUR, 0.743),
    ],
)
def test_alpha_is_what_krippendorff_computes_by_hand(observers: tuple[str, ...], published: float) -> None:
    assert alpha(units(*observers)) == pytest.approx(published, abs=0.0006)


def test_alpha_is_one_where_all_agree_and_undefined_where_there_is_nothing_to_tell_apart() -> None:
    assert alpha(units("abab", "abab")) == 1
    assert alpha(units("aaaa", "aaaa")) is None
    assert alpha([]) is None


def test_by_grapheme_one_slip_in_a_line_costs_little_and_whole_answers_all() -> None:
    keyings = [("Dear Mr. Stanford", "Dear Mr. Stanford"), ("Yours truly, Ada", "Yours truly, Ida")]
    assert of_answers(keyings) == pytest.approx(1 - 3 * 2 / (2 * 2 + 1 * 3 + 1 * 3))
    by_grapheme = of_graphemes(keyings)
    assert by_grapheme is not None
    assert by_grapheme > 0.95


def test_the_interval_of_independent_lines_holds_the_rate_and_is_symmetric_in_right_and_wrong() -> None:
    lines = 200
    errors = np.array([1.0] * 20 + [0.0] * 180)
    low, high = interval(Found(errors, np.ones(lines), np.arange(lines)), 0.95)
    assert (low, high) == pytest.approx((0.0624, 0.1502), abs=0.002)  # Clopper & Pearson for 20 of 200
    assert 1 - np.array(interval(Found(1 - errors, np.ones(lines), np.arange(lines)), 0.95)) == pytest.approx(
        np.array((high, low)), abs=1e-9
    )


def test_who_gave_no_text_missed_all_of_it() -> None:
    work = [Worked("ada", NOW, text, 1, 1, truth="Dear", is_gold=True) for text in (None, "Dear", "Bear")]
    found = accuracy(work)
    assert found is not None
    assert (found.lines, found.errors, found.graphemes, found.cer) == (3, 5, 12, 5 / 12)


def test_a_change_that_chance_makes_is_noise_and_one_that_it_does_not_make_is_none() -> None:
    lengths = np.full(300, 30.0)
    steady = np.tile([0.0, 0.0, 1.0], 100)
    worse = np.concatenate([steady[:200], np.tile([1.0, 1.0, 2.0], 34)[:100]])
    same, changed = change(steady, lengths, 100, "ada"), change(worse, lengths, 100, "ada")
    assert same is not None
    assert changed is not None
    assert same.is_noise
    assert not changed.is_noise
    assert changed.lately > 3 * changed.before
    assert change(steady, lengths, 100, "ada") == same, "the test itself is no matter of luck"
    assert change(steady[:3], lengths[:3], 2, "ada") is None


def test_of_people_who_do_not_change_one_in_twenty_seems_to() -> None:
    luck = np.random.default_rng(4)
    alarms = 0
    for person in range(100):
        errors = luck.poisson(0.5, 60).astype(float)
        found = change(errors, np.full(60, 30.0), 20, str(person))
        alarms += found is not None and not found.is_noise
    assert alarms <= 12


def test_speed_and_effort_count_lines_that_gave_a_text() -> None:
    start = NOW - timedelta(days=1)
    work = [
        Worked("ada", start, "abcde", 10, 5),
        Worked("ada", start, "abcdefghij", 20, 1),
        Worked("ada", start, None, 99, 1),
    ]
    found = figures("ada", work, NOW)
    assert (found.answers, found.characters_a_minute, found.median_seconds) == (3, 30, 15)
    assert found.keystrokes_a_character == pytest.approx(0.4)
    assert (found.gold, found.double, found.accuracy_drift) == (None, None, None)


def test_a_lead_sees_everybody_and_people_see_themselves_from_yesterday(gateway: Any) -> None:
    gateway.collection()
    gateway.tell(*(gateway.events.task(f"d{n}", "Daer", keyings=2) for n in range(2)))
    gateway.keyed("ada", "Dear", seconds=4, keystrokes=2)
    gateway.keyed("ada", "Bear", seconds=4)
    gateway.keyed("bob", "Dear", seconds=8)
    gateway.keyed("bob", "Dear", seconds=8)
    [lease] = gateway.lease("admin", work="adjudicate")
    gateway.answer(lease, "admin", outcome="correct", text="Dear")
    told = gateway.get("/v1/collections/letters-1905/people")
    by_name = {person["person"]: person for person in told["people"]}
    assert set(by_name) == {"ada", "bob", "admin"}
    assert (by_name["ada"]["double"]["errors"], by_name["ada"]["double"]["cer"]) == (1, 1 / 8)
    assert (by_name["bob"]["double"]["errors"], by_name["admin"]["double"]) == (0, None)
    assert by_name["ada"]["characters_a_minute"] == 60
    assert told["double_keyings"] == 2
    assert told["alpha_graphemes"] > told["alpha_answers"]
    assert gateway.get("/v1/me/figures", "ada", 200, collection="letters-1905")["answers"] == 0
    gateway.clock.move(days=1)
    mine = gateway.get("/v1/me/figures", "ada", 200, collection="letters-1905")
    assert (mine["person"], mine["answers"], mine["double"]["errors"]) == ("ada", 2, 1)
    gateway.get("/v1/collections/letters-1905/people", "ada", 403)


def test_gold_is_measured_apart(gateway: Any) -> None:
    gateway.collection()
    gateway.tell(gateway.events.task("g0", "Daer"))
    gateway.keyed("zoe", "Dear")
    gateway.post("/v1/collections/letters-1905/gold", lines=[gateway.events.task("g0").line_id])
    gateway.collection(gold_share=1.0)
    gateway.tell(gateway.events.task("l1"))
    gateway.keyed("ada", "Bear")
    people = gateway.get("/v1/collections/letters-1905/people")["people"]
    assert {person["person"]: person["gold"] and person["gold"]["errors"] for person in people} == {
        "ada": 1,
        "zoe": None,
    }


def test_a_flagged_answer_counts_and_waits_for_the_leads_word(gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    lease = gateway.keyed("ada", "My dear", flag="long s or f?")
    assert len(gateway.said()) == 1
    [flag] = gateway.get("/v1/flags")["flags"]
    assert (flag["person"], flag["note"], flag["text"]) == ("ada", "long s or f?", "My dear")
    gateway.get("/v1/flags", "ada", 403)
    gateway.post(f"/v1/flags/{lease['task_id']}/1/resolve", "admin", 204, resolution="long s")
    assert gateway.get("/v1/flags")["flags"] == []
    [resolved] = gateway.get("/v1/flags", "admin", 200, resolved=True)["flags"]
    assert (resolved["resolution"], resolved["resolved_by"]) == ("long s", "admin")
    gateway.post("/v1/flags/none/1/resolve", "admin", 404)


def test_a_partly_unreadable_text_carries_the_sign_of_its_collection(gateway: Any) -> None:
    gateway.collection(illegible_sign="[...]")
    gateway.tell(*(gateway.events.task(f"l{n}") for n in range(2)))
    [lease] = gateway.lease()
    refused = gateway.answer(lease, outcome="partly-unreadable", text="My dear")
    assert (refused.status_code, refused.json()["field"]) == (422, "text")
    assert gateway.answer(lease, outcome="partly-unreadable", text="My [...]").status_code == 200
    gateway.keyed("ada", "My [...] too")
    assert [(label.text, label.is_partial) for label in gateway.said()] == [
        ("My [...]", True),
        ("My [...] too", True),
    ]

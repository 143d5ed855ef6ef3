"""What a lead is told of a collection: what is accepted, whether asking goes on, and what the target will take."""

from typing import Any

import pytest

from recto.querying.forecast import Round, forecast, labels_needed
from schemas.progress import AcceptanceBounded, AskingReviewed, AskingVerdict, ErrorPredictor


def a_bound(gateway: Any, number: int = 1, share: float = 0.4) -> AcceptanceBounded:
    return AcceptanceBounded(
        collection="letters",
        number=number,
        generation=1,
        verdict=1,
        asked_cer=0.01,
        confidence=0.95,
        threshold=0.004,
        upper_cer=0.009,
        supported_by=80,
        answered=200,
        share=share,
        missing=None,
        audits=12,
        arrivals=9,
        arrivals_when_derived=9,
        drift=0.01,
        drift_column="",
        predictor=ErrorPredictor(means=(), spreads=(), weights=()),
        bounded_at=gateway.clock(),
    )


def a_review(gateway: Any, number: int = 1) -> AskingReviewed:
    return AskingReviewed(
        collection="letters",
        number=number,
        basis="round 1",
        verdict=AskingVerdict.GOES_ON,
        target_cer=0.02,
        cer=0.05,
        upper_cer=0.06,
        attainable=900,
        forecast_cer=0.018,
        forecast_low=0.015,
        forecast_high=0.022,
        reviewed_at=gateway.clock(),
    )


def progress(gateway: Any) -> dict[str, Any]:
    response = gateway.http.get("/v1/collections/letters/progress")
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


def test_the_newest_account_of_acceptance_and_asking_is_told(gateway: Any) -> None:
    gateway.collection("letters")
    assert (progress(gateway)["acceptance"], progress(gateway)["asking"]) == (None, None)
    gateway.tell(a_bound(gateway, 2, share=0.6), a_review(gateway), a_bound(gateway, 1, share=0.4))
    told = progress(gateway)
    assert (told["acceptance"]["number"], told["acceptance"]["share"]) == (2, 0.6)
    assert told["asking"]["forecast_cer"] == 0.018


def test_the_queue_is_told_by_kind_with_its_oldest_wait(gateway: Any) -> None:
    gateway.collection("letters")
    gateway.tell(*(gateway.events.task(f"l{n}", collection="letters") for n in range(3)))
    gateway.clock.move(minutes=5)
    gateway.lease(collection="letters")
    assert progress(gateway)["queue"] == [
        {"kind": "correct", "free": 2, "leased": 1, "oldest_wait_seconds": 300.0}
    ]


CURVE = [Round(labels, 0.01 + 2 / labels) for labels in (40, 80, 120, 160, 200, 240)]


def test_labels_needed_are_where_the_curve_meets_the_target() -> None:
    needed = labels_needed(CURVE, 0.015)
    assert needed == pytest.approx(400, rel=0.1)
    assert forecast(CURVE, needed or 0, 0.015).cer == pytest.approx(0.015, rel=0.02)  # type: ignore[union-attr]


@pytest.mark.parametrize(("rounds", "target"), [(CURVE, 0.001), (CURVE[:4], 0.015), ([], 0.015)])
def test_nothing_is_said_of_a_target_out_of_reach_or_with_few_trainings(
    rounds: list[Round], target: float
) -> None:
    assert labels_needed(rounds, target) is None


def test_what_the_target_takes_is_told_in_labels_characters_and_hours(gateway: Any) -> None:
    gateway.http.put("/v1/collections/letters", json={"target_cer": 0.015})
    gateway.tell(gateway.events.task("l1", "Dear Sir,", collection="letters"))
    [lease] = gateway.lease()
    gateway.answer(lease, outcome="accept", seconds=9)
    for number, (labels, cer) in enumerate(CURVE, start=1):
        event = gateway.events.promoted(round=number, after=cer)
        verdict = event.verdict.model_copy(update={"labels": labels})
        gateway.tell(event.model_copy(update={"collection": "letters", "verdict": verdict}))
    needed = progress(gateway)["needed"]
    missing = needed["labels"] - 1
    assert needed["characters"] == missing * len("Dear Sir,")
    assert needed["hours"] == pytest.approx(missing * 9 / 3600, abs=0.01)

"""What leads see of a model: the held-out lines that it was judged by, those that say most first."""

from typing import Any

from recto.runtime.objects import put_model
from schemas.held_out import HeldOutReading, HeldOutReadings

TRUTH = "My dear Mrs. Stanford,"


def a_line(name: str, champion: str, candidate: str) -> HeldOutReading:
    return HeldOutReading(line_id=name, page_id="p", truth=TRUTH, champion=champion, candidate=candidate)


def judged_by(gateway: Any, *lines: HeldOutReading) -> None:
    evidence = put_model(gateway.events.objects, "evidence/letters-1905", HeldOutReadings(lines=lines))
    gateway.tell(gateway.events.promoted().model_copy(update={"evidence": evidence}))


def shown(gateway: Any, version: str = "letters-1", limit: int = 10) -> Any:
    return gateway.http.get(f"/v1/collections/letters-1905/models/{version}/lines?limit={limit}")


def test_lines_on_which_the_models_differ_most_are_shown_worse_and_better_in_turn(gateway: Any) -> None:
    judged_by(
        gateway,
        a_line("same", TRUTH, TRUTH),
        a_line("better", TRUTH[:-2], TRUTH),
        a_line("much-better", "", TRUTH),
        a_line("worse", TRUTH, TRUTH[1:]),
    )
    told = shown(gateway).json()
    assert [line["line_id"] for line in told["lines"]] == ["worse", "much-better", "better"]
    assert (told["better"], told["worse"], told["same"]) == (2, 1, 1)
    assert (told["lines"][0]["champion_errors"], told["lines"][0]["candidate_errors"]) == (0, 1)
    assert len(shown(gateway, limit=1).json()["lines"]) == 1


def test_a_model_that_was_judged_by_no_line_shows_none(gateway: Any) -> None:
    gateway.tell(gateway.events.promoted())
    assert shown(gateway).json() == {"lines": [], "better": 0, "worse": 0, "same": 0}


def test_a_model_that_there_is_not_is_not_shown(gateway: Any) -> None:
    assert shown(gateway, "letters-9").status_code == 404

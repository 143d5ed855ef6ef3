"""Which lines are sent to be read again, and which readings count."""

from schemas.ids import line_id, page_id
from schemas.rescoring import RescoreRequested
from schemas.tasks import TaskRequested
from tests.unit.scoring.conftest import Events, Scoring

LINES = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.4}


def ids(names: str) -> list[str]:
    return [line_id(page_id("doc", 1), name) for name in names]


def test_a_promotion_sends_exactly_what_waits(scoring: Scoring, events: Events) -> None:
    first = events.page(LINES)
    scoring.hear(events.configured(batch_lines=1), events.document(3), first, events.unreadable(2))
    scoring.hear(events.page({"z": 0.9}, number=3))
    scoring.settle()  # a is asked for
    scoring.hear(events.label(*ids("b"), imported=True), events.declined(*ids("c")))
    scoring.hear(events.label(line_id(page_id("doc", 3), "z"), imported=True))
    scoring.hear(events.promoted())
    [request] = scoring.said(RescoreRequested)
    assert (request.page_id, request.number, request.generation) == (page_id("doc", 1), 1, 1)
    assert (request.lines, request.readings) == (("a", "d"), first.readings)


def test_a_page_read_by_the_old_champion_while_a_new_took_over_is_read_again(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(), events.document(), events.promoted())
    assert scoring.said() == []
    scoring.hear(events.page(LINES, generation=0))
    [request] = scoring.said(RescoreRequested)
    assert (request.lines, request.generation) == (("a", "b", "c", "d"), 1)


def test_the_first_readings_are_sent_along_because_they_hold_the_images(
    scoring: Scoring, events: Events
) -> None:
    first = events.page(LINES)
    scoring.hear(events.configured(), events.document(), first, events.promoted())
    scoring.hear(events.page(LINES, generation=1, again=True, text="other"))
    scoring.clock.move(60)
    scoring.hear(events.promoted(generation=2, rounds=2))
    assert [request.readings for request in scoring.said(RescoreRequested)] == [first.readings] * 2


def test_readings_of_an_older_generation_never_replace_newer(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(), events.promoted())
    scoring.hear(events.page(LINES, generation=1, text="newer"), events.page(LINES, text="older", again=True))
    assert {task.text for task in scoring.settle()} == {"newer"}
    assert scoring.said(RescoreRequested) == []


def test_an_older_champion_heard_of_late_changes_nothing(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(), events.page(LINES, generation=2))
    scoring.hear(events.promoted(generation=2, rounds=2), events.promoted(generation=1))
    assert scoring.said(RescoreRequested) == []


def test_a_roll_back_sends_what_waits_to_the_earlier_model(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(), events.promoted(), events.page(LINES, generation=1))
    scoring.hear(events.rolled_back(generation=2))
    assert [request.generation for request in scoring.said(RescoreRequested)] == [2]


def test_a_line_whose_label_is_withdrawn_is_read_by_the_champion_that_came_since(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(), events.document(), events.page({"a": 0.5}))
    scoring.hear(events.label(*ids("a"), imported=True), events.promoted())
    assert scoring.said(RescoreRequested) == []
    scoring.hear(events.withdrawn(*ids("a")))
    assert [request.lines for request in scoring.said(RescoreRequested)] == [("a",)]


def test_events_heard_twice_are_harmless(scoring: Scoring, events: Events) -> None:
    past = [
        events.configured(batch_lines=2),
        events.document(2),
        events.page(LINES),
        events.unreadable(2),
        events.label(*ids("d"), imported=True),
        events.promoted(cer=0.3),
        events.page({"a": 0.6, "b": 0.3, "c": 0.2}, generation=1, again=True),
        events.rejected(2),
    ]
    scoring.hear(*past, *past)
    for event in past:
        scoring.hear(event)
    scoring.settle()
    scoring.hear(*past)
    assert scoring.settle() == []
    assert [task.line_id for task in scoring.said(TaskRequested)] == ids("cb")
    assert len({request.id for request in scoring.said(RescoreRequested)}) == 1

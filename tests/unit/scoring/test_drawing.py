"""Which pages people are asked to draw: those that seem to be cut wrongly, and no more than the share allows."""

import pytest

from schemas.ids import boxes_task_id, page_id
from schemas.tasks import BoxesRequested, TaskRequested
from tests.unit.scoring.conftest import Events, Scoring

GOOD = {"a": 0.9, "b": 0.8, "c": 0.9}
BAD = {"a": 0.2, "b": 0.3, "c": 0.9}


@pytest.fixture
def read(scoring: Scoring, events: Events) -> Scoring:
    """Nineteen pages that are cut well, a hundred to come."""
    scoring.hear(events.configured(boxes_share=0.05), events.document(20))
    scoring.hear(*(events.page(GOOD, number) for number in range(1, 20)))
    return scoring


def asked(scoring: Scoring) -> list[tuple[str, str]]:
    scoring.settle()
    return [(event.page_id, event.reason) for event in scoring.said(BoxesRequested)]


def test_a_page_without_a_line_is_asked_about(read: Scoring, events: Events) -> None:
    read.hear(events.unreadable(20))
    assert asked(read) == [(page_id("doc", 20), "no line was found on this page")]
    [event] = read.said(BoxesRequested)
    assert event.task_id == boxes_task_id(event.page_id, revision=0)


def test_a_page_most_of_whose_lines_read_far_worse_is_asked_about(read: Scoring, events: Events) -> None:
    read.hear(events.page(BAD, 20))
    [(page, reason)] = asked(read)
    assert page == page_id("doc", 20)
    assert "far worse than on other pages: 30%, usual is 90%" in reason


def test_a_page_with_one_bad_line_is_not(read: Scoring, events: Events) -> None:
    read.hear(events.page({"a": 0.9, "b": 0.1, "c": 0.9}, 20))
    assert asked(read) == []


def test_lines_read_as_nothing_count_as_not_read(read: Scoring, events: Events) -> None:
    read.hear(events.page(GOOD, 20, text=""))
    assert "far worse" in asked(read)[0][1]


def test_a_page_whose_lines_lie_on_one_another_is_asked_about(read: Scoring, events: Events) -> None:
    events.pitch = 15
    read.hear(events.page(GOOD, 20))
    assert "lie on one another" in asked(read)[0][1]


def test_pages_are_compared_with_those_that_the_same_model_has_read(read: Scoring, events: Events) -> None:
    read.hear(events.page(BAD, 20, generation=1))
    assert asked(read) == []


def test_no_more_pages_are_asked_about_than_the_share_and_the_worst_comes_first(
    read: Scoring, events: Events
) -> None:
    read.hear(events.page(BAD, 1, name="other"), events.unreadable(2, name="other"), events.page(BAD, 20))
    assert asked(read) == [(page_id("other", 2), "no line was found on this page")]


@pytest.mark.parametrize(("share", "pages"), [(0, 60), (0.02, 49)])
def test_a_share_of_nothing_or_of_too_few_pages_asks_about_none(
    scoring: Scoring, events: Events, share: float, pages: int
) -> None:
    scoring.hear(events.configured(boxes_share=share), events.document(pages))
    scoring.hear(*(events.unreadable(number) for number in range(1, pages + 1)))
    assert asked(scoring) == []


def test_a_page_is_asked_about_once_also_by_a_pool_that_was_rebuilt(read: Scoring, events: Events) -> None:
    read.hear(events.unreadable(20))
    assert len(asked(read)) == 1
    read.clock.move(60)
    rebuilt = read.rebuilt()
    rebuilt.hear(events.unreadable(21))
    assert len(asked(rebuilt)) == 1


def test_a_page_that_a_person_has_drawn_is_not_asked_about(read: Scoring, events: Events) -> None:
    read.hear(events.page(BAD, 20, revision=1))
    assert asked(read) == []


def test_lines_of_a_doubtful_page_are_asked_about_all_the_same(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(boxes_share=1), events.document(), events.unreadable())
    scoring.hear(events.page(GOOD, 2))
    assert {type(event) for event in scoring.settle()} >= {BoxesRequested, TaskRequested}

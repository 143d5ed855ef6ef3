"""When a training starts: enough new labels, or a time of the schedule that came after something new."""

from datetime import timedelta
from typing import Any

import pytest

from schemas.labels import Origin
from schemas.tasks import Purpose


def starts(desk: Any) -> bool:
    before = len(desk.jobs)
    assert desk.tick() == []
    return len(desk.jobs) > before


def test_enough_new_labels_start_a_training_and_fewer_do_not(desk: Any, make: Any) -> None:
    desk.tell(*(make.label(number) for number in range(3)))
    assert not starts(desk)
    desk.tell(make.label(2))  # again
    assert not starts(desk)
    desk.tell(make.label(3))
    assert starts(desk)


def test_only_labels_to_learn_from_count(desk: Any, make: Any) -> None:
    desk.tell(*(make.label(number, purpose=Purpose.HELD_OUT, page=9) for number in range(10, 20)))
    desk.tell(*(make.label(number, text=" ") for number in range(20, 30)))
    desk.tell(*(make.label(number) for number in range(4)), make.withdrawal(0))
    assert not starts(desk)
    desk.tell(make.label(31, purpose=Purpose.AUDIT))
    assert starts(desk)


def test_labels_of_the_last_round_are_not_new(desk: Any, make: Any) -> None:
    desk.round(range(1, 5))
    desk.tell(make.label(5), make.label(6), make.label(7))
    assert not starts(desk)
    desk.tell(make.label(8))
    assert starts(desk)


def test_a_withdrawal_before_its_label_keeps_the_label_out_of_the_snapshot(desk: Any, make: Any) -> None:
    desk.tell(make.withdrawal(2), *(make.label(number) for number in range(5)))
    assert starts(desk)
    lines = desk.snapshot(desk.jobs[0]).training
    assert {line.label_id for line in lines} == {"label-0", "label-1", "label-3", "label-4"}


def test_a_label_withdrawn_after_a_round_is_not_in_the_next_snapshot(desk: Any, make: Any) -> None:
    desk.round(range(1, 5))
    desk.tell(make.withdrawal(1), *(make.label(number) for number in range(5, 9)))
    assert starts(desk)
    assert "label-1" not in {line.label_id for line in desk.snapshot(desk.jobs[-1]).training}


@pytest.fixture
def nightly(desk: Any, make: Any) -> Any:
    """It is one o'clock; trainings are due at three, and for no number of labels."""
    desk.tell(make.configured(version=2, retrain_after_labels=None, retrain_cron="0 3 * * *"))
    return desk


def test_a_time_of_the_schedule_starts_a_training_once_it_has_come(nightly: Any, make: Any) -> None:
    nightly.tell(make.label(1))
    nightly.after(minutes=119)
    assert not starts(nightly)
    nightly.after(minutes=1)
    assert starts(nightly)


def test_a_time_that_passed_with_nothing_new_starts_nothing_when_the_next_label_comes(
    nightly: Any, make: Any
) -> None:
    nightly.after(hours=9)
    assert not starts(nightly)
    nightly.tell(make.label(1, at=nightly.now))
    assert not starts(nightly)
    nightly.after(hours=17)
    assert starts(nightly)


def test_a_time_that_passed_while_the_trainer_was_down_counts(desk: Any, make: Any) -> None:
    desk.after(hours=9)
    desk.deps = desk.fresh()
    desk.tell(make.configured(retrain_after_labels=None, retrain_cron="0 3 * * *"), make.label(1))
    assert starts(desk)


def test_a_schedule_made_after_its_time_waits_for_the_next(desk: Any, make: Any) -> None:
    desk.tell(make.label(1))
    desk.after(hours=9)
    late = make.configured(version=2, retrain_after_labels=None, retrain_cron="0 3 * * *")
    desk.tell(late.model_copy(update={"configured_at": desk.now}))
    assert not starts(desk)
    desk.after(hours=17)
    assert starts(desk)


def test_with_both_triggers_either_starts_a_training(desk: Any, make: Any) -> None:
    desk.tell(make.configured(version=2, retrain_cron="0 3 * * *"))
    desk.round(range(1, 5))
    desk.tell(make.label(5, at=desk.now + timedelta(minutes=1)))
    assert not starts(desk)
    desk.after(hours=2)
    assert starts(desk)


@pytest.mark.parametrize("cron", [None, "0 0 30 2 *", "no schedule"])
def test_without_a_trigger_that_can_fire_nothing_starts(desk: Any, make: Any, cron: str | None) -> None:
    desk.tell(make.configured(version=2, retrain_after_labels=None, retrain_cron=cron))
    desk.tell(*(make.label(number) for number in range(50)))
    desk.after(days=400)
    assert not starts(desk)


def asked(desk: Any, make: Any, **settings: Any) -> None:
    """A collection of which scoring asks for held-out lines."""
    desk.tell(make.configured(version=9, **{"held_out_share": 0.15, **settings}))


def test_answers_wait_for_the_first_that_judges(desk: Any, make: Any) -> None:
    asked(desk, make)
    desk.tell(*(make.label(number, page=number) for number in range(5)))
    assert not starts(desk)
    desk.tell(make.label(9, page=9, purpose=Purpose.HELD_OUT))
    assert starts(desk)
    snapshot = desk.snapshot(desk.jobs[0])
    assert [line.label_id for line in snapshot.held_out] == ["label-9"]
    assert len(snapshot.training) == 5


def test_they_do_not_wait_for_ever_but_draw_who_judges_at_twice_as_many(desk: Any, make: Any) -> None:
    asked(desk, make)
    desk.tell(*(make.label(number, page=number) for number in range(7)))
    assert not starts(desk)
    desk.tell(make.label(7, page=7))
    assert starts(desk)
    snapshot = desk.snapshot(desk.jobs[0])
    assert (len(snapshot.training), len(snapshot.held_out)) == (7, 1)


def test_once_drawn_judges_are_not_waited_for_again(desk: Any, make: Any) -> None:
    asked(desk, make)
    desk.tell(*(make.label(number, page=number) for number in range(8)))
    assert starts(desk)
    desk.end(desk.jobs[-1])
    desk.tell(*desk.tick())
    drawn = desk.snapshot(desk.jobs[0]).judging_pages
    desk.tell(*(make.label(number, page=number) for number in range(20, 24)))
    assert starts(desk)
    assert set(drawn) <= set(desk.snapshot(desk.jobs[1]).judging_pages)


def test_with_a_schedule_they_wait_until_its_time_has_come_twice(desk: Any, make: Any) -> None:
    asked(desk, make, retrain_after_labels=None, retrain_cron="0 3 * * *")
    desk.tell(*(make.label(number, page=number, at=desk.now) for number in range(5)))
    desk.after(hours=3)
    assert not starts(desk)
    desk.after(days=1)
    assert starts(desk)


def test_imported_labels_alone_draw_at_once(desk: Any, make: Any) -> None:
    asked(desk, make)
    desk.tell(*(make.label(number, page=number, origin=Origin.IMPORTED) for number in range(4)))
    assert starts(desk)
    assert len(desk.snapshot(desk.jobs[0]).held_out) == 1


def test_where_nothing_is_to_be_held_out_nothing_is_waited_for(desk: Any, make: Any) -> None:
    asked(desk, make, held_out_share=0)
    desk.tell(*(make.label(number, page=number) for number in range(4)))
    assert starts(desk)


def test_a_held_out_answer_on_a_page_that_has_trained_ends_no_waiting(desk: Any, make: Any) -> None:
    desk.round(range(1, 5))
    asked(desk, make)
    desk.tell(make.label(30, page=1, purpose=Purpose.HELD_OUT))
    desk.tell(*(make.label(number, page=2) for number in range(5, 9)))
    assert not starts(desk)

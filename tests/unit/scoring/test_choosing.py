"""What is asked, when, and of which lines."""

from dataclasses import replace

import pytest

from recto.querying.held_out import is_held_out
from recto.querying.strategies import STRATEGIES
from schemas.ids import line_id, page_id
from schemas.progress import AskingReviewed
from schemas.rescoring import RescoreRequested
from schemas.tasks import Purpose, TaskReprioritised, TaskRequested
from tests.unit.scoring.conftest import COLLECTION, Events, Scoring

SIX = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.4, "e": 0.5, "f": 0.6}


def asked(said: list, purpose: Purpose | None = None) -> list[str]:
    tasks = [event for event in said if isinstance(event, TaskRequested)]
    return [task.line_id for task in tasks if purpose in (None, task.purpose)]


def ids(names: str, number: int = 1) -> list[str]:
    return [line_id(page_id("doc", number), name) for name in names]


def test_the_most_doubtful_lines_of_a_page_are_asked_for(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(), events.page(SIX))
    first = scoring.settle()[0]
    assert asked(scoring.said()) == ids("abc")
    assert isinstance(first, TaskRequested)
    assert (first.text, first.reason) == ("Dear Mrs.", "read with 10% confidence, about 8.1 errors")
    assert (first.purpose, first.strategy, first.round) == (Purpose.TRAINING, "uncertainty", 1)


@pytest.mark.parametrize("order", ["cdp", "cpd", "dcp", "dpc", "pcd", "pdc"])
def test_settings_document_and_page_come_in_any_order(scoring: Scoring, events: Events, order: str) -> None:
    past = {"c": events.configured(), "d": events.document(), "p": events.page(SIX)}
    scoring.hear(*(past[name] for name in order))
    scoring.settle()
    assert asked(scoring.said()) == ids("abc")


@pytest.mark.parametrize("label_first", [True, False])
def test_a_labelled_line_is_never_asked_for(scoring: Scoring, events: Events, label_first: bool) -> None:
    label, page = events.label(*ids("a"), imported=True), events.page(SIX)
    scoring.hear(*((label, page) if label_first else (page, label)))
    scoring.hear(events.document(), events.configured())
    scoring.settle()
    assert asked(scoring.said()) == ids("bcd")


def test_a_model_known_before_the_settings_is_the_champion(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.promoted(cer=0.01), events.page(SIX, generation=1), events.configured())
    assert asked(scoring.settle()) == []  # the target is reached
    scoring.hear(events.rolled_back())
    assert [event.generation for event in scoring.said(RescoreRequested)] == [2]


def test_nothing_is_chosen_before_the_pages_have_settled(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(pages=2), events.page(SIX))
    assert scoring.tick(after=100) == []
    scoring.hear(events.page(SIX, number=2))
    assert scoring.tick(after=2) == []
    assert len(asked(scoring.tick(after=1))) == 3


def test_a_page_that_never_comes_holds_the_choice_up_for_a_while_only(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(), events.document(pages=2), events.page(SIX))
    assert scoring.tick(after=299) == []
    assert asked(scoring.tick(after=1)) == ids("abc")


def test_an_unreadable_page_is_not_waited_for(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(pages=2), events.page(SIX), events.unreadable(2))
    assert asked(scoring.tick(after=3)) == ids("abc")


def test_with_plenty_of_lines_the_pages_on_their_way_are_not_waited_for(
    scoring: Scoring, events: Events
) -> None:
    plenty = {f"l{i:02}": i / 100 for i in range(15)}
    scoring.hear(events.configured(), events.document(pages=100), events.page(plenty))
    assert len(asked(scoring.tick())) == 3


def test_the_next_batch_waits_for_the_verdict(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(), events.page(SIX))
    scoring.settle()
    scoring.hear(*(events.label(line) for line in ids("abc")))
    assert scoring.settle() == []
    scoring.hear(events.rejected())
    assert asked(scoring.settle()) == ids("def")


def test_a_batch_of_which_some_lines_were_declined_is_filled_up(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(), events.page(SIX))
    scoring.settle()
    scoring.hear(*(events.label(line) for line in ids("ab")), events.declined(*ids("c")))
    assert asked(scoring.settle()) == ids("d")


def test_a_queue_under_its_low_water_mark_is_filled_before_the_verdict(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(low_water_lines=2), events.document(), events.page(SIX))
    scoring.settle()
    scoring.hear(events.label(*ids("a")))
    assert scoring.settle() == []
    scoring.hear(events.label(*ids("b")))
    assert asked(scoring.settle()) == ids("def")


def test_a_verdict_given_before_labels_that_come_late_does_not_count_them(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(), events.document(), events.page(SIX))
    scoring.settle()
    labels = [events.label(line) for line in ids("abc")]
    scoring.clock.move(60)
    scoring.hear(events.rejected(), *labels)  # the topics are read in any order
    scoring.settle()
    scoring.clock.move(60)
    scoring.hear(*(events.label(line) for line in ids("de")), events.declined(*ids("f")))
    scoring.hear(events.page({"g": 0.5}, number=2))
    assert asked(scoring.settle()) == ids("g", number=2)


def test_the_target_reached_ends_the_asking_and_lost_again_resumes_it(
    scoring: Scoring, events: Events
) -> None:
    scoring.hear(events.configured(), events.document(), events.page(SIX), events.rejected(1, 0.02))
    assert scoring.settle() == []
    scoring.hear(events.rejected(2, 0.03))
    assert len(asked(scoring.settle())) == 3


def test_a_promotion_heard_twice_does_not_bring_its_old_figure_back(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(target_cer=0.1), events.document(), events.page(SIX, generation=1))
    promoted = events.promoted(cer=0.05)
    scoring.hear(promoted, events.rejected(2, champion_cer=0.2), promoted)
    assert len(asked(scoring.settle())) == 3


class TestBudget:
    def test_no_more_lines_are_asked_for_than_the_budget_allows(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.configured(budget_lines=4), events.document(), events.page(SIX))
        for rounds in range(1, 4):
            lines = asked(scoring.settle())
            scoring.hear(*(events.label(line) for line in lines), events.rejected(rounds))
        assert asked(scoring.said()) == ids("abcd")

    def test_held_out_lines_are_within_the_budget_and_leave_room_for_training(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.configured(held_out_share=0.5, budget_lines=5), events.document(4))
        scoring.hear(*(events.page(SIX, number=number) for number in range(1, 5)))
        said = scoring.settle()
        assert (len(asked(said, Purpose.HELD_OUT)), len(asked(said, Purpose.TRAINING))) == (2, 3)

    def test_imported_labels_cost_no_budget(self, scoring: Scoring, events: Events) -> None:
        scoring.hear(events.configured(budget_lines=2), events.document(), events.page(SIX))
        scoring.hear(*(events.label(line, imported=True) for line in ids("ab")))
        assert asked(scoring.settle()) == ids("cd")

    def test_a_larger_budget_goes_on(self, scoring: Scoring, events: Events) -> None:
        scoring.hear(events.configured(budget_lines=1), events.document(), events.page(SIX))
        scoring.settle()
        scoring.hear(events.configured(version=2, budget_lines=2), events.label(*ids("a")))
        assert asked(scoring.settle()) == ids("b")

    def test_characters_are_a_budget_too(self, scoring: Scoring, events: Events) -> None:
        scoring.hear(events.configured(budget_characters=9 * 4), events.document(), events.page(SIX))
        for rounds in range(1, 4):
            lines = asked(scoring.settle())
            scoring.hear(*(events.label(line) for line in lines), events.rejected(rounds))
        assert asked(scoring.said()) == ids("abcd")  # "Dear Mrs." was read in each, "Dear Mr." was answered

    def test_minutes_are_a_budget_too(self, scoring: Scoring, events: Events) -> None:
        scoring.hear(events.configured(budget_minutes=1.4), events.document(), events.page(SIX))
        assert asked(scoring.settle()) == ids("abc")
        scoring.hear(*(events.label(line) for line in ids("abc")), events.rejected())
        assert len(asked(scoring.settle())) == 3  # they took no time at all


class TestStopping:
    def levelled_out(self, scoring: Scoring, events: Events, **chosen: object) -> list:
        """Six trainings that ended at 20 %, the target being 2 %."""
        scoring.hear(events.configured(**chosen), events.document(), events.page(SIX))
        for number in range(1, 7):
            promoted = events.promoted(number, number, 0.2, events.proof(), labels=40 * number)
            scoring.hear(promoted, events.page(SIX, generation=number, again=True))
            scoring.clock.move(60)
        return scoring.settle()

    def test_the_target_must_be_reached_for_certain(self, scoring: Scoring, events: Events) -> None:
        scoring.hear(events.configured(target_cer=0.002), events.document(), events.page(SIX))
        scoring.hear(events.rejected(1, 0.0, events.proof(sure=50, doubtful=0)))
        assert len(asked(scoring.settle())) == 3  # 450 characters without an error: that may be 0.7 %
        scoring.hear(*(events.label(line) for line in ids("abc")))
        scoring.hear(events.rejected(2, 0.0, events.proof(sure=400, doubtful=0)))
        assert asked(scoring.settle()) == []
        review = scoring.said(AskingReviewed)[-1]
        assert review.verdict == "at target"
        assert review.cer == 0 < review.upper_cer < 0.002

    def test_a_curve_that_has_levelled_out_ends_the_asking_and_says_so(
        self, scoring: Scoring, events: Events
    ) -> None:
        assert asked(self.levelled_out(scoring, events)) == []
        review = scoring.said(AskingReviewed)[-1]
        assert review.verdict == "hopeless"
        assert review.forecast_low > review.target_cer

    def test_unless_all_lines_are_wanted(self, scoring: Scoring, events: Events) -> None:
        assert len(asked(self.levelled_out(scoring, events, stops_when_hopeless=False))) == 3

    def test_a_target_that_can_be_reached_resumes_the_asking(self, scoring: Scoring, events: Events) -> None:
        self.levelled_out(scoring, events)
        scoring.hear(events.configured(version=2, target_cer=0.2))
        scoring.settle()
        assert scoring.said(AskingReviewed)[-1].verdict != "hopeless"


class TestStrategy:
    @pytest.mark.parametrize("strategy", STRATEGIES)
    def test_every_strategy_asks_for_lines_and_gives_reasons(
        self, scoring: Scoring, events: Events, strategy: str
    ) -> None:
        scoring.hear(events.configured(strategy=strategy), events.document(), events.page(SIX))
        tasks = [event for event in scoring.settle() if isinstance(event, TaskRequested)]
        assert len(tasks) == 3
        assert {task.strategy for task in tasks} == {strategy}
        assert all(task.reason for task in tasks)

    @pytest.mark.parametrize("strategy", STRATEGIES)
    def test_a_strategy_is_switched_while_lines_wait(
        self, scoring: Scoring, events: Events, strategy: str
    ) -> None:
        scoring.hear(events.configured(strategy="random"), events.document(), events.page(SIX))
        scoring.settle()
        scoring.hear(events.configured(version=2, strategy=strategy), events.rejected())
        second = [event for event in scoring.settle() if isinstance(event, TaskRequested)]
        assert {task.strategy for task in second} == {strategy}
        scoring.hear(events.promoted(), events.page(SIX, generation=1, again=True))
        assert len(scoring.said(TaskReprioritised)) == 6


class TestWriters:
    def asked_of(self, scoring: Scoring, events: Events, *, writer: str | None) -> list[str]:
        """The documents of the lines asked for, where only "a", "b" and "c" have anything to read on them."""
        scoring.hear(events.configured(strategy="recto", batch_lines=6))
        for name in "abcde":
            is_readable = name in "abc"
            page = events.page(
                SIX,
                name=name,
                text="Dear Mrs." if is_readable else "",
                writer=writer if is_readable else None,
            )
            scoring.hear(events.document(name=name), page)
        return [task.document_id for task in scoring.settle() if isinstance(task, TaskRequested)]

    def test_no_writer_gives_more_than_their_share_however_many_documents_are_theirs(
        self, scoring: Scoring, events: Events
    ) -> None:
        asked_of = self.asked_of(scoring, events, writer="Mary")
        assert len(asked_of) == 6
        assert sum(name in "abc" for name in asked_of) == 4  # of three writers, each twice the mean at most

    def test_where_the_writer_is_not_known_the_document_stands_for_one(
        self, scoring: Scoring, events: Events
    ) -> None:
        asked_of = self.asked_of(scoring, events, writer=None)
        assert set(asked_of) <= set("abc")
        assert max(map(asked_of.count, asked_of)) <= 3  # of five

    def test_a_page_keeps_its_writer_when_its_lines_are_read_again(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.rejected(champion_cer=0.0))  # as long as that is at the target nothing is asked
        assert self.asked_of(scoring, events, writer="Mary") == []
        scoring.hear(events.promoted(rounds=2, cer=0.2))
        for name in "abc":
            scoring.hear(events.page(SIX, name=name, generation=1, again=True))
        for name in "de":
            scoring.hear(events.page(SIX, name=name, generation=1, again=True, text=""))
        said = [task for task in scoring.settle() if isinstance(task, TaskRequested)]
        assert sum(task.document_id in "abc" for task in said) == 4


class TestHeldOut:
    def test_held_out_lines_come_from_held_out_pages_only_and_training_lines_never(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.configured(held_out_share=0.4, batch_lines=20, held_out_lines=7))
        scoring.hear(events.document(10))
        scoring.hear(*(events.page(SIX, number=number) for number in range(1, 11)))
        for rounds in range(1, 3):
            lines = [e for e in scoring.settle() if isinstance(e, TaskRequested)]
            scoring.hear(*(events.label(task.line_id, purpose=task.purpose) for task in lines))
            scoring.hear(events.rejected(rounds))
        held_out = {page_id("doc", n + 1) for n in range(10) if is_held_out(COLLECTION, n, 0.4)}
        tasks = scoring.said(TaskRequested)
        pages = {p: {t.page_id for t in tasks if t.purpose is p} for p in Purpose}
        assert len(held_out) == 4
        assert pages[Purpose.HELD_OUT] <= held_out
        assert pages[Purpose.TRAINING] == {page_id("doc", n) for n in range(1, 11)} - held_out
        assert len(asked(tasks, Purpose.HELD_OUT)) == 7

    def test_a_held_out_page_that_comes_after_the_first_batch_is_asked_about_before_the_first_training(
        self, scoring: Scoring, events: Events
    ) -> None:
        late = next(name for name in map(str, range(99)) if is_held_out(name, 1, 0.4))
        events = replace(events, collection=late)
        scoring.hear(events.configured(held_out_share=0.4))
        for name in "ab":
            scoring.hear(events.document(name=name), events.page(SIX, name=name))
            tasks = [event for event in scoring.tick(after=100) if isinstance(event, TaskRequested)]
            scoring.hear(*(events.label(task.line_id, purpose=task.purpose) for task in tasks))
        assert len(asked(scoring.said(), Purpose.HELD_OUT)) == 3

    def test_once_nothing_is_left_to_train_on_what_is_open_on_held_out_pages_is_asked_too(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.configured(held_out_share=0.4, batch_lines=20, held_out_lines=2))
        scoring.hear(events.document(3), *(events.page(SIX, number=number) for number in range(1, 4)))
        tasks = scoring.settle()
        scoring.hear(
            *(events.label(t.line_id, purpose=t.purpose) for t in tasks if isinstance(t, TaskRequested))
        )
        scoring.hear(events.rejected())
        assert len(asked(scoring.settle(), Purpose.HELD_OUT)) == 4

    def test_unreadable_pages_are_not_held_out_in_place_of_others(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.configured(held_out_share=0.15), events.document(6))
        scoring.hear(*(events.unreadable(number) for number in range(1, 4)))
        scoring.hear(*(events.page(SIX, number=number) for number in range(4, 7)))
        assert len(asked(scoring.settle(), Purpose.HELD_OUT)) == 3

    def test_no_held_out_line_is_accepted_while_some_are_still_to_be_asked_for(
        self, scoring: Scoring, events: Events
    ) -> None:
        sure = dict.fromkeys(SIX, 0.999)
        scoring.hear(events.configured(held_out_share=1, held_out_lines=5), events.document())
        scoring.hear(events.promoted(evidence=events.proof()), events.page(sure, generation=1))
        scoring.hear(events.configured(version=2, held_out_share=1, held_out_lines=5, audit_share=0))
        said = scoring.tick(after=10)
        assert len(asked(said, Purpose.HELD_OUT)) == len(said) == 3  # and nothing was accepted
        scoring.hear(*(events.label(t.line_id, purpose=t.purpose) for t in scoring.said(TaskRequested)))
        scoring.hear(events.rejected(2, evidence=events.proof()))
        said = scoring.settle()
        assert len(asked(said, Purpose.HELD_OUT)) == 2
        assert [len(event.lines) for event in said if not isinstance(event, TaskRequested)] == [1]


class TestReadAgain:
    def test_nothing_is_chosen_while_lines_are_being_read_again(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.configured(), events.document(), events.page(SIX), events.promoted())
        assert asked(scoring.tick(after=200)) == []
        scoring.hear(events.page({**SIX, "f": 0.01}, generation=1, again=True))
        assert asked(scoring.tick())[0] == ids("f")[0]

    def test_after_some_patience_lines_are_chosen_by_the_older_readings(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.configured(), events.document(), events.page(SIX), events.promoted())
        assert asked(scoring.tick(after=301)) == ids("abc")

    def test_tasks_that_wait_get_the_new_reading_and_place(self, scoring: Scoring, events: Events) -> None:
        scoring.hear(events.configured(), events.document(), events.page(SIX))
        tasks = {task.line_id: task.task_id for task in scoring.settle()}
        scoring.hear(events.promoted())
        scoring.hear(events.page({"a": 0.7, "d": 0.8}, generation=1, again=True, text="Dear Mr."))
        [moved] = scoring.said(TaskReprioritised)
        assert moved.task_id == tasks[ids("a")[0]]
        assert (moved.text, moved.model_version, moved.generation) == ("Dear Mr.", "letters-1", 1)
        assert (round(moved.priority, 3), moved.reason[:9]) == (0.3, "read with")

    def test_a_held_out_task_keeps_its_place_and_reason(self, scoring: Scoring, events: Events) -> None:
        scoring.hear(events.configured(held_out_share=1), events.document(), events.page({"a": 0.5}))
        [task] = scoring.settle()
        scoring.hear(events.promoted(), events.page({"a": 0.7}, generation=1, again=True))
        [moved] = scoring.said(TaskReprioritised)
        assert (moved.priority, moved.reason) == (task.priority, task.reason)

    def test_a_line_that_is_read_as_empty_goes_to_the_end_of_the_queue(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.configured(), events.document(), events.page({"a": 0.5}))
        scoring.settle()
        scoring.hear(events.promoted(), events.page({"a": 0.1}, generation=1, again=True, text=""))
        assert [moved.priority for moved in scoring.said(TaskReprioritised)] == [-1]


class TestWithdrawn:
    def test_a_line_whose_imported_label_was_withdrawn_is_asked_for(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.configured(), events.document(), events.page({"a": 0.5}))
        scoring.hear(events.label(*ids("a"), imported=True))
        assert asked(scoring.settle()) == []
        scoring.hear(events.withdrawn(*ids("a")))
        assert asked(scoring.settle()) == ids("a")

    def test_a_line_has_one_task_however_often_its_label_is_withdrawn(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.configured(), events.document(), events.page({"a": 0.5}))
        scoring.settle()
        scoring.hear(events.label(*ids("a")), events.withdrawn(*ids("a")), events.rejected())
        scoring.settle()
        assert asked(scoring.said()) == ids("a")

    def test_withdrawing_a_label_that_another_has_replaced_changes_nothing(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.configured(), events.document(), events.page({"a": 0.5}))
        scoring.hear(events.label(*ids("a"), imported=True, label_id="old"))
        scoring.clock.move(1)
        scoring.hear(events.label(*ids("a"), imported=True, label_id="new"))
        scoring.hear(events.withdrawn(*ids("a"), label_id="old"))
        assert asked(scoring.settle()) == []

    def test_a_label_withdrawn_before_it_is_heard_of_never_counts(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.configured(), events.document(), events.page({"a": 0.5}))
        scoring.hear(events.withdrawn(*ids("a")), events.label(*ids("a"), imported=True))
        assert asked(scoring.settle()) == ids("a")


class TestKeyedTwice:
    def test_the_share_of_lines_goes_to_two_people_the_most_doubtful_first(
        self, scoring: Scoring, events: Events
    ) -> None:
        scoring.hear(events.configured(double_keying_share=0.34), events.document(), events.page(SIX))
        requested = [event for event in scoring.settle() if isinstance(event, TaskRequested)]
        assert {event.line_id: event.keyings for event in requested} == dict(
            zip(ids("abc"), (2, 1, 1), strict=True)
        )

    def test_the_share_holds_over_batches(self, scoring: Scoring, events: Events) -> None:
        scoring.hear(
            events.configured(double_keying_share=0.5, batch_lines=1, retrain_after_labels=1),
            events.document(),
            events.page(SIX),
        )
        for rounds in range(1, 7):
            scoring.settle()
            scoring.hear(*(events.label(name) for name in asked(scoring.said())), events.rejected(rounds))
        assert [event.keyings for event in scoring.said(TaskRequested)] == [1, 2, 1, 2, 1, 2]

    def test_without_a_share_every_line_is_keyed_once(self, scoring: Scoring, events: Events) -> None:
        scoring.hear(events.configured(), events.document(), events.page(SIX))
        scoring.settle()
        assert {event.keyings for event in scoring.said(TaskRequested)} == {1}


class TestTakenBack:
    @pytest.mark.parametrize("answer", ["label", "decline"])
    def test_a_line_whose_answer_was_taken_back_is_asked_for_still_and_read_again(
        self, scoring: Scoring, events: Events, answer: str
    ) -> None:
        scoring.hear(events.configured(), events.document(), events.page({"a": 0.5}))
        scoring.settle()
        [line] = ids("a")
        if answer == "label":
            scoring.hear(events.label(line), events.withdrawn(line))
        else:
            scoring.hear(events.declined(line), events.decline_withdrawn(line))
        assert scoring.deps.pool.counts.lines(events.collection) == {"asked": 1}
        scoring.hear(events.promoted(), events.page({"a": 0.6}, generation=1, again=True))
        assert [moved.generation for moved in scoring.said(TaskReprioritised)] == [1]

    def test_a_label_without_part_of_its_text_is_no_truth(self, scoring: Scoring, events: Events) -> None:
        scoring.hear(events.configured(), events.document(), events.page({"a": 0.5}))
        scoring.settle()
        scoring.hear(events.label(*ids("a")).model_copy(update={"is_partial": True}))
        assert len(scoring.deps.pool.answers.latest(events.collection).lines) == 0
        assert scoring.deps.pool.counts.lines(events.collection) == {"labelled": 1}

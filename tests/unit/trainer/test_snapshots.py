"""The division of labels into those that train and those that judge: by page, and for good."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.labels import LabelAccepted, Origin
from schemas.tasks import Purpose
from services.trainer.snapshots import NO_PAST, Past, Snapshot, take_snapshot

Rounds = list[tuple[list[LabelAccepted], set[str]]]


@st.composite
def rounds(draw: Any) -> Rounds:
    """Labels that stand in successive rounds, with what was withdrawn before each: imports and marks in any order."""
    from_number = 0
    standing: list[LabelAccepted] = []
    made: Rounds = []
    for _ in range(draw(st.integers(1, 5))):
        fresh = draw(
            st.lists(
                st.tuples(
                    st.integers(1, 8),
                    st.sampled_from(list(Purpose)),
                    st.sampled_from(list(Origin)),
                    st.sampled_from(["text", "other", "", " "]),
                ),
                max_size=12,
            )
        )
        gone = {label.label_id for label in standing if draw(st.integers(0, 9)) == 0}
        new = [a_label(from_number + place, *each) for place, each in enumerate(fresh)]
        from_number += len(fresh)
        standing = [label for label in (*standing, *new) if label.label_id not in gone]
        made.append((standing, gone))
    return made


def a_label(number: int, page: int, purpose: Purpose, origin: Origin, text: str = "text") -> LabelAccepted:
    return LabelAccepted(
        label_id=f"label-{number}",
        collection="letters",
        document_id="d",
        page_id=f"page-{page}",
        line_id=f"page-{page}/l{number}",
        origin=origin,
        purpose=purpose,
        text=text,
        image={"key": "k", "sha256": "0" * 64, "size": 1, "media_type": "x"},
        by="anna",
        accepted_at="2026-01-01T12:00:00Z",
    )


def imported(number: int, page: int) -> LabelAccepted:
    return a_label(number, page, Purpose.TRAINING, Origin.IMPORTED)


def pages(lines: Any) -> set[str]:
    return {line.page_id for line in lines}


def taken(past: Rounds, share: float = 0.2) -> list[Snapshot]:
    """The snapshots of successive rounds; each is stored and read back, as between processes."""
    snapshots: list[Snapshot] = []
    for labels, _ in past:
        before = Snapshot.model_validate_json(snapshots[-1].model_dump_json()).past if snapshots else NO_PAST
        snapshots.append(take_snapshot("letters", labels, before, share))
    return snapshots


@given(rounds(), st.sampled_from([0.0, 0.1, 0.5, 1.0]))
def test_no_page_ever_both_trains_and_judges_in_one_round_or_over_rounds(past: Rounds, share: float) -> None:
    snapshots = taken(past, share)
    trained = set().union(*(pages(each.training) for each in snapshots))
    judged = set().union(*(pages(each.held_out) for each in snapshots))
    assert not trained & judged


@given(rounds())
def test_every_label_is_at_most_once_on_one_side_and_none_was_withdrawn(past: Rounds) -> None:
    for snapshot, (labels, _) in zip(taken(past), past, strict=True):
        ids = [line.label_id for line in (*snapshot.training, *snapshot.held_out)]
        assert len(ids) == len(set(ids))
        assert set(ids) <= {label.label_id for label in labels}


@given(rounds())
def test_held_out_answers_and_lines_without_text_never_train(past: Rounds) -> None:
    for snapshot, (labels, _) in zip(taken(past), past, strict=True):
        training = {line.label_id for line in snapshot.training}
        for label in labels:
            if label.purpose == Purpose.HELD_OUT or not label.text.strip():
                assert label.label_id not in training


@given(rounds())
def test_a_label_to_train_on_is_left_out_only_because_its_page_judges(past: Rounds) -> None:
    for snapshot, (labels, _) in zip(taken(past), past, strict=True):
        for label in labels:
            if label.purpose != Purpose.HELD_OUT and label.text.strip():
                sides = [
                    label.label_id in {line.label_id for line in side}
                    for side in (snapshot.training, snapshot.held_out)
                ]
                assert sides.count(True) == 1


@given(rounds(), st.randoms(use_true_random=False))
def test_the_same_labels_make_the_same_snapshot_in_whatever_order_pages_are_drawn(
    past: Rounds, random: Any
) -> None:
    labels, _ = past[-1]
    shuffled = list(labels)
    random.shuffle(shuffled)
    one, other = (take_snapshot("letters", each, NO_PAST, 0.3) for each in (labels, shuffled))
    assert pages(one.held_out) == pages(other.held_out)
    assert one.trained_pages == other.trained_pages


def test_a_line_keeps_the_document_and_the_writer_of_its_label() -> None:
    labels = [
        imported(number, number).model_copy(update={"document_id": f"d{number}", "writer": writer})
        for number, writer in enumerate(("Mary", None, "Jane"))
    ]
    snapshot = take_snapshot("letters", labels, NO_PAST, 0.3)
    kept = {
        line.label_id: (line.document_id, line.writer) for line in (*snapshot.training, *snapshot.held_out)
    }
    assert len(snapshot.held_out) == 1
    assert kept == {"label-0": ("d0", "Mary"), "label-1": ("d1", None), "label-2": ("d2", "Jane")}


def test_of_imported_pages_the_share_is_held_out() -> None:
    labels = [imported(number, number // 4) for number in range(400)]
    snapshot = take_snapshot("letters", labels, NO_PAST, 0.15)
    assert len(pages(snapshot.held_out)) == 15
    assert len(pages(snapshot.training)) == 85


def test_as_more_pages_are_imported_more_are_held_out() -> None:
    first = [imported(number, number) for number in range(10)]
    second = first + [imported(number, number) for number in range(10, 100)]
    small, large = taken([(first, set()), (second, set())], share=0.2)
    assert len(pages(small.held_out)) == 2
    assert len(pages(large.held_out)) == 20
    assert pages(small.held_out) < pages(large.held_out)


def test_pages_that_people_labelled_are_not_drawn_once_scoring_asks_for_held_out_lines() -> None:
    human = [a_label(number, number, Purpose.TRAINING, Origin.HUMAN) for number in range(50)]
    asked = a_label(99, 99, Purpose.HELD_OUT, Origin.HUMAN)
    snapshot = take_snapshot("letters", [*human, asked], NO_PAST, 0.5)
    assert pages(snapshot.held_out) == {"page-99"}
    assert len(snapshot.training) == 50


def test_a_page_alone_is_not_held_out() -> None:
    snapshot = take_snapshot("letters", [imported(1, 1), imported(2, 1)], NO_PAST, 0.5)
    assert (len(snapshot.training), len(snapshot.held_out)) == (2, 0)


def test_a_held_out_answer_on_a_page_that_has_trained_is_left_out() -> None:
    marked = a_label(1, 1, Purpose.HELD_OUT, Origin.HUMAN)
    past = Past(trained_pages=frozenset({"page-1"}))
    snapshot = take_snapshot("letters", [marked, imported(2, 2)], past, 0)
    assert snapshot.held_out == ()
    assert pages(snapshot.training) == {"page-2"}


def test_a_snapshot_stored_before_judging_pages_were_kept_still_holds_them_out() -> None:
    old = Snapshot(
        collection="letters",
        training=(),
        held_out=take_snapshot(
            "letters", [a_label(1, 1, Purpose.HELD_OUT, Origin.HUMAN)], NO_PAST, 0
        ).held_out,
        trained_pages=(),
    )
    assert old.past.judging_pages == {"page-1"}

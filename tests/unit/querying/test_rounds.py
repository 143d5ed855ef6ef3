"""How many lines are asked for now. Nobody runs dry, nobody waits for ever."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.querying.budget import Spent
from recto.querying.rounds import Standing, held_out_left, held_out_to_ask, lines_to_ask
from schemas.collections import CollectionSettings
from schemas.progress import AskingVerdict

SETTINGS = CollectionSettings(batch_lines=40, low_water_lines=0, retrain_after_labels=40, held_out_lines=200)
ASKED = Standing(
    open_tasks=40,
    is_judged=False,
    labels_since_verdict=0,
    spent=Spent(lines=80, characters=3200, answered=40, seconds=800),
    held_out_asked=40,
    has_judges=True,
    verdict=AskingVerdict.GOES_ON,
    is_settled=True,
)
"""A batch lies with people."""


@pytest.mark.parametrize(
    ("what", "change", "chosen", "due"),
    [
        ("nothing was asked yet", {"is_judged": True, "open_tasks": 0}, {}, 40),
        ("a batch lies with people", {}, {}, 0),
        ("half of it is answered", {"open_tasks": 20, "labels_since_verdict": 20}, {}, 0),
        ("all of it is answered and training runs", {"open_tasks": 0, "labels_since_verdict": 40}, {}, 0),
        ("the round was judged, either way", {"open_tasks": 0, "is_judged": True}, {}, 40),
        ("a judged round leaves tasks over", {"open_tasks": 15, "is_judged": True}, {}, 40),
        ("some were declined", {"open_tasks": 0, "labels_since_verdict": 33}, {}, 7),
        ("all were declined", {"open_tasks": 0, "labels_since_verdict": 0}, {}, 40),
        (
            "a batch is smaller than a training wants",
            {"open_tasks": 0, "labels_since_verdict": 5},
            {"batch_lines": 5},
            35,
        ),
        (
            "no held-out page was there when it was asked",
            {"open_tasks": 0, "labels_since_verdict": 40, "has_judges": False},
            {},
            40,
        ),
        (
            "no line that judges in twice as many",
            {"open_tasks": 0, "labels_since_verdict": 80, "has_judges": False},
            {},
            0,
        ),
        (
            "nothing is held out",
            {"open_tasks": 0, "labels_since_verdict": 40, "has_judges": False},
            {"held_out_share": 0},
            0,
        ),
        (
            "more labels than wanted",
            {"open_tasks": 0, "labels_since_verdict": 60},
            {},
            0,
        ),
        (
            "by schedule, with labels to train on",
            {"open_tasks": 0, "labels_since_verdict": 1},
            {"retrain_after_labels": None},
            0,
        ),
        (
            "by schedule, and all were declined",
            {"open_tasks": 0, "labels_since_verdict": 0},
            {"retrain_after_labels": None},
            40,
        ),
        ("the queue runs low", {"open_tasks": 19}, {"low_water_lines": 20}, 40),
        ("the queue is at its mark", {"open_tasks": 20}, {"low_water_lines": 20}, 0),
        ("pages are on their way", {"is_judged": True, "is_settled": False}, {}, 0),
        ("pages are on their way and the queue is dry", {"open_tasks": 0, "is_settled": False}, {}, 0),
        ("the target is reached", {"is_judged": True, "verdict": AskingVerdict.AT_TARGET}, {}, 0),
        ("it never will be", {"is_judged": True, "verdict": AskingVerdict.HOPELESS}, {}, 0),
        (
            "it never will be, and all lines are wanted",
            {"is_judged": True, "verdict": AskingVerdict.HOPELESS},
            {"stops_when_hopeless": False},
            40,
        ),
        ("the budget ends within the batch", {"is_judged": True}, {"budget_lines": 90}, 10),
        ("the budget is spent", {"is_judged": True}, {"budget_lines": 80}, 0),
        ("the budget was cut under what is spent", {"is_judged": True}, {"budget_lines": 10}, 0),
        ("the characters are spent", {"is_judged": True}, {"budget_characters": 3200}, 0),
        ("the minutes end within the batch", {"is_judged": True}, {"budget_minutes": 30}, 10),
        ("the budget is spent and the queue is dry", {"open_tasks": 0}, {"budget_lines": 80}, 0),
    ],
)
def test_lines_to_ask(what: str, change: dict[str, object], chosen: dict[str, object], due: int) -> None:
    standing = replace(ASKED, **change)  # type: ignore[arg-type]
    assert lines_to_ask(standing, SETTINGS.model_copy(update=chosen)) == due, what


@given(
    st.integers(0, 500), st.integers(0, 200), st.integers(1, 200), st.one_of(st.none(), st.integers(1, 200))
)
@settings(deadline=None)
def test_an_empty_queue_is_filled_or_the_next_training_has_what_it_wants(
    labels: int, low_water: int, batch: int, wanted: int | None
) -> None:
    standing = replace(ASKED, open_tasks=0, labels_since_verdict=labels)
    chosen = SETTINGS.model_copy(
        update={"low_water_lines": low_water, "batch_lines": batch, "retrain_after_labels": wanted}
    )
    assert lines_to_ask(standing, chosen) > 0 or labels >= (wanted or 1)


@pytest.mark.parametrize(
    ("what", "change", "chosen", "left", "now"),
    [
        ("beside a batch, as many", {}, {}, 160, 40),
        ("the last of them", {"held_out_asked": 190}, {}, 10, 10),
        ("all are asked for", {"held_out_asked": 200}, {}, 0, 0),
        ("imports have made them more", {"held_out_asked": 300}, {}, 0, 0),
        ("at most half of the budget", {}, {"budget_lines": 90}, 160, 5),
        ("one line of the budget is for training", {}, {"budget_lines": 81}, 160, 0),
        ("the budget is spent", {}, {"budget_lines": 80}, 0, 0),
        ("the target is reached", {"verdict": AskingVerdict.AT_TARGET}, {}, 0, 0),
    ],
)
def test_held_out_lines(
    what: str, change: dict[str, object], chosen: dict[str, object], left: int, now: int
) -> None:
    standing = replace(ASKED, **change)  # type: ignore[arg-type]
    settings_ = SETTINGS.model_copy(update=chosen)
    assert (held_out_left(standing, settings_), held_out_to_ask(standing, settings_)) == (left, now), what

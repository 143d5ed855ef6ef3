"""Learning curves of strategies: what is kept of them, and that a stopped benchmark goes on."""

import json

import pytest

from recto.benchmarks.labels import Question, labels
from recto.benchmarks.line_sets import LineSet
from recto.recognition.recipe import Recipe
from recto.runtime.failures import UserError

ASKED = Question({"random": 1, "recto": 1}, budgets=(2, 4))
BRIEF = Recipe(epochs=1, least_shown=2)


@pytest.fixture
def take(line_set, tmp_path):
    lines = LineSet(line_set(pool=8, validation=2, test=3))
    told = []

    def taken(asked=ASKED):
        figures = labels(
            lines, asked, tmp_path / "labels.json", lambda what, done: told.append((what, done)), BRIEF
        )
        return figures, [what for what, _ in told]

    return taken


def test_every_strategy_has_a_point_after_each_budget(take):
    figures, _ = take()
    for name in ("random", "recto"):
        curve = figures["strategies"][name]["curve"]
        assert len(curve) == 2
        assert curve[0]["characters"] <= curve[1]["characters"]
        assert all(point["edits"] >= point["lines"] > 0 for point in curve)
    assert figures["strategies"]["random"]["ratio_to_random"]["characters"]["value"] is not None


def test_no_line_is_labelled_twice_and_no_budget_is_exceeded(take):
    figures, _ = take()
    mean = 53 / 8  # of the eight lines in the pool
    for curve in figures["curves"]:
        for budget, point in zip(ASKED.budgets, curve["points"], strict=True):
            assert point["characters"] <= budget * mean
            assert point["lines"] <= 8


def test_a_curve_that_is_kept_is_not_taken_again(take):
    first, told = take(ASKED._replace(seeds={"random": 1}))
    both, told_both = take()
    assert both["curves"][0] == first["curves"][0]
    assert not any(what.startswith("random") for what in told_both[len(told) :])
    assert {curve["strategy"] for curve in both["curves"]} == {"random", "recto"}


def test_curves_of_another_question_are_not_mixed_in(take):
    take()
    with pytest.raises(UserError, match="holds other curves"):
        take(ASKED._replace(budgets=(3,)))


def test_a_file_of_something_else_is_not_overwritten(take, tmp_path):
    file = tmp_path / "labels.json"
    file.write_text(json.dumps({"benchmark": "read"}), "utf-8")
    with pytest.raises(UserError, match="holds other curves"):
        take()
    assert json.loads(file.read_text("utf-8")) == {"benchmark": "read"}

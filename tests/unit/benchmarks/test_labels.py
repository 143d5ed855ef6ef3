"""Learning curves of strategies: what is kept of them, and that a stopped benchmark goes on."""

import json
import shutil

import pytest

from recto.benchmarks.labels import Question, labels
from recto.benchmarks.line_sets import LineSet
from recto.recognition.recipe import Recipe
from recto.runtime.failures import UserError

pytestmark = pytest.mark.xdist_group("labels")

ASKED = Question({"random": 1, "recto": 1}, budgets=(2, 4))
BRIEF = Recipe(epochs=1, least_shown=2)


@pytest.fixture(scope="module")
def lines(write_line_set, tmp_path_factory):
    return LineSet(write_line_set(tmp_path_factory.mktemp("lines"), pool=8, validation=2, test=3))


@pytest.fixture
def take(lines, tmp_path):
    """Takes curves into a file of this test's own; the figures, and what was told on the way."""

    def taken(asked=ASKED):
        told = []
        file = tmp_path / "labels.json"
        figures = labels(lines, asked, file, lambda what, done: told.append(what), BRIEF)
        return figures, told

    return taken


@pytest.fixture(scope="module")
def kept(lines, tmp_path_factory):
    """A file of curves that were taken in full."""
    file = tmp_path_factory.mktemp("kept") / "labels.json"
    labels(lines, ASKED, file, lambda what, done: None, BRIEF)
    return file


def figures_in(file):
    return json.loads(file.read_text("utf-8"))


def test_every_strategy_has_a_point_after_each_budget(kept):
    figures = figures_in(kept)
    for name in ("random", "recto"):
        curve = figures["strategies"][name]["curve"]
        assert len(curve) == 2
        assert curve[0]["characters"] <= curve[1]["characters"]
        assert all(point["edits"] >= point["lines"] > 0 for point in curve)
    assert figures["strategies"]["random"]["ratio_to_random"]["characters"]["value"] is not None


def test_no_line_is_labelled_twice_and_no_budget_is_exceeded(kept):
    mean = 53 / 8  # of the eight lines in the pool
    for curve in figures_in(kept)["curves"]:
        for budget, point in zip(ASKED.budgets, curve["points"], strict=True):
            assert point["characters"] <= budget * mean
            assert point["lines"] <= 8


def test_a_curve_that_is_kept_is_not_taken_again(take):
    first, _ = take(ASKED._replace(seeds={"random": 1}))
    both, told = take()
    assert both["curves"][0] == first["curves"][0]
    assert told
    assert not any(what.startswith("random") for what in told)
    assert {curve["strategy"] for curve in both["curves"]} == {"random", "recto"}


def test_curves_of_another_question_are_not_mixed_in(take, kept, tmp_path):
    shutil.copy(kept, tmp_path / "labels.json")
    with pytest.raises(UserError, match="holds other curves"):
        take(ASKED._replace(budgets=(3,)))


def test_a_file_of_something_else_is_not_overwritten(take, tmp_path):
    file = tmp_path / "labels.json"
    file.write_text(json.dumps({"benchmark": "read"}), "utf-8")
    with pytest.raises(UserError, match="holds other curves"):
        take()
    assert figures_in(file) == {"benchmark": "read"}

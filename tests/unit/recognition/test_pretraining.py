"""Building a base: that it learns, ends when its lines are used up, and goes on where it was cut short."""

import pytest

from recto.recognition import model_file
from recto.recognition.base import BaseRecipe, load_recipe
from recto.recognition.errors import RecognitionError
from recto.recognition.line_images import Scale, prepared
from recto.recognition.pretraining import BaseBuild, Milestone, base_alphabet
from recto.recognition.rendering.workers import TrainingLine

TINY = {"height": 16, "stem": 4, "wide": 4, "deep": 8, "deepest": 8, "hidden": 8, "layers": 1}
SHORT = BaseRecipe(lines=600, check_every=200, batch_pixels=800, architecture=TINY)


class Stopped(RecognitionError):
    """Raised by a test's listener in the middle of a build."""


@pytest.fixture
def source(write):
    class OneWord:
        def lines(self, count):
            ink = prepared(write("word", width=160), Scale(16)).ink
            return [TrainingLine(ink, base_alphabet("").encode("word"), "word")] * min(count, 16)

    return OneWord()


def test_a_build_ends_with_its_lines_and_reports_on_the_way(source, tmp_path):
    reached: list[Milestone] = []
    build = BaseBuild(SHORT, tmp_path / "checkpoint.pt", threads=1)
    weights = build.run(source, source.lines(2), lambda milestone, _: reached.append(milestone))
    assert model_file.from_bytes(weights).version == "latin-base"
    assert [milestone.lines // 200 for milestone in reached] == [1, 2, 3]
    assert reached[-1].loss < reached[0].loss
    assert reached[-1].seconds > reached[0].seconds > 0


def test_a_build_that_was_cut_short_goes_on_from_its_checkpoint(source, tmp_path):
    def stop(milestone, weights):
        raise Stopped

    build = BaseBuild(SHORT, tmp_path / "checkpoint.pt", threads=1)
    with pytest.raises(Stopped):
        build.run(source, source.lines(2), stop)
    resumed = BaseBuild(SHORT, tmp_path / "checkpoint.pt", threads=1)
    [before] = resumed.milestones
    resumed.run(source, source.lines(2), lambda milestone, weights: None)
    assert resumed.milestones[0] == before
    assert resumed.milestones[1].lines > before.lines
    assert resumed.runs == 1


def test_the_shipped_recipe_loads():
    assert load_recipe().name == "latin"


def test_the_base_alphabet_knows_old_print_and_no_grapheme_twice():
    graphemes = base_alphabet("ſ⸗").graphemes
    assert {"ſ", "⸗", "a\u0364", "é", "Ł", " ", "ß"} <= set(graphemes)
    assert len(graphemes) == len(set(graphemes))

"""`recto bench read`: figures that say what they are of."""

import json

from typer.testing import CliRunner

from recto.cli.app import app


def bench(*arguments):
    return CliRunner().invoke(app, ["bench", "read", *map(str, arguments)])


def test_the_base_is_measured_with_its_errors_speed_and_calibration(line_set, tmp_path):
    out = tmp_path / "figures" / "read.json"
    done = bench("--data", line_set(test=6), "--json", out)
    assert done.exit_code == 0, done.output
    figures = json.loads(out.read_text("utf-8"))
    assert (figures["lines"], figures["labels"], figures["split"]) == (6, 0, "test")
    assert 0 <= figures["cer"] < 0.5
    assert figures["lines_per_second"] > 0
    assert set(figures["calibration"]) == {"grapheme", "line"}
    assert "train_seconds" not in figures
    assert out.with_suffix(".png").stat().st_size > 0


def test_without_a_file_the_figures_are_all_that_stdout_has(line_set):
    done = bench("--data", line_set(), "--split", "validation")
    assert json.loads(done.stdout)["split"] == "validation"


def test_an_ingredient_that_does_not_exist_is_named_with_those_that_do(line_set):
    done = bench("--data", line_set(), "--without", "luck")
    assert done.exit_code != 0
    assert "no ingredient 'luck'" in str(done.exception) + done.output


def test_a_base_without_its_language_reads_all_the_same(line_set):
    done = bench("--data", line_set(), "--without", "language")
    assert json.loads(done.stdout)["without"] == "language"

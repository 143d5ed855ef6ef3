"""Folders of labelled lines: what is read, and what is said of a folder that cannot be."""

import pytest

from recto.benchmarks.line_sets import LineSet, samples
from recto.runtime.failures import UserError


def test_lines_come_by_split_with_their_images(line_set):
    lines = LineSet(line_set(pool=3, validation=1, test=2))
    assert [len(lines.split(name)) for name in ("pool", "validation", "test")] == [3, 1, 2]
    first = samples(lines.split("test"))[0]
    assert first.text == lines.split("test")[0].text
    assert first.image.shape[0] == 40


def test_columns_are_found_by_name_and_texts_normalised(line_set):
    folder = line_set(pool=1, validation=0, test=1)
    (folder / "lines.tsv").write_text(
        "text\tx\tsource\tsplit\timage\ncafe\u0301\t-\ts\ttest\t0.png\n", "utf-8"
    )
    assert LineSet(folder).split("test")[0].text == "caf\u00e9"


def test_a_draw_repeats_by_seed_and_never_takes_a_line_twice(line_set):
    lines = LineSet(line_set(pool=6))
    assert lines.drawn(4, seed=1) == lines.drawn(4, seed=1)
    assert len(set(lines.drawn(6, seed=2))) == 6
    assert lines.drawn(6, seed=1) != lines.drawn(6, seed=2)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (None, "cannot be read"),
        ("", "has no column 'image'"),
        ("image\tsplit\ttext\n", "has no column 'source'"),
        ("image\tsplit\tsource\ttext\n0.png\ttest\n", "Line 2 .* has 2 columns"),
        ("image\tsplit\tsource\ttext\n0.png\ttrain\ts\tt\n", "Line 2 .* has the split 'train'"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_a_sentence(tmp_path, table, said):
    if table is not None:
        (tmp_path / "lines.tsv").write_text(table, "utf-8")
    with pytest.raises(UserError, match=said):
        LineSet(tmp_path)


def test_more_labels_than_the_pool_has_are_refused(line_set):
    with pytest.raises(UserError, match="4 lines in its pool, not 5"):
        LineSet(line_set(pool=4)).drawn(5, seed=0)


def test_a_missing_or_broken_image_is_named(line_set):
    folder = line_set(test=2)
    (folder / "6.png").unlink()
    with pytest.raises(UserError, match=r"6\.png cannot be read"):
        samples(LineSet(folder).split("test"))
    (folder / "6.png").write_bytes(b"not an image")
    with pytest.raises(UserError, match=r"6\.png is not a PNG"):
        samples(LineSet(folder).split("test"))


def test_a_split_without_lines_is_named(line_set):
    with pytest.raises(UserError, match="no line of the split 'validation'"):
        LineSet(line_set(validation=0)).split("validation")


def test_a_table_that_is_not_there_is_told_from_one_that_is_no_text(tmp_path):
    with pytest.raises(UserError, match=r"lines\.tsv cannot be read \(No such file or directory\)"):
        LineSet(tmp_path)
    (tmp_path / "lines.tsv").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="is not UTF-8 text"):
        LineSet(tmp_path)

"""Pages for the pipeline's benchmark: composed from line images, or a folder's own."""

from pathlib import Path

import numpy as np
import pytest

from recto.benchmarks.pipeline.pages import compose, pages_of, write_pages
from recto.benchmarks.pipeline.plain_loop import lines_of, pages_in
from recto.documents.alto_writing import write
from recto.documents.cutting import cut_line
from recto.documents.images import GreyImage, encode_jpeg, encode_png, open_image
from recto.runtime.failures import UserError


def striped(height: int, width: int, ink: int = 0) -> GreyImage:
    """A line image that is dark in every other column, up to its edges."""
    line = np.full((height, width), 235, np.uint8)
    line[:, ::2] = ink
    return line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = ["image\tsplit\tsource\ttext"]
    for number in range(5):
        (tmp_path / f"{number}.png").write_bytes(encode_png(striped(40 + number, 100 + 10 * number)))
        rows.append(f"{number}.png\t{'test' if number else 'pool'}\twork\tline {number}")
    (tmp_path / "lines.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    return tmp_path


def test_every_line_of_a_composed_page_is_cut_out_whole_and_alone():
    images = [striped(40, 300, ink=0), striped(64, 120, ink=60), striped(17, 200, ink=120)]
    page, layout = compose(images)
    for image, line in zip(images, layout.lines, strict=True):
        cut = cut_line(page, line)
        assert cut.shape[1] == pytest.approx(image.shape[1], abs=2)
        assert image.shape[0] <= cut.shape[0] <= image.shape[0] * 1.2 + 2
        inside = cut[cut.shape[0] // 2, 4:-4]
        assert inside.min() == image.min()
        assert cut.min() == image.min()


def test_a_page_is_as_wide_as_its_widest_line_and_lines_do_not_touch():
    page, layout = compose([striped(40, 300), striped(40, 500)])
    assert (layout.height, layout.width) == page.shape
    assert page.shape[1] == 580
    first, second = layout.lines
    assert min(y for _, y in second.polygon) - max(y for _, y in first.polygon) == 16
    assert [line.id for line in layout.lines] == ["l1", "l2"]


def test_pages_have_as_many_lines_as_asked_and_none_comes_twice(folder: Path):
    scans = pages_of(folder, count=6, lines_on_a_page=4)
    assert [len(scan.layout.lines) for scan in scans] == [4] * 6
    assert len({scan.image for scan in scans}) == 6
    assert len({scan.name for scan in scans}) == 6


def test_the_same_seed_gives_the_same_pages(folder: Path):
    assert [scan.image for scan in pages_of(folder, 2, seed=3)] == [
        scan.image for scan in pages_of(folder, 2, seed=3)
    ]


def test_written_pages_give_the_loop_the_lines_of_the_layout_and_no_text(folder: Path, tmp_path: Path):
    scans = pages_of(folder, count=2, lines_on_a_page=3)
    write_pages(scans, tmp_path / "pages")
    found = pages_in(tmp_path / "pages")
    assert [path.name for path in found] == [scan.name for scan in scans]
    for path, scan in zip(found, scans, strict=True):
        expected = [cut_line(open_image(scan.image)[0], line) for line in scan.layout.lines]
        assert all(np.array_equal(cut, line) for cut, line in zip(lines_of(path), expected, strict=True))
        assert b"CONTENT" not in path.with_suffix(".xml").read_bytes()


def test_a_folder_of_scans_with_layouts_is_taken_as_it_is(tmp_path: Path):
    page, layout = compose([striped(40, 300)])
    named = layout.model_copy(
        update={"lines": tuple(line.model_copy(update={"text": "Dear"}) for line in layout.lines)}
    )
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.jpg").write_bytes(encode_jpeg(page))
        (tmp_path / f"{name}.xml").write_bytes(write(named, image_name=f"{name}.jpg"))
    scans = pages_of(tmp_path, count=2)
    assert [scan.name for scan in scans] == ["a.jpg", "b.jpg"]
    assert len(scans[0].layout.lines) == 1


def test_a_folder_with_neither_is_refused_in_one_sentence(tmp_path: Path):
    with pytest.raises(UserError, match=r"holds no PNG, JPEG or TIFF image: name the folder"):
        pages_of(tmp_path, count=2)


def test_a_table_without_rows_is_refused_in_one_sentence(tmp_path: Path):
    (tmp_path / "lines.tsv").write_text("image\tsplit\tsource\ttext\n", "utf-8")
    with pytest.raises(UserError, match="has no line below its header"):
        pages_of(tmp_path, count=1)

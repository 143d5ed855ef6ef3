"""The demo's pages: the same for the same seed, plausible, and with a truth that fits the picture."""

import hashlib
import random

import numpy as np
import pytest

from recto.documents.alto_writing import write
from recto.documents.formats import read_layout
from recto.documents.images import open_image
from recto.documents.layouts import fitted
from recto.local.demo.collection import scanned, typed
from recto.local.demo.showing import show
from recto.local.typescript.machine import Wear
from recto.local.typescript.pages import HEIGHT, LINES, WIDTH, typed_pages
from recto.local.typescript.text import LINE_CHARACTERS, page_lines
from recto.runtime.failures import UserError
from schemas.ids import document_id, line_id, page_id


@pytest.fixture(scope="module")
def page():
    return next(typed_pages(1, seed=1))


def test_the_same_seed_gives_the_same_bytes(page):
    assert next(typed_pages(1, seed=1)) == page
    assert next(typed_pages(1, seed=2)).image != page.image


def test_pages_of_one_collection_differ():
    first, second = typed_pages(2, seed=1)
    assert [line.text for line in first.layout.lines] != [line.text for line in second.layout.lines]


def test_every_line_has_a_truth_and_lies_on_the_page(page):
    assert len(page.layout.lines) == LINES
    assert all(line.text and len(line.text) <= LINE_CHARACTERS for line in page.layout.lines)
    assert fitted(page.layout, width=WIDTH, height=HEIGHT) == page.layout


def test_the_ink_is_where_the_layout_says():
    clean = next(typed_pages(1, seed=3, wear=Wear(0, 0, 0, 0)))
    [image] = open_image(clean.image)
    darkest = image.min(axis=1)
    for line in clean.layout.lines:
        rows = [y for _, y in line.baseline]
        assert darkest[min(rows) - 12 : max(rows)].min() < np.median(image) - 60


def test_text_is_plain_and_varied():
    lines = page_lines(random.Random(5), 200)
    assert all(line.isascii() and "{" not in line for line in lines)
    assert len(set("".join(lines))) > 55
    assert len(set(lines)) > 180


def test_a_scan_is_handed_in_with_its_lines_and_without_its_text(page):
    scan = typed(seed=1, pages=1)[0]
    bare = read_layout(scan.layout_without_text)
    assert [line.polygon for line in bare.lines] == [line.polygon for line in page.layout.lines]
    assert not any(line.text for line in bare.lines)


def test_truth_is_found_by_the_ids_that_ingestion_derives():
    scan = typed(seed=1, pages=1)[0]
    page_of = page_id(document_id("letters", hashlib.sha256(scan.image).hexdigest()), 1)
    truth = scan.truth("letters")
    assert truth[line_id(page_of, "line-01")] == scan.layout.lines[0].text
    assert len(truth) == LINES


def test_scans_are_taken_from_a_folder_with_what_lies_beside_them(tmp_path, page):
    scan = typed(seed=1, pages=1)[0]
    (tmp_path / scan.name).write_bytes(scan.image)
    (tmp_path / scan.name).with_suffix(".xml").write_bytes(write(scan.layout, image_name=scan.name))
    (tmp_path / "without-layout.jpg").write_bytes(scan.image)
    [found] = scanned(tmp_path)
    assert found.truth("letters") == scan.truth("letters")


def test_a_folder_that_is_no_use_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(UserError, match="is no folder"):
        scanned(tmp_path / "nowhere")
    with pytest.raises(UserError, match="holds no PNG, JPEG or TIFF image: name the folder"):
        scanned(tmp_path)
    scan = typed(seed=1, pages=1)[0]
    (tmp_path / scan.name).write_bytes(scan.image)
    with pytest.raises(UserError, match=r"No image in .* has its text beside it.*\(scan.png, scan.xml\)"):
        scanned(tmp_path)
    (tmp_path / scan.name).with_suffix(".xml").write_bytes(scan.layout_without_text)
    with pytest.raises(UserError, match="says where lines are and not what they say"):
        scanned(tmp_path)


def test_a_demo_that_has_nothing_to_read_leaves_nothing_behind(tmp_path):
    (tmp_path / "scans").mkdir()
    with pytest.raises(UserError, match="holds no PNG"):
        show(tmp_path / "scans", tmp_path / "report", rounds=1, seed=1, home=None)
    assert not (tmp_path / "report").exists()


def test_a_scan_whose_layout_is_broken_is_named(tmp_path):
    scan = typed(seed=1, pages=1)[0]
    (tmp_path / scan.name).write_bytes(scan.image)
    (tmp_path / scan.name).with_suffix(".xml").write_text("<alto>")
    with pytest.raises(UserError, match=scan.name):
        scanned(tmp_path)

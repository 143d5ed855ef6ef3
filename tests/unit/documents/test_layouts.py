"""Layouts against their image, ids, and plain text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.documents.errors import BadLayout, TooLarge
from recto.documents.exports import page_json
from recto.documents.layouts import fitted
from recto.documents.line_ids import from_xml, to_xml, unique
from recto.documents.text import page_text, plain
from schemas.layout import Layout, Line


def a_line(*polygon: tuple[int, int], name: str = "a", text: str | None = None) -> Line:
    return Line(id=name, polygon=polygon, baseline=(polygon[0], polygon[1]), text=text)


def a_layout(*lines: Line) -> Layout:
    return Layout(width=1000, height=2000, lines=lines)


INSIDE = a_line((10, 10), (900, 10), (900, 60))


def test_a_layout_that_fits_stays_as_it_is():
    assert fitted(a_layout(INSIDE), width=1000, height=2000) == a_layout(INSIDE)


def test_a_layout_of_another_resolution_is_scaled():
    layout = fitted(a_layout(INSIDE), width=500, height=1001)
    assert (layout.width, layout.height) == (500, 1001)
    assert layout.lines[0].polygon == ((5, 5), (450, 5), (450, 30))


def test_a_layout_of_another_picture_is_refused():
    with pytest.raises(
        BadLayout, match="made for an image of 1000 x 2000 pixels, but this one is 2000 x 1000"
    ):
        fitted(a_layout(INSIDE), width=2000, height=1000)


def test_points_a_little_outside_are_moved_to_the_edge():
    layout = fitted(a_layout(a_line((-5, -8), (1015, 10), (1015, 60))), width=1000, height=2000)
    assert layout.lines[0].polygon == ((0, 0), (1000, 10), (1000, 60))


@pytest.mark.parametrize("x", [-400, 1100, 9_999_999, -9_999_999])
def test_a_polygon_far_outside_is_refused_by_its_id(x):
    with pytest.raises(BadLayout, match="has line 'far' outside the image of 1000 x 2000 pixels"):
        fitted(a_layout(a_line((10, 10), (x, 10), (x, 60), name="far")), width=1000, height=2000)


def test_double_ids_become_unique():
    names = [line.id for line in fitted(a_layout(INSIDE, INSIDE, INSIDE), width=1000, height=2000).lines]
    assert names == ["a", "a-2", "a-3"]


def test_too_many_lines_are_refused():
    with pytest.raises(TooLarge):
        fitted(a_layout(*[INSIDE] * 20_001), width=1000, height=2000)


@given(st.lists(st.one_of(st.none(), st.sampled_from(["", "a", "a-2", "line-2", "b"])), max_size=12))
def test_ids_are_unique_and_keep_what_was_unique(given_ids):
    made = unique(given_ids)
    assert len(set(made)) == len(made) == len(given_ids)
    for given_id, name in zip(given_ids, made, strict=True):
        assert not given_id or given_ids.count(given_id) > 1 or name == given_id


@given(st.text(min_size=1))
def test_an_id_survives_xml_and_is_a_name_there(name):
    written = to_xml(name)
    assert from_xml(written) == name
    assert written.isascii()
    assert written[0].isalpha() or written[0] == "_"


@given(st.text())
def test_plain_text_is_plain_already(text):
    assert plain(plain(text)) == plain(text)


def test_combining_marks_and_joiners_stay():
    assert plain("u\u0364 a\u0308 \u0915\u094d\u200d\u0937") == "u\u0364 \u00e4 \u0915\u094d\u200d\u0937"


def test_the_text_of_a_page_has_a_row_for_every_line_with_text():
    lines = [a_line((0, 0), (9, 0), (9, 9), text=text) for text in ("Dear Sir,", None, "", "yours")]
    assert page_text(lines) == "Dear Sir,\nyours\n"


def test_a_page_as_json_holds_its_layout():
    exported = json.loads(page_json(a_layout(INSIDE), image_name="p.png"))
    assert exported["image"] == "p.png"
    assert exported["lines"][0]["polygon"] == [[10, 10], [900, 10], [900, 60]]

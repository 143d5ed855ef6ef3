"""What is written in any format is read back as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.documents.formats import LAYOUT_FORMATS, read_layout
from recto.documents.text import plain
from schemas.layout import Layout, Line
from schemas.readings import Evidence, Grapheme, Reading

every_format = pytest.mark.parametrize("name", LAYOUT_FORMATS)

coordinates = st.integers(-50, 9_000)
points = st.tuples(coordinates, coordinates)
some_texts = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="<>&\"' \u0301\u0364e\u200dſ⸗\n\t\x00\x85\ufffe𝔄", max_size=20),
).map(lambda text: plain(text) or None)


def _in_order(baseline: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(baseline))


some_lines = st.builds(
    Line,
    id=st.text(min_size=1, max_size=12),
    polygon=st.lists(points, min_size=3, max_size=8, unique=True).map(tuple),
    baseline=st.lists(points, min_size=2, max_size=5, unique=True).map(_in_order),
    text=some_texts,
)

some_layouts = st.builds(
    Layout,
    width=st.integers(1, 9_000),
    height=st.integers(1, 9_000),
    lines=st.lists(some_lines, max_size=4, unique_by=lambda line: line.id).map(tuple),
)


def a_line(text: str | None = "text", name: str = "a") -> Line:
    return Line(id=name, polygon=((0, 0), (90, 0), (90, 20)), baseline=((0, 15), (90, 15)), text=text)


@every_format
@settings(max_examples=120, deadline=None)
@given(layout=some_layouts)
def test_a_layout_is_read_back_as_it_was_written(name, layout):
    assert read_layout(LAYOUT_FORMATS[name].write(layout, image_name="page.png")) == layout


@every_format
def test_control_characters_are_dropped_and_the_rest_stays(name):
    layout = Layout(width=100, height=50, lines=(a_line("a\x00b\x1b[1m c\nd\ud800e\u0301"),))
    [line] = read_layout(LAYOUT_FORMATS[name].write(layout, image_name="p\x00.png")).lines
    assert line.text == "ab[1m c d\u00e9"


@every_format
def test_a_line_without_text_is_one_nobody_transcribed(name):
    layout = Layout(width=100, height=50, lines=(a_line(None), a_line("", name="b")))
    assert [line.text for line in read_layout(LAYOUT_FORMATS[name].write(layout, image_name="p")).lines] == [
        None,
        None,
    ]


@every_format
def test_confidence_of_a_reading_is_written_beside_its_text(name):
    reading = Reading(
        text="ab cd",
        graphemes=tuple(
            Grapheme(text=letter, confidence=0.5, start=at / 5, end=(at + 1) / 5)
            for at, letter in enumerate("ab cd")
        ),
        evidence=Evidence(log_probability=-1, margin=1, entropy=0.1, expected_errors=2.5, confidence=0.5),
    )
    layout = Layout(width=100, height=50, lines=(a_line("ab cd"),))
    written = LAYOUT_FORMATS[name].write(layout, image_name="p", readings={"a": reading})
    assert b'="0.5000"' in written
    assert read_layout(written) == layout


@every_format
def test_a_corrected_text_carries_no_confidence(name):
    reading = Reading(
        text="wrong",
        graphemes=(),
        evidence=Evidence(log_probability=0, margin=0, entropy=0, expected_errors=0, confidence=1),
    )
    layout = Layout(width=100, height=50, lines=(a_line("right"),))
    written = LAYOUT_FORMATS[name].write(layout, image_name="p", readings={"a": reading})
    assert b"WC=" not in written
    assert b"conf=" not in written

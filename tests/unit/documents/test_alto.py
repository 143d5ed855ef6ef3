"""What only ALTO has: strings and spaces, hyphens, units, baselines of old versions."""

import pytest

from recto.documents import alto
from recto.documents.errors import BadXml
from recto.documents.layouts import fitted

SHAPE = 'HPOS="100" VPOS="200" WIDTH="800" HEIGHT="50"'


def alto_of(line: str, *, unit: str = "pixel", version: str = "v4", attributes: str = SHAPE) -> bytes:
    namespace = f"http://www.loc.gov/standards/alto/ns-{version}#"
    return (
        f'<alto xmlns="{namespace}"><Description><MeasurementUnit>{unit}</MeasurementUnit></Description>'
        f'<Layout><Page WIDTH="2000" HEIGHT="3000"><PrintSpace><TextBlock>'
        f'<TextLine ID="l1" {attributes}>{line}</TextLine></TextBlock></PrintSpace></Page></Layout></alto>'
    ).encode()


def text_of(line: str) -> str | None:
    [read] = alto.read(alto_of(line)).lines
    return read.text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('<String CONTENT="a"/><SP/><String CONTENT="b"/>', "a b"),
        ('<String CONTENT="a"/><String CONTENT="b"/>', "a b"),
        ('<String CONTENT="H"/><String CONTENT="2"/><SP/><String CONTENT="O"/>', "H2 O"),
        ('<String CONTENT="Ar"/><HYP CONTENT="-"/>', "Ar-"),
        ('<String CONTENT="der"/><String CONTENT="Ar"/><HYP CONTENT="&#173;"/>', "der Ar-"),
        ('<String CONTENT="der"/><SP/><String CONTENT="Ar"/><HYP CONTENT="⸗"/>', "der Ar⸗"),
        ('<String CONTENT="Ar" SUBS_TYPE="HypPart1" SUBS_CONTENT="Archiv"/><HYP/>', "Ar-"),
        ('<String CONTENT="e&#x301;&amp;&lt;"/>', "\u00e9&<"),
        ('<!-- c --><String CONTENT="a"><Glyph CONTENT="a"/></String><?pi?>', "a"),
        ('<String CONTENT=""/>', None),
        ("", None),
    ],
)
def test_the_text_is_what_stands_in_the_image(line, text):
    assert text_of(line) == text


@pytest.mark.parametrize("version", ["v2", "v3", "v4"])
def test_every_version_is_read(version):
    assert len(alto.read(alto_of("", version=version)).lines) == 1


def test_a_box_becomes_a_polygon_and_a_baseline():
    [line] = alto.read(alto_of("")).lines
    assert line.polygon == ((100, 200), (900, 200), (900, 250), (100, 250))
    assert line.baseline[0] == (100, 239)
    assert line.baseline[-1] == (900, 239)


def test_a_baseline_of_one_number_runs_level():
    [line] = alto.read(alto_of("", attributes=SHAPE + ' BASELINE="241.6"')).lines
    assert line.baseline == ((100, 242), (900, 242))


def test_boxes_of_strings_stand_in_for_that_of_their_line():
    words = (
        '<String CONTENT="a" HPOS="10" VPOS="20" WIDTH="30" HEIGHT="10"/>'
        '<String CONTENT="b" HPOS="50" VPOS="22" WIDTH="30" HEIGHT="12"/>'
    )
    [line] = alto.read(alto_of(words, attributes="")).lines
    assert line.polygon == ((10, 20), (80, 20), (80, 34), (10, 34))


@pytest.mark.parametrize(("unit", "width", "height"), [("mm10", 2362, 3543), ("inch1200", 500, 750)])
def test_lengths_on_paper_fit_the_image(unit, width, height):
    layout = fitted(alto.read(alto_of("", unit=unit)), width=width, height=height)
    left, top = layout.lines[0].polygon[0]
    assert left == pytest.approx(width / 20, abs=1)
    assert top == pytest.approx(height / 15, abs=1)


def test_an_unknown_unit_is_refused():
    with pytest.raises(BadXml, match="MeasurementUnit 'cubit'"):
        alto.read(alto_of("", unit="cubit"))


def test_two_pages_in_a_file_are_refused():
    with pytest.raises(BadXml, match="describes 2 pages"):
        alto.read(b"<alto><Layout><Page/><Page/></Layout></alto>")

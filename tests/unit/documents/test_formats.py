"""Every format of layouts: what is incomplete is completed, what is hostile is refused."""

import time

import pytest

from recto.documents.errors import BadLayout, BadXml, Refused, TooLarge, UnsafeXml
from recto.documents.formats import LAYOUT_FORMATS, read_layout

every_format = pytest.mark.parametrize("name", LAYOUT_FORMATS)

ROOTS = {
    "alto": (
        '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page WIDTH="100" HEIGHT="50">',
        '<TextLine ID="a" BASELINE="{}"><Shape><Polygon POINTS="{}"/></Shape><String CONTENT="x"/></TextLine>',
        "</Page></Layout></alto>",
    ),
    "page": (
        '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">'
        '<Page imageWidth="100" imageHeight="50"><TextRegion>',
        '<TextLine id="a"><Coords points="{1}"/><Baseline points="{0}"/></TextLine>',
        "</TextRegion></Page></PcGts>",
    ),
}


def file_with(name: str, baseline: str = "1,9 9,9", polygon: str = "1,1 9,1 9,9", prolog: str = "") -> bytes:
    start, line, end = ROOTS[name]
    return (prolog + start + line.format(baseline, polygon) + end).encode()


def test_there_is_a_hostile_file_for_every_format():
    assert set(ROOTS) == set(LAYOUT_FORMATS)


BILLION_LAUGHS = (
    '<!DOCTYPE r [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
QUADRATIC = f'<!DOCTYPE r [<!ENTITY big "{"a" * 100_000}">]>'
OUTSIDE = '<!DOCTYPE r [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE r [<!ENTITY % more SYSTEM "http://localhost:9/x.dtd"> %more;]>'


@every_format
@pytest.mark.parametrize("prolog", [BILLION_LAUGHS, QUADRATIC, OUTSIDE, PARAMETER])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused_at_once(name, prolog, encoding):
    used = ("&l9;" if "l9" in prolog else "&secret;" if "secret" in prolog else "&big;") * 50
    xml = file_with(name, prolog=prolog).decode().replace('"x"', f'"{used}"').encode(encoding)
    started = time.perf_counter()
    with pytest.raises(UnsafeXml, match="declares XML entities, which are not accepted"):
        read_layout(xml)
    assert time.perf_counter() - started < 0.5


@every_format
def test_an_external_dtd_is_not_fetched(name):
    prolog = '<!DOCTYPE r SYSTEM "file:///etc/passwd">'
    assert len(read_layout(file_with(name, prolog=prolog)).lines) == 1


@every_format
def test_undeclared_entities_are_refused(name):
    with pytest.raises(Refused):
        read_layout(file_with(name, baseline="&x;"))


@every_format
@pytest.mark.parametrize(
    "number", ["nan", "inf", "-inf", "1e999", "1e300", "99999999999", "x", "0x10", "--1"]
)
def test_numbers_that_are_no_coordinates_are_refused(name, number):
    with pytest.raises(BadLayout, match=r"where a coordinate should be$"):
        read_layout(file_with(name, polygon=f"1,1 9,1 9,{number}"))


@every_format
def test_an_odd_number_of_coordinates_is_refused(name):
    with pytest.raises(BadLayout, match="odd number of coordinates"):
        read_layout(file_with(name, polygon="1,1 9,1 9"))


@every_format
def test_a_line_that_lies_nowhere_is_refused_by_its_id(name):
    with pytest.raises(BadLayout, match="gives no place for line 'a'"):
        read_layout(file_with(name, baseline="", polygon=""))


@every_format
def test_a_missing_polygon_is_made_from_the_baseline(name):
    [line] = read_layout(file_with(name, baseline="10,30 60,30 90,32", polygon="")).lines
    tops = [y for _, y in line.polygon]
    assert min(tops) < 30 < max(tops)
    assert line.baseline == ((10, 30), (60, 30), (90, 32))


@every_format
def test_a_missing_baseline_is_made_from_the_polygon(name):
    [line] = read_layout(file_with(name, baseline="", polygon="10,10 90,10 90,30 10,30")).lines
    assert line.baseline[0][0] == 10
    assert line.baseline[-1][0] == 90
    assert all(22 <= y <= 28 for _, y in line.baseline)


@every_format
def test_a_baseline_from_right_to_left_is_turned(name):
    [line] = read_layout(file_with(name, baseline="90,30 10,28")).lines
    assert line.baseline == ((10, 28), (90, 30))


@every_format
def test_missing_and_double_ids_become_unique_and_stay_so(name):
    start, line, end = ROOTS[name]
    one = line.format("1,9 9,9", "1,1 9,1 9,9")
    xml = (start + one + one.replace('"a"', '""') + one + end).encode()
    names = [found.id for found in read_layout(xml).lines]
    assert names == ["a", "line-2", "a-2"]
    assert names == [found.id for found in read_layout(xml).lines]


@every_format
def test_a_million_lines_are_refused(name):
    start, _, end = ROOTS[name]
    xml = (start + "<TextLine/>" * 1_000_000 + end).encode()
    with pytest.raises(TooLarge, match="lines, more than the 20000 accepted"):
        read_layout(xml)


@every_format
def test_deep_nesting_is_refused(name):
    start, _, end = ROOTS[name]
    xml = (start + "<TextRegion>" * 100_000 + "</TextRegion>" * 100_000 + end).encode()
    with pytest.raises(BadXml, match="is not well-formed XML"):
        read_layout(xml)


@every_format
def test_a_page_without_a_size_is_refused(name):
    xml = file_with(name).replace(b'"100"', b'"0"')
    with pytest.raises(BadLayout, match="gives no page width and height"):
        read_layout(xml)


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"Dear Sir", "is not well-formed XML"),
        (b"<alto><Layout></alto>", "is not well-formed XML"),
        (b'<?xml version="1.0" encoding="utf-8"?><alto>\xe9</alto>', "is not well-formed XML"),
        (b'<?xml version="1.0" encoding="klingon"?><alto/>', "is not well-formed XML"),
        (b"\x00\x01\x02\x03", "is not well-formed XML"),
        (b"<html/>", "is neither ALTO nor PAGE XML: its root is <html>"),
        (b"<alto/>", "describes 0 pages"),
        (b"<PcGts/>", "without a <Page>"),
        (b"<a>" + b"<b/>" * 2_000_001, "tags accepted"),
    ],
)
def test_what_is_no_layout_is_refused_with_one_sentence(xml, reason):
    with pytest.raises(Refused, match=reason) as refused:
        read_layout(xml)
    assert "\n" not in str(refused.value)


def test_a_format_reads_only_its_own():
    for name, known in LAYOUT_FORMATS.items():
        for other in ROOTS.keys() - {name}:
            with pytest.raises(BadXml, match=r"^is not "):
                known.read(file_with(other))

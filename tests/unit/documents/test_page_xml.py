"""What only PAGE has: reading order, several texts, words, points as elements."""

import pytest

from recto.documents import page_xml

OLD = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2010-03-19"
NEW = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
COORDS = '<Coords points="1,1 9,1 9,9"/>'


def page_of(body: str, namespace: str = NEW) -> bytes:
    return (
        f'<PcGts xmlns="{namespace}"><Page imageWidth="100" imageHeight="50">{body}</Page></PcGts>'
    ).encode()


def region(name: str, *lines: str, inside: str = "") -> str:
    written = "".join(f'<TextLine id="{line}">{COORDS}</TextLine>' for line in lines)
    return f'<TextRegion id="{name}">{COORDS}{inside}{written}</TextRegion>'


def ids(body: str) -> list[str]:
    return [line.id for line in page_xml.read(page_of(body)).lines]


def ordered(*names: str) -> str:
    refs = "".join(f'<RegionRefIndexed regionRef="{name}" index="{at}"/>' for at, name in enumerate(names))
    return f'<ReadingOrder><OrderedGroup id="g">{refs}</OrderedGroup></ReadingOrder>'


def test_lines_follow_the_reading_order():
    assert ids(ordered("r2", "r1") + region("r1", "a", "b") + region("r2", "c")) == ["c", "a", "b"]


def test_without_a_reading_order_lines_come_as_they_stand():
    assert ids(region("r1", "a") + region("r2", "b")) == ["a", "b"]


def test_regions_that_the_order_forgets_come_last():
    assert ids(ordered("r3", "none") + region("r1", "a") + region("r2", "b") + region("r3", "c")) == [
        "c",
        "a",
        "b",
    ]


def test_the_index_counts_and_not_the_place():
    refs = '<RegionRefIndexed regionRef="r1" index="10"/><RegionRefIndexed regionRef="r2" index="9"/>'
    order = f'<ReadingOrder><OrderedGroup id="g">{refs}</OrderedGroup></ReadingOrder>'
    assert ids(order + region("r1", "a") + region("r2", "b")) == ["b", "a"]


def test_groups_in_groups_are_followed():
    inner = '<UnorderedGroupIndexed id="u" index="0"><RegionRef regionRef="r2"/></UnorderedGroupIndexed>'
    order = (
        f'<ReadingOrder><OrderedGroup id="g"><RegionRefIndexed regionRef="r1" index="1"/>{inner}'
        "</OrderedGroup></ReadingOrder>"
    )
    assert ids(order + region("r1", "a") + region("r2", "b")) == ["b", "a"]


def test_a_region_in_a_region_goes_with_it():
    assert ids(ordered("r2", "r1") + region("r1", "a", inside=region("r3", "b")) + region("r2", "c")) == [
        "c",
        "b",
        "a",
    ]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<TextEquiv><Unicode>a</Unicode></TextEquiv>", "a"),
        (
            '<TextEquiv index="1"><Unicode>b</Unicode></TextEquiv>'
            '<TextEquiv index="0"><Unicode>a</Unicode></TextEquiv>',
            "a",
        ),
        (
            "<Word><TextEquiv><Unicode>a</Unicode></TextEquiv></Word>"
            "<Word><TextEquiv><Unicode>b</Unicode></TextEquiv></Word>",
            "a b",
        ),
        ("<TextEquiv><Unicode> e\u0301 </Unicode></TextEquiv>", "\u00e9"),
        ("<TextEquiv><Unicode/></TextEquiv>", None),
        ("<TextEquiv><PlainText>a</PlainText></TextEquiv>", None),
        ("", None),
    ],
)
def test_the_first_text_of_a_line_counts(inside, text):
    body = f'<TextRegion><TextLine id="a">{COORDS}{inside}</TextLine></TextRegion>'
    [line] = page_xml.read(page_of(body)).lines
    assert line.text == text


def test_points_of_old_files_are_elements():
    coords = '<Coords><Point x="1" y="2"/><Point x="30" y="2"/><Point x="30" y="20"/></Coords>'
    body = f'<TextRegion><TextLine id="a">{coords}</TextLine></TextRegion>'
    [line] = page_xml.read(page_of(body, namespace=OLD)).lines
    assert line.polygon == ((1, 2), (30, 2), (30, 20))


def test_the_same_layout_is_always_the_same_file():
    layout = page_xml.read(page_of(region("r1", "a")))
    assert page_xml.write(layout, image_name="p") == page_xml.write(layout, image_name="p")

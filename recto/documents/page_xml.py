"""PAGE XML (2009 to 2019 namespaces) to layouts, and layouts to PAGE 2019-07-15 (in page_writing)."""

from lxml import etree

from recto.documents.errors import BadXml
from recto.documents.line_ids import from_xml
from recto.documents.outlines import RawLine, check_count, completed
from recto.documents.page_order import lines_in_order
from recto.documents.page_writing import write
from recto.documents.points import Points, number, points
from recto.documents.safe_xml import local_name, parse
from schemas.layout import Layout

__all__ = ["is_page", "read", "write"]

_LAST = 1_000_000


def is_page(root: etree._Element) -> bool:
    """Whether this is the root of a PAGE file, whichever year's namespace it has."""
    return local_name(root) == "PcGts"


def read(xml: bytes) -> Layout:
    """Layout of a PAGE file. Lines follow its ReadingOrder, and document order where it gives none.

    Of several TextEquiv the one with the lowest index is the text. Lines without one take their words'.
    """
    root = parse(xml)
    if not is_page(root):
        raise BadXml(f"is not PAGE XML: its root is <{local_name(root)}>")
    page = root.find("{*}Page")
    if page is None:
        raise BadXml("is PAGE XML without a <Page>")
    check_count(sum(1 for _ in page.iter("{*}TextLine")))
    width, height = (round(number(page.get(side, "0"))) for side in ("imageWidth", "imageHeight"))
    return completed([_line(line) for line in lines_in_order(page)], width=width, height=height)


def _line(line: etree._Element) -> RawLine:
    name = line.get("id")
    return RawLine(
        id=from_xml(name) if name else None,
        polygon=_outline(line.find("{*}Coords")),
        baseline=_outline(line.find("{*}Baseline")),
        text=_text(line),
    )


def _outline(element: etree._Element | None) -> Points:
    """Points of an outline: an attribute, or elements in files from before 2013."""
    if element is None:
        return ()
    if (written := element.get("points")) is not None:
        return points(written)
    return tuple(
        (round(number(point.get("x", ""))), round(number(point.get("y", ""))))
        for point in element.iterfind("{*}Point")
    )


def _text(element: etree._Element) -> str | None:
    best = min(element.iterfind("{*}TextEquiv"), key=_index, default=None)
    if best is not None:
        return best.findtext("{*}Unicode") or ""
    words = [text for word in element.iterfind("{*}Word") if (text := _text(word))]
    return " ".join(words) or None


def _index(equivalent: etree._Element) -> int:
    index = equivalent.get("index", "")
    return int(index) if index.isdecimal() and len(index) < 7 else _LAST

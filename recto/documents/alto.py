"""ALTO (any version) to layouts, and layouts to ALTO 4.4. Writing is left to alto_writing."""

from collections.abc import Iterable, Iterator

from lxml import etree

from recto.documents.alto_writing import write
from recto.documents.errors import BadXml
from recto.documents.line_ids import from_xml
from recto.documents.outlines import Box, RawLine, check_count, completed
from recto.documents.points import Points, number, points
from recto.documents.safe_xml import local_name, parse
from schemas.layout import Layout

__all__ = ["is_alto", "read", "write"]

_PIXELS_PER_UNIT = {"pixel": 1.0, "inch1200": 1.0, "mm10": 1200 / 254}
"""Lengths on paper are put at 1200 dots per inch, finer than any scan; fitted() brings them to the image."""


def is_alto(root: etree._Element) -> bool:
    """Whether this is the root of an ALTO file, whichever version's namespace it has."""
    return local_name(root) == "alto"


def read(xml: bytes) -> Layout:
    """Layout of an ALTO file of one page, lines in document order.

    The text of a line is what is to be seen in the image: a hyphen at its end is kept, SUBS_CONTENT is not
    used. Where the file never writes <SP/>, its <String>s are taken for words.
    """
    root = parse(xml)
    if not is_alto(root):
        raise BadXml(f"is not ALTO: its root is <{local_name(root)}>")
    page = _only_page(root)
    scale = _scale(root)
    lines = list(page.iter("{*}TextLine"))
    check_count(len(lines))
    spaced = next(page.iter("{*}SP"), None) is not None
    width, height = _page_size(page, scale)
    raws = [_line(line, scale, spaced=spaced) for line in lines]
    return completed(raws, width=width, height=height)


def _only_page(root: etree._Element) -> etree._Element:
    pages = list(root.iter("{*}Page"))
    if len(pages) != 1:
        raise BadXml(f"describes {len(pages)} pages: give one ALTO file for every page image")
    return pages[0]


def _scale(root: etree._Element) -> float:
    unit = next(root.iter("{*}MeasurementUnit"), None)
    name = (unit.text or "").strip() if unit is not None else "pixel"
    if name not in _PIXELS_PER_UNIT:
        raise BadXml(f"has the MeasurementUnit {name[:20]!r}: pixel, mm10 or inch1200 are understood")
    return _PIXELS_PER_UNIT[name]


def _page_size(page: etree._Element, scale: float) -> tuple[int, int]:
    for element in (page, *page.iter("{*}PrintSpace")):
        width, height = element.get("WIDTH"), element.get("HEIGHT")
        if width and height:
            return round(number(width, scale=scale)), round(number(height, scale=scale))
    return 0, 0


def _line(line: etree._Element, scale: float, *, spaced: bool) -> RawLine:
    box = _box(line, scale) or _box_around(line.iterfind("{*}String"), scale)
    outline = line.find("{*}Shape/{*}Polygon")
    name = line.get("ID")
    return RawLine(
        id=from_xml(name) if name else None,
        polygon=points(outline.get("POINTS", ""), scale=scale) if outline is not None else (),
        baseline=_baseline(line.get("BASELINE", ""), box, scale),
        box=box,
        text=_text(line, spaced=spaced),
    )


def _box(element: etree._Element, scale: float) -> Box | None:
    sides = [element.get(side) for side in ("HPOS", "VPOS", "WIDTH", "HEIGHT")]
    given = [number(side, scale=scale) for side in sides if side is not None]
    return (given[0], given[1], given[2], given[3]) if len(given) == 4 else None


def _box_around(strings: Iterable[etree._Element], scale: float) -> Box | None:
    boxes = [box for string in strings if (box := _box(string, scale))]
    if not boxes:
        return None
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return left, top, right - left, bottom - top


def _baseline(text: str, box: Box | None, scale: float) -> Points:
    """Points of a baseline. Before ALTO 4.1 it was one number, the height at which it runs."""
    if len(text.split()) != 1 or "," in text:
        return points(text, scale=scale)
    if box is None:
        return ()
    y = round(number(text, scale=scale))
    return ((round(box[0]), y), (round(box[0] + box[2]), y))


def _text(line: etree._Element, *, spaced: bool) -> str | None:
    parts = list(_parts(line))
    if not parts:
        return None
    if spaced:
        return "".join(parts)
    hyphen = line[-1].get("CONTENT", "-") if local_name(line[-1]) == "HYP" else ""
    words = parts[:-1] if hyphen else parts
    return " ".join(words) + (parts[-1] if hyphen else "")


def _parts(line: etree._Element) -> Iterator[str]:
    for element in line:
        kind = local_name(element)
        if kind == "String":
            yield element.get("CONTENT", "")
        elif kind == "SP":
            yield " "
        elif kind == "HYP":
            yield _hyphen(element.get("CONTENT", "-"))


def _hyphen(content: str) -> str:
    """ABBYY writes a soft hyphen for the hyphen that is printed."""
    return content.replace("\u00ad", "-")

"""Layouts to ALTO 4.4: a String per word, an SP per blank, shapes and baselines as points."""

from collections.abc import Mapping

from lxml import etree

from recto.documents.line_ids import to_xml
from recto.documents.points import bounds, written
from recto.documents.text import plain
from recto.documents.word_confidence import Word, words
from schemas.layout import Layout, Line
from schemas.readings import Reading

_NS = "http://www.loc.gov/standards/alto/ns-v4#"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{_NS} http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"


def write(layout: Layout, *, image_name: str, readings: Mapping[str, Reading] | None = None) -> bytes:
    """ALTO 4.4 of a page; read() gives the same layout back.

    Readings, by line id, add confidence: WC per word (0 to 1) and CC per character (0 sure to 9 unsure).
    Only plain text can be written: see recto.documents.text.plain.
    """
    root = etree.Element(_tag("alto"), nsmap={None: _NS, "xsi": _XSI})
    root.set(f"{{{_XSI}}}schemaLocation", _SCHEMA)
    _describe(root, image_name)
    block = _block(root, layout)
    for line in layout.lines:
        _add_line(block, line, (readings or {}).get(line.id))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _tag(name: str) -> str:
    return f"{{{_NS}}}{name}"


def _add(parent: etree._Element, name: str, **attributes: object) -> etree._Element:
    return etree.SubElement(parent, _tag(name), {key: str(value) for key, value in attributes.items()})


def _describe(root: etree._Element, image_name: str) -> None:
    description = _add(root, "Description")
    _add(description, "MeasurementUnit").text = "pixel"
    source = _add(description, "sourceImageInformation")
    _add(source, "fileName").text = plain(image_name)
    processing = _add(description, "Processing", ID="recto.processing")
    _add(_add(processing, "processingSoftware"), "softwareName").text = "Recto"


def _block(root: etree._Element, layout: Layout) -> etree._Element:
    area = {"HPOS": 0, "VPOS": 0, "WIDTH": layout.width, "HEIGHT": layout.height}
    size = {"WIDTH": layout.width, "HEIGHT": layout.height}
    page = _add(_add(root, "Layout"), "Page", ID="recto.page", PHYSICAL_IMG_NR=1, **size)
    return _add(_add(page, "PrintSpace", **area), "TextBlock", ID="recto.block", **area)


def _add_line(block: etree._Element, line: Line, reading: Reading | None) -> None:
    left, top, right, bottom = bounds(line.polygon)
    box = {"HPOS": left, "VPOS": top, "WIDTH": right - left, "HEIGHT": bottom - top}
    element = _add(block, "TextLine", ID=to_xml(line.id), BASELINE=written(line.baseline), **box)
    _add(_add(element, "Shape"), "Polygon", POINTS=written(line.polygon))
    for word in words(line, plain(line.text or ""), reading):
        place = _place(word, box)
        if word.text == " ":
            _add(element, "SP", **{key: place[key] for key in ("HPOS", "VPOS", "WIDTH")})
        else:
            _add(element, "String", CONTENT=word.text, **place, **_confidence(word))


def _place(word: Word, box: dict[str, int]) -> dict[str, int]:
    """Box of a word; without a reading nobody knows where in its line it stands, and it gets the line's."""
    if word.start is None or word.end is None:
        return box
    left, right = (box["HPOS"] + round(edge * box["WIDTH"]) for edge in (word.start, word.end))
    return box | {"HPOS": left, "WIDTH": max(0, right - left)}


def _confidence(word: Word) -> dict[str, str]:
    if word.confidence is None:
        return {}
    digits = [
        str(min(9, int(10 * (1 - grapheme.confidence)))) for grapheme in word.graphemes for _ in grapheme.text
    ]
    return {"WC": f"{word.confidence:.4f}", "CC": " ".join(digits)}

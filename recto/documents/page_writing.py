"""Layouts to PAGE XML 2019-07-15: one region, a TextLine with Coords, Baseline and TextEquiv per line."""

from collections.abc import Mapping

from lxml import etree

from recto.documents.line_ids import to_xml
from recto.documents.points import written
from recto.documents.text import plain
from recto.documents.word_confidence import mean_confidence
from schemas.layout import Layout, Line
from schemas.readings import Reading

_NS = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{_NS} {_NS}/pagecontent.xsd"

_EPOCH = "1970-01-01T00:00:00"
"""PAGE demands dates; the same layout should give the same bytes."""


def write(
    layout: Layout,
    *,
    image_name: str,
    readings: Mapping[str, Reading] | None = None,
    created: str = _EPOCH,
) -> bytes:
    """PAGE XML of a page; read() gives the same layout back.

    Readings, by line id, add a line's confidence (conf, 0 to 1). `created` is an ISO date and time.
    Only plain text can be written: see recto.documents.text.plain.
    """
    root = etree.Element(_tag("PcGts"), nsmap={None: _NS, "xsi": _XSI})
    root.set(f"{{{_XSI}}}schemaLocation", _SCHEMA)
    _describe(root, created)
    region = _region(root, layout, plain(image_name))
    for line in layout.lines:
        _add_line(region, line, (readings or {}).get(line.id))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _tag(name: str) -> str:
    return f"{{{_NS}}}{name}"


def _add(parent: etree._Element, name: str, **attributes: object) -> etree._Element:
    return etree.SubElement(parent, _tag(name), {key: str(value) for key, value in attributes.items()})


def _describe(root: etree._Element, created: str) -> None:
    metadata = _add(root, "Metadata")
    for name, text in (("Creator", "Recto"), ("Created", created), ("LastChange", created)):
        _add(metadata, name).text = text


def _region(root: etree._Element, layout: Layout, image_name: str) -> etree._Element:
    page = _add(root, "Page", imageFilename=image_name, imageWidth=layout.width, imageHeight=layout.height)
    region = _add(page, "TextRegion", id="recto.region")
    right, bottom = layout.width, layout.height
    _add(region, "Coords", points=written(((0, 0), (right, 0), (right, bottom), (0, bottom))))
    return region


def _add_line(region: etree._Element, line: Line, reading: Reading | None) -> None:
    element = _add(region, "TextLine", id=to_xml(line.id))
    _add(element, "Coords", points=written(line.polygon))
    _add(element, "Baseline", points=written(line.baseline))
    text = plain(line.text or "")
    if text:
        backed = reading is not None and reading.text == text
        conf = {"conf": f"{mean_confidence(reading.graphemes):.4f}"} if backed and reading else {}
        _add(_add(element, "TextEquiv", index=0, **conf), "Unicode").text = text

"""The formats of page layouts that Recto reads and writes. A new one costs a row here and its module."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from lxml import etree

from recto.documents import alto, page_xml
from recto.documents.errors import BadXml
from recto.documents.safe_xml import local_name, parse
from schemas.layout import Layout
from schemas.readings import Reading


class WriteLayout(Protocol):
    """Writes a layout as a file; readings by line id add confidence."""

    def __call__(
        self, layout: Layout, *, image_name: str, readings: Mapping[str, Reading] | None = None
    ) -> bytes:
        """The file's bytes."""
        ...


class LayoutFormat(NamedTuple):
    """How a format is told by its root element, read and written."""

    recognise: Callable[[etree._Element], bool]
    read: Callable[[bytes], Layout]
    write: WriteLayout


LAYOUT_FORMATS: Mapping[str, LayoutFormat] = {
    "alto": LayoutFormat(alto.is_alto, alto.read, alto.write),
    "page": LayoutFormat(page_xml.is_page, page_xml.read, page_xml.write),
}


def read_layout(xml: bytes) -> Layout:
    """Layout of a file of any known format, told by its root element and never by its name."""
    root = parse(xml)
    for known in LAYOUT_FORMATS.values():
        if known.recognise(root):
            del root  # the reader makes its own, and two trees of a large file are one too many
            return known.read(xml)
    raise BadXml(f"is neither ALTO nor PAGE XML: its root is <{local_name(root)[:40]}>")

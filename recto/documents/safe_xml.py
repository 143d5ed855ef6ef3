"""The one XML parser for files from outside: no entities, no DTD, no network, bounded depth and size."""

from contextlib import suppress
from xml.parsers import expat

from lxml import etree

from recto.documents.errors import BadXml, TooLarge, UnsafeXml

MAX_BYTES = 64 * 1024 * 1024
MAX_TAGS = 2_000_000
"""A dense newspaper page with a box for every character has some hundred thousand tags."""

_ENTITIES = "declares XML entities, which are not accepted: remove its DOCTYPE"


def parse(xml: bytes) -> etree._Element:
    """Root element of an XML file; comments and processing instructions are left out."""
    _check_size(xml)
    _check_prolog(xml)
    try:
        root = etree.fromstring(xml, _parser())
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise BadXml(f"is not well-formed XML ({_short(error)})") from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise UnsafeXml(_ENTITIES)
    return root


def local_name(element: etree._Element) -> str:
    """Name of an element without its namespace."""
    return etree.QName(element).localname


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _check_size(xml: bytes) -> None:
    if not xml.strip():
        raise BadXml("is empty")
    if len(xml) > MAX_BYTES:
        raise TooLarge(f"is larger than the {MAX_BYTES // 2**20} MiB accepted for a page layout")
    if xml.count(b"<") > MAX_TAGS:
        raise TooLarge(f"has more than the {MAX_TAGS} XML tags accepted for a page layout")


class _RootReached(Exception):
    """The prolog is over."""


def _check_prolog(xml: bytes) -> None:
    """Refuse declared entities before lxml sees the file: a declaration is cheap, its use may cost all."""

    def declared(*_: object) -> None:
        raise UnsafeXml(_ENTITIES)

    def started(*_: object) -> None:
        raise _RootReached

    prolog = expat.ParserCreate()
    prolog.EntityDeclHandler = declared
    prolog.StartElementHandler = started
    # What expat cannot read is lxml's to refuse, with a better message.
    with suppress(_RootReached, expat.ExpatError, ValueError, LookupError):
        prolog.Parse(xml, True)


def _short(error: Exception) -> str:
    """First line of a parser's message, without the file name that it invents."""
    return str(error).split("\n", 1)[0].replace("(<string>, line", "(line")[:160]

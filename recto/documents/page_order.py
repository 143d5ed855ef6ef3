"""The order in which a PAGE file wants its lines read."""

from collections.abc import Iterator

from lxml import etree

from recto.documents.safe_xml import local_name

_LAST = 1_000_000


def lines_in_order(page: etree._Element) -> Iterator[etree._Element]:
    """Every TextLine once: regions named in ReadingOrder first, in its order, then the others as they stand.

    A region that holds regions comes with the lines of those, unless the order names them by themselves.
    """
    regions = {region.get("id", ""): region for region in page.iter("{*}TextRegion")}
    named = [name for name in _region_order(page) if name in regions]
    position = {name: at for at, name in reversed(list(enumerate(named)))}
    lines = [(line, _position(line, position)) for line in page.iter("{*}TextLine")]
    for line, _ in sorted(lines, key=lambda pair: pair[1]):
        yield line


def _position(line: etree._Element, position: dict[str, int]) -> int:
    """Place of the nearest region around a line that the reading order names."""
    for region in line.iterancestors():
        place = position.get(region.get("id", ""))
        if place is not None:
            return place
    return _LAST


def _region_order(page: etree._Element) -> Iterator[str]:
    order = page.find("{*}ReadingOrder")
    for group in order if order is not None else ():
        yield from _group_order(group)


def _group_order(group: etree._Element) -> Iterator[str]:
    """Ids of regions in a group, groups in it included: by index where it has one, else as they stand."""
    if name := group.get("regionRef"):
        yield name
    ordered = local_name(group).startswith("Ordered")
    for member in sorted(group, key=_index) if ordered else group:
        yield from _group_order(member)


def _index(member: etree._Element) -> int:
    index = member.get("index", "")
    return int(index) if index.isdecimal() and len(index) < 7 else _LAST

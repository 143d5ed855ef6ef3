"""Line ids: made unique within a page, and written so that XML accepts them as ids."""

import re
from collections.abc import Sequence

_NAME_START = re.compile(r"[A-Za-z_]")
_NAME = re.compile(r"[A-Za-z0-9_.\-]")
_ESCAPE = re.compile(r"_x([0-9a-f]{4,6})_")


def unique(ids: Sequence[str | None]) -> list[str]:
    """Ids in which none is missing or occurs twice; the same file always gives the same ones.

    >>> unique(["a", None, "a", ""])
    ['a', 'line-2', 'a-2', 'line-4']
    """
    taken = {given for given in ids if given}
    seen: set[str] = set()
    counts: dict[str, int] = {}
    out = []
    for number, given in enumerate(ids, start=1):
        name = given or f"line-{number}"
        used = name in seen if given else name in taken
        free = _next_free(name, taken, counts) if used else name
        seen.add(free)
        taken.add(free)
        out.append(free)
    return out


def _next_free(name: str, taken: set[str], counts: dict[str, int]) -> str:
    count = counts.get(name, 1) + 1
    while f"{name}-{count}" in taken:
        count += 1
    counts[name] = count
    return f"{name}-{count}"


def to_xml(name: str) -> str:
    """An id as an XML name: what a name may not hold is written _x0020_, and from_xml() takes it back.

    >>> to_xml("7 b"), from_xml("_x0037__x0020_b")
    ('_x0037__x0020_b', '7 b')
    """
    guarded = name.replace("_x", "_x005f_x")
    return "".join(_escaped(character, first=at == 0) for at, character in enumerate(guarded))


def from_xml(name: str) -> str:
    """The id that to_xml() wrote; foreign ids come through as they are."""
    return _ESCAPE.sub(lambda match: _character(match[1], match[0]), name)


def _escaped(character: str, *, first: bool) -> str:
    allowed = _NAME_START if first else _NAME
    return character if allowed.match(character) else f"_x{ord(character):04x}_"


def _character(code: str, whole: str) -> str:
    value = int(code, 16)
    return chr(value) if value < 0x110000 else whole

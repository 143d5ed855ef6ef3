"""The order in which lines that were drawn one by one are read: as relations say, else top to bottom."""

from collections.abc import Iterable, Sequence

from recto.documents.label_studio.tasks import Result
from recto.documents.outlines import RawLine
from recto.documents.points import bounds


def ordered(lines: Sequence[RawLine], results: Iterable[Result]) -> list[RawLine]:
    """The lines in reading order. What a relation points to follows what it points from."""
    following: dict[str | None, list[str | None]] = {}
    for result in results:
        if result.type == "relation":
            following.setdefault(result.from_id, []).append(result.to_id)
    by_place = top_to_bottom(lines)
    pointed_to = {name for names in following.values() for name in names}
    heads = [line.id for line in by_place if line.id not in pointed_to]
    named = {line.id: line for line in by_place}
    return [named[name] for name in _walk([*heads, *named], following) if name in named]


def top_to_bottom(lines: Sequence[RawLine]) -> list[RawLine]:
    """By rows, each from left to right. In one row are lines whose middle is beside the row's first."""
    rows: list[list[RawLine]] = []
    for line in sorted(lines, key=_middle):
        if rows and _middle(line) < bounds(rows[-1][0].polygon)[3]:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: bounds(line.polygon)[0])]


def _middle(line: RawLine) -> float:
    _, top, _, bottom = bounds(line.polygon)
    return (top + bottom) / 2


def _walk(
    starts: Iterable[str | None], following: dict[str | None, list[str | None]]
) -> Iterable[str | None]:
    """Each name once, those that follow it next. A circle is left where it closes."""
    seen: set[str | None] = set()
    waiting = list(starts)[::-1]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            waiting.extend(reversed(following.get(name, [])))

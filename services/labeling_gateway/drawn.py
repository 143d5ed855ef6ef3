"""What drawn lines mean: decides, touches nothing. The layout that follows from them, or why there can be none.

Only what was changed is checked: an outline that came along with the page may be as it is.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from recto.documents.outline_checks import area, crosses_itself
from recto.documents.points import Points
from schemas.layout import Layout, Line
from services.labeling_gateway.failures import Unfit

MOST_LINES = 2000
MOST_POINTS = 200
MOST_BASELINE_POINTS = 100


@dataclass(frozen=True)
class DrawnLine:
    """A line as a person handed it in; `id` says which line of the page it was, if it was one."""

    id: str | None
    polygon: Points
    baseline: Points


@dataclass(frozen=True)
class Page:
    """What the drawn lines are for: the page's size, its lines, and every id that a line of it ever had."""

    width: int
    height: int
    revision: int
    lines: Sequence[Line]
    taken: Collection[str]


def written(lines: Sequence[DrawnLine]) -> str:
    """Drawn lines as text, to be kept; the same lines give the same text."""
    plain = [{"id": line.id, "polygon": line.polygon, "baseline": line.baseline} for line in lines]
    return json.dumps(plain, separators=(",", ":"))


def digest(lines: Sequence[DrawnLine]) -> str:
    """What tells one answer from another."""
    return hashlib.sha256(written(lines).encode()).hexdigest()


def layout_of(drawn: Sequence[DrawnLine], page: Page) -> Layout:
    """The page's lines from now on: those whose outline did not change keep their id. Raises Unfit, naming the line."""
    if len(drawn) > MOST_LINES:
        raise Unfit("lines", f"{len(drawn)} are more than the {MOST_LINES} that a page may have")
    known = {line.id: line for line in page.lines}
    lines, kept = [], set[str]()
    for number, line in enumerate(drawn, start=1):
        before = known.get(line.id or "")
        stays = before is not None and before.id not in kept and before.polygon == line.polygon
        name = line.id if stays and line.id else _new_id(page, number)
        kept.add(name)
        lines.append(_checked(line, name, number, before if stays else None, page))
    return Layout(width=page.width, height=page.height, lines=tuple(lines))


def is_as_before(layout: Layout, page: Page) -> bool:
    """Whether a person has left all lines as they were."""
    return [_place(line) for line in layout.lines] == [_place(line) for line in page.lines]


def _place(line: Line) -> tuple[str, Points, Points]:
    return line.id, line.polygon, line.baseline


def _new_id(page: Page, number: int) -> str:
    """An id that the page never had; imported ones may look like ours."""
    name = f"r{page.revision + 1}-{number}"
    while name in page.taken:
        name += "a"
    return name


def _checked(line: DrawnLine, name: str, number: int, before: Line | None, page: Page) -> Line:
    if before is not None and before.baseline == line.baseline:
        return before.model_copy(update={"text": None})
    polygon = line.polygon if before is not None else _polygon(line.polygon, number, page)
    return Line(id=name, polygon=polygon, baseline=_baseline(line.baseline, number, page))


def _polygon(given: Points, number: int, page: Page) -> Points:
    polygon = _without_repeats(given)
    if len(polygon) > 1 and polygon[0] == polygon[-1]:
        polygon = polygon[:-1]
    _count(polygon, number, "outline", 3, MOST_POINTS)
    _inside(polygon, number, "outline", page)
    if crosses_itself(polygon):
        raise _unfit(number, "has an outline that crosses itself: move its points until it does not")
    if area(polygon) <= 0:
        raise _unfit(number, "encloses nothing: draw its outline around the text")
    return polygon


def _baseline(given: Points, number: int, page: Page) -> Points:
    baseline = _without_repeats(given)
    _count(baseline, number, "baseline", 2, MOST_BASELINE_POINTS)
    _inside(baseline, number, "baseline", page)
    return baseline[::-1] if baseline[-1][0] < baseline[0][0] else baseline


def _count(points: Points, number: int, what: str, least: int, most: int) -> None:
    if not least <= len(points) <= most:
        raise _unfit(number, f"has {len(points)} points in its {what}; {least} to {most} are accepted")


def _inside(points: Points, number: int, what: str, page: Page) -> None:
    for x, y in points:
        if not (0 <= x <= page.width and 0 <= y <= page.height):
            raise _unfit(
                number,
                f"has a point of its {what} at {x}, {y}, outside the page of {page.width} x {page.height}",
            )


def _without_repeats(points: Points) -> Points:
    return points[:1] + tuple(after for before, after in pairwise(points) if before != after)


def _unfit(number: int, reason: str) -> Unfit:
    return Unfit(f"lines.{number - 1}", f"line {number} {reason}")

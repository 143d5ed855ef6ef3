"""Coordinates as XML files write them: numbers, lists of points, and units of measurement."""

import math
import re

from recto.documents.errors import BadLayout
from schemas.layout import Point

Points = tuple[Point, ...]

LARGEST = 10_000_000
"""No page is wider; larger numbers are mistakes or attacks."""

_SEPARATORS = re.compile(r"[\s,;]+")


def number(text: str, *, scale: float = 1.0) -> float:
    """One coordinate in pixels."""
    try:
        value = float(text) * scale
    except ValueError:
        value = math.nan
    if not abs(value) <= LARGEST:
        raise BadLayout(f"has {text[:20]!r} where a coordinate should be")
    return value


def points(text: str, *, scale: float = 1.0) -> Points:
    """A list of points, written "x,y x,y" or "x y x y"."""
    numbers = [number(part, scale=scale) for part in _SEPARATORS.split(text.strip()) if part]
    if len(numbers) % 2:
        raise BadLayout(f"has a list of points with an odd number of coordinates: {text[:40]!r}")
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return tuple((round(x), round(y)) for x, y in pairs)


def written(outline: Points) -> str:
    """Points as "x,y x,y", which both ALTO and PAGE prescribe."""
    return " ".join(f"{x},{y}" for x, y in outline)


def bounds(outline: Points) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of some points."""
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    return min(xs), min(ys), max(xs), max(ys)

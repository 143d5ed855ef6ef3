"""What was drawn on an image in Label Studio, as lines with place and text.

Coordinates come in percent of the image. Rectangles are turned clockwise about their top left corner, in pixels.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from recto.documents.errors import BadExport
from recto.documents.label_studio.tasks import Result, first_complaint
from recto.documents.label_studio.texts import TEXT, Unusable, row, submitted
from recto.documents.outlines import ASCENT, RawLine
from schemas.layout import Point

Size = tuple[int, int]
"""Width and height in pixels."""

Percent = Annotated[float, Field(ge=-2, le=102)]
"""Label Studio lets a box stick out a little."""


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class _Rectangle(_Shape):
    x: Percent
    y: Percent
    width: float = Field(ge=0, le=104)
    height: float = Field(ge=0, le=104)
    rotation: float = Field(default=0, ge=-360, le=360)

    def line(self, name: str, size: Size) -> RawLine:
        width, height = self.width / 100 * size[0], self.height / 100 * size[1]
        turn = math.radians(self.rotation)
        along = (width * math.cos(turn), width * math.sin(turn))
        down = (-height * math.sin(turn), height * math.cos(turn))
        left, top = self.x / 100 * size[0], self.y / 100 * size[1]

        def at(a: float, d: float) -> Point:
            return round(left + a * along[0] + d * down[0]), round(top + a * along[1] + d * down[1])

        corners = (at(0, 0), at(1, 0), at(1, 1), at(0, 1))
        return RawLine(id=name, polygon=corners, baseline=(at(0, ASCENT), at(1, ASCENT)))


class _Polygon(_Shape):
    points: tuple[tuple[Percent, Percent], ...] = Field(min_length=3, max_length=10_000)

    def line(self, name: str, size: Size) -> RawLine:
        outline = tuple((round(x / 100 * size[0]), round(y / 100 * size[1])) for x, y in self.points)
        return RawLine(id=name, polygon=outline)


Make = Callable[[Any], _Rectangle | _Polygon]

_SHAPES: dict[str, Make] = {
    "rectangle": _Rectangle.model_validate,
    "rectanglelabels": _Rectangle.model_validate,
    "polygon": _Polygon.model_validate,
    "polygonlabels": _Polygon.model_validate,
}


def lines(results: Sequence[Result]) -> tuple[Size, list[RawLine]] | None:
    """The image's size and a line for each region, in the order drawn; None if no region was drawn.

    Raises Unusable, or BadExport for a place or a text that cannot be.
    """
    if any(map(_is_elsewhere, results)):
        raise Unusable(
            "has a text in a region that is neither a rectangle nor a polygon: draw a box for each line"
        )
    regions = _by_region(results)
    if not regions:
        return None
    size = _size([part for parts in regions.values() for part in parts])
    return size, [_line(name, parts, size) for name, parts in regions.items()]


def _by_region(results: Iterable[Result]) -> dict[str, list[Result]]:
    """Results that share an id, where one of them is a place or a text in a place."""
    grouped: dict[str, list[Result]] = {}
    for result in results:
        if result.id is not None:
            grouped.setdefault(result.id, []).append(result)
    return {name: parts for name, parts in grouped.items() if any(map(_is_line, parts))}


def _is_line(result: Result) -> bool:
    return result.type in _SHAPES or (result.type == TEXT and _shape_of(result) is not None)


def _is_elsewhere(result: Result) -> bool:
    """A text in something that no line can be made of."""
    return result.type == TEXT and bool(result.value.keys() - {"text"}) and not _is_line(result)


def _shape_of(result: Result) -> Make | None:
    """How to read the place that a result carries; a text carries that of its region."""
    if result.type in _SHAPES:
        return _SHAPES[result.type]
    if "points" in result.value:
        return _Polygon.model_validate
    return _Rectangle.model_validate if {"x", "y", "width", "height"} <= result.value.keys() else None


def _size(parts: Iterable[Result]) -> Size:
    """The size of the one image that all are on."""
    sizes = {(part.original_width, part.original_height) for part in parts if _is_line(part)}
    if any(part.image_rotation and part.image_rotation % 360 for part in parts):
        raise Unusable("has boxes on an image that was turned in Label Studio: turn it back and export again")
    if len(sizes) > 1 or any(part.item_index for part in parts):
        raise Unusable("has boxes on several images: only tasks of one image each can be taken over")
    width, height = sizes.pop()
    if width is None or height is None:
        raise Unusable("has boxes without original_width and original_height")
    return width, height


def _line(name: str, parts: Sequence[Result], size: Size) -> RawLine:
    where = f"region {name[:40]!r}"
    place = next((part for part in parts if part.type in _SHAPES), None)
    place = place or next(part for part in parts if _is_line(part))
    try:
        line = (_shape_of(place) or _Rectangle.model_validate)(place.value).line(name, size)
    except ValidationError as error:
        raise BadExport(f"{where} with {first_complaint(error, ('value',))}") from error
    texts = [text for part in parts if part.type == TEXT for text in submitted(part)]
    return RawLine(id=name, polygon=line.polygon, baseline=line.baseline, text=row(texts, where))

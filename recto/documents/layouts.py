"""Layouts against the image that they are for: scaled, clamped to it, or refused."""

from recto.documents.errors import BadLayout
from recto.documents.line_ids import unique
from recto.documents.outlines import check_count
from recto.documents.points import Points, bounds
from schemas.layout import Layout, Line

_SAME_FACTOR = 0.02
"""By how much the factors of width and height may differ; rounding of small pages needs some of it."""

_SLACK_PX = 20
_SLACK = 0.02


def fitted(layout: Layout, *, width: int, height: int) -> Layout:
    """The layout in the pixels of an image, every point on it, every line id unique.

    Scaled where the layout was made for another resolution of the same picture. Points outside the image by
    at most 20 px or 2 % of its side, whichever is more, are moved to its edge (0..width, 0..height).
    """
    check_count(len(layout.lines))
    across, down = width / layout.width, height / layout.height
    if abs(across / down - 1) > _SAME_FACTOR:
        raise BadLayout(
            f"was made for an image of {layout.width} x {layout.height} pixels, "
            f"but this one is {width} x {height}: hand in the layout of this very image"
        )
    names = unique([line.id for line in layout.lines])
    page = _Page(width, height, across, down)
    lines = tuple(page.fit(line, name) for line, name in zip(layout.lines, names, strict=True))
    return Layout(width=width, height=height, lines=lines)


class _Page:
    """An image's size and the factors that bring a layout to it."""

    def __init__(self, width: int, height: int, across: float, down: float) -> None:
        self.width, self.height, self.across, self.down = width, height, across, down

    def fit(self, line: Line, name: str) -> Line:
        polygon, baseline = self._scaled(line.polygon), self._scaled(line.baseline)
        if not self._holds(polygon) or not self._holds(baseline):
            raise BadLayout(
                f"has line {name!r} outside the image of {self.width} x {self.height} pixels: "
                "check that image and layout belong together"
            )
        return line.model_copy(
            update={"id": name, "polygon": self._clamped(polygon), "baseline": self._clamped(baseline)}
        )

    def _scaled(self, outline: Points) -> Points:
        if self.across == self.down == 1:
            return outline
        return tuple((round(x * self.across), round(y * self.down)) for x, y in outline)

    def _holds(self, outline: Points) -> bool:
        left, top, right, bottom = bounds(outline)
        slack_x = max(_SLACK_PX, _SLACK * self.width)
        slack_y = max(_SLACK_PX, _SLACK * self.height)
        across = left >= -slack_x and right <= self.width + slack_x
        return across and top >= -slack_y and bottom <= self.height + slack_y

    def _clamped(self, outline: Points) -> Points:
        return tuple((min(max(x, 0), self.width), min(max(y, 0), self.height)) for x, y in outline)

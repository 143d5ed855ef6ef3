"""Where the lines of a page are. Coordinates are pixels of the page image, origin top left."""

from pydantic import BaseModel, ConfigDict, Field

Point = tuple[int, int]


class Line(BaseModel):
    """One line of text: its outline, its baseline from left to right, and its text where that is known."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="Unique in its page, stable over repeated imports of the same file.")
    polygon: tuple[Point, ...] = Field(min_length=3)
    baseline: tuple[Point, ...] = Field(min_length=2)
    text: str | None = Field(default=None, description="NFC; None where nobody has transcribed it.")


class Layout(BaseModel):
    """The lines of a page in reading order."""

    model_config = ConfigDict(frozen=True)

    width: int = Field(gt=0)
    height: int = Field(gt=0)
    lines: tuple[Line, ...] = ()

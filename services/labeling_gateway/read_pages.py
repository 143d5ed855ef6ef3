"""What the tables keep of a page's readings. Characters stay in the object store until somebody looks at them.

The same JSON as schemas.readings.PageReadings, read in a third of the time without the characters.
"""

from pydantic import BaseModel

from schemas.blobs import BlobRef
from schemas.layout import Line
from schemas.readings import Probability


class Sureness(BaseModel):
    """How sure the model was of the line."""

    confidence: Probability


class ReadText(BaseModel):
    """What the model read."""

    text: str
    evidence: Sureness


class ReadLine(BaseModel):
    """A line, its image and its text."""

    line: Line
    image: BlobRef
    reading: ReadText


class ReadPage(BaseModel):
    """All that was read of a page at a time."""

    lines: tuple[ReadLine, ...]

"""Words of a line with their place and confidence, from a reading, for the formats that record them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.layout import Line
from schemas.readings import Grapheme, Reading


@dataclass(frozen=True)
class Word:
    """A word, or the blank between two (text " ").

    Start and end are fractions of the line's width; confidence is the geometric mean over its graphemes,
    as Evidence.confidence is over a line. All three are None where no reading backs the text.
    """

    text: str
    start: float | None = None
    end: float | None = None
    confidence: float | None = None
    graphemes: tuple[Grapheme, ...] = ()


def words(line: Line, text: str, reading: Reading | None) -> Iterator[Word]:
    """The words and blanks of a text; joined they give it again.

    A reading counts only where it is of this very text: a person's correction has no confidence.
    """
    backed = reading is not None and reading.text == text == line.text
    graphemes = iter(reading.graphemes if backed and reading is not None else ())
    for part in _parts(text):
        yield _backed(part, graphemes) if backed else Word(part)


def mean_confidence(graphemes: tuple[Grapheme, ...]) -> float:
    """Geometric mean of the graphemes' confidences, 0 to 1; 1 if there are none."""
    if not graphemes:
        return 1.0
    logs = [math.log(max(grapheme.confidence, 1e-12)) for grapheme in graphemes]
    return min(1.0, math.exp(sum(logs) / len(logs)))


def _parts(text: str) -> Iterator[str]:
    for at, word in enumerate(text.split(" ")):
        if at:
            yield " "
        if word:
            yield word


def _backed(part: str, graphemes: Iterator[Grapheme]) -> Word:
    """Take from the graphemes as many as make up a part."""
    taken: list[Grapheme] = []
    while sum(len(grapheme.text) for grapheme in taken) < len(part):
        grapheme = next(graphemes, None)
        if grapheme is None:
            return Word(part)
        taken.append(grapheme)
    mine = tuple(taken)
    return Word(part, mine[0].start, mine[-1].end, mean_confidence(mine), mine)

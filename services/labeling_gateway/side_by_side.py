"""Two readings of one line side by side, piece by piece, each where it is in the picture."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from recto.recognition.alignment import Kind, Run, aligned, matched
from recto.recognition.measures import graphemes
from schemas.readings import Grapheme

_WORD = re.compile(r"\s*\S+\s*|\s+")


class Piece(NamedTuple):
    """A word in which both agree, or all that they have for each other where they differ.

    Insert: only the right has it; delete: only the left. start and end: fractions of the line's width, None if unknown.
    """

    kind: Kind
    left: str
    right: str
    start: float | None = None
    end: float | None = None


def side_by_side(left: str, right: str, read: Sequence[Grapheme]) -> list[Piece]:
    """The pieces of two texts; joined, each side gives its text in NFC. `read`: what both started from, or nothing."""
    found = [piece for run in _runs(left, right) for piece in _pieces(run)]
    spots = _spots("".join(piece.left or piece.right for piece in found), read)
    return list(_placed(found, spots))


def _runs(left: str, right: str) -> Iterator[Run]:
    """Differences that touch are one: 'x' for 'ab' is no replacement beside an insertion to anybody."""
    for is_equal, group in groupby(aligned(left, right), key=lambda run: run.kind == "equal"):
        runs = list(group)
        one, other = "".join(run.left for run in runs), "".join(run.right for run in runs)
        yield Run("equal" if is_equal else _kind(one, other), one, other)


def _kind(left: str, right: str) -> Kind:
    return "replace" if left and right else "delete" if left else "insert"


def _pieces(run: Run) -> Iterator[Piece]:
    if run.kind == "equal":
        yield from (Piece("equal", word, word) for word in _WORD.findall(run.left))
    else:
        yield Piece(*run)


def _spots(text: str, read: Sequence[Grapheme]) -> list[Grapheme | None]:
    """For each grapheme of a text the one of the reading that it stands for, if any."""
    spots: list[Grapheme | None] = [None] * len(graphemes(text))
    for at, of in matched(graphemes(text), [grapheme.text for grapheme in read]):
        spots[at] = read[of]
    return spots


def _placed(pieces: Sequence[Piece], spots: Sequence[Grapheme | None]) -> Iterator[Piece]:
    at = 0
    for piece in pieces:
        length = len(graphemes(piece.left or piece.right))
        known = [spot for spot in spots[at : at + length] if spot is not None]
        at += length
        yield piece._replace(start=known[0].start, end=known[-1].end) if known else piece

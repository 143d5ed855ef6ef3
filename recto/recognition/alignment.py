"""Two readings of one line, laid side by side by grapheme. Needs no torch."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, cast

from rapidfuzz.distance import Levenshtein

from recto.recognition.measures import graphemes

Kind = Literal["equal", "replace", "insert", "delete"]


class Run(NamedTuple):
    """Neighbouring graphemes of which the same is true. Insert: only the right has them; delete: only the left."""

    kind: Kind
    left: str
    right: str


def aligned(left: str, right: str) -> list[Run]:
    """The fewest changes that turn one text into the other, as runs. Joined, each side gives its text in NFC.

    >>> [(run.kind, run.left, run.right) for run in aligned("Mrs. S", "Mr. St")]
    [('equal', 'Mr', 'Mr'), ('delete', 's', ''), ('equal', '. S', '. S'), ('insert', '', 't')]
    """
    return list(_runs(graphemes(left), graphemes(right)))


def pairs(left: str, right: str) -> Iterator[tuple[str, str]]:
    """Grapheme beside grapheme, with nothing where one side has none."""
    one, other = graphemes(left), graphemes(right)
    for step in Levenshtein.opcodes(one, other):
        mine, theirs = one[step.src_start : step.src_end], other[step.dest_start : step.dest_end]
        for at in range(max(len(mine), len(theirs))):
            yield "".join(mine[at : at + 1]), "".join(theirs[at : at + 1])


def matched(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Indices of what stands in the same place in both, equal or replaced."""
    for step in Levenshtein.opcodes(one, other):
        if step.tag in ("equal", "replace"):
            yield from zip(
                range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=False
            )


def _runs(one: Sequence[str], other: Sequence[str]) -> Iterator[Run]:
    for step in Levenshtein.opcodes(one, other):
        left, right = one[step.src_start : step.src_end], other[step.dest_start : step.dest_end]
        yield Run(cast(Kind, step.tag), "".join(left), "".join(right))

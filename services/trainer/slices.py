"""Held-out lines by kind: no kind of line may pay for what the others gain."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from recto.documents.personal_data import personal_data
from recto.documents.scripts import dominant_script
from recto.recognition.comparison import compare, worse_beyond_noise
from recto.recognition.measures import graphemes
from schemas.models import Interval, SliceVerdict
from services.trainer.evidence import HeldOutReading, paired

ENOUGH_LINES = 10
"""With fewer a slice says nothing, and asking it would cost the others certainty."""
_MOST_OF_A_KIND = 20
_SHORT, _LONG = 15, 60


def _source(line: HeldOutReading) -> str | None:
    return f"document {line.document_id}" if line.document_id else None


def _writer(line: HeldOutReading) -> str | None:
    return f"writer {line.writer}" if line.writer else None


def _script(line: HeldOutReading) -> str:
    script = dominant_script(line.truth)
    return f"script {script}" if script else "no letters"


def _person(line: HeldOutReading) -> str | None:
    return "personal data" if personal_data(line.truth) else None


def _length(line: HeldOutReading) -> str | None:
    length = len(graphemes(line.truth))
    if length < _SHORT:
        return f"under {_SHORT} characters"
    return f"over {_LONG} characters" if length > _LONG else None


KINDS: Mapping[str, Callable[[HeldOutReading], str | None]] = {
    "source": _source,
    "writer": _writer,
    "script": _script,
    "person": _person,
    "length": _length,
}
"""How lines are sliced: each names the slice that a line belongs to, or None."""


def judged_slices(lines: Sequence[HeldOutReading], seed: str, doubt: float) -> tuple[SliceVerdict, ...]:
    """Candidate against champion, slice by slice.

    With at most a chance of `doubt` any is called worse where both models are as good.
    """
    errors = paired(lines)
    compared = [(name, compare(errors.take(rows), f"{seed}/{name}")) for name, rows in slices(lines)]
    worse = worse_beyond_noise([figures.probability for _, figures in compared], doubt)
    return tuple(
        SliceVerdict(
            name=name,
            lines=figures.lines,
            pages=figures.pages,
            candidate_cer=figures.candidate_cer,
            champion_cer=figures.champion_cer,
            interval=Interval(low=figures.low, high=figures.high),
            probability=figures.probability,
            is_worse=is_worse,
        )
        for (name, figures), is_worse in zip(compared, worse, strict=True)
    )


def slices(lines: Sequence[HeldOutReading]) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """Name and rows of each slice with enough lines, the largest of a kind first, and no more of one than count.

    A slice that holds every line is none.
    """
    for kind in KINDS.values():
        names = np.array([kind(line) or "" for line in lines])
        found, counts = np.unique(names, return_counts=True)
        large = [
            str(found[index])
            for index in np.argsort(-counts, kind="stable")
            if found[index] and ENOUGH_LINES <= counts[index] < len(lines)
        ]
        for name in large[:_MOST_OF_A_KIND]:
            yield name, np.flatnonzero(names == name)

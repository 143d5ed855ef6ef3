"""Readings of a set's lines as strategies and bounds take them: one column of each kind of evidence."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recto.benchmarks.line_sets import LabelledLine
from recto.querying.bounds import Found
from recto.querying.chance import lot
from recto.querying.embeddings import codes, packed
from recto.querying.kinds import doubted
from recto.querying.lines import Column, Lines
from recto.recognition.measures import edits, graphemes
from schemas.held_out import least_confidence
from schemas.readings import Reading

_NUMBERS: tuple[Column, ...] = (
    "confidence",
    "margin",
    "entropy",
    "expected_errors",
    "disagreement",
    "edit_disagreement",
)


def as_lines(labelled: Sequence[LabelledLine], readings: Sequence[Reading]) -> Lines:
    """The lines with all of their evidence. Ids are places in `labelled`; a source counts as a page and a writer."""
    sources = _sources(labelled)
    evidence = [reading.evidence for reading in readings]
    columns: dict[Column, NDArray[Any]] = {
        name: np.array([getattr(each, name) for each in evidence], np.float32) for name in _NUMBERS
    }
    columns |= {
        "least_confidence": np.array([least_confidence(reading) for reading in readings], np.float32),
        "lot": np.array([lot(line.path.name) for line in labelled], np.uint32),
        "writer": sources,
        "text": np.array([reading.text for reading in readings], object),
        "doubted": np.array([doubted(reading) for reading in readings], object),
        "embedding": codes([packed(each.embedding) for each in evidence]),
    }
    lengths = np.array([len(reading.graphemes) for reading in readings])
    return Lines(np.array([str(place) for place in range(len(labelled))], object), sources, lengths, columns)


def found(labelled: Sequence[LabelledLine], readings: Sequence[Reading]) -> Found:
    """The errors of the readings."""
    pairs = list(zip(labelled, readings, strict=True))
    return Found(
        errors=np.array([edits(reading.text, line.text) for line, reading in pairs], np.float64),
        lengths=np.array([len(graphemes(line.text)) for line, _ in pairs], np.float64),
        groups=_sources(labelled),
    )


def _sources(labelled: Sequence[LabelledLine]) -> NDArray[np.intp]:
    """A number of each line's source."""
    return np.unique([line.source for line in labelled], return_inverse=True)[1]

"""What the answers so far say, for strategies that pick a batch."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from recto.querying.embeddings import SIZE, Codes
from recto.querying.lines import Floats, Rows


def _no_codes() -> Codes:
    return np.zeros((0, SIZE), np.int8)


def _no_numbers() -> Floats:
    return np.zeros(0)


@dataclass(frozen=True)
class Context:
    """Nothing is known unless said otherwise: that is a cold start."""

    covered: Codes = field(default_factory=_no_codes)
    """Embeddings of lines that are labelled or being asked about, all of them or a random part."""
    characters: Mapping[str, int] = field(default_factory=dict)
    """How often each character stands in labels."""
    doubts: Floats = field(default_factory=_no_numbers)
    """Of answered lines: the errors per grapheme that the reading expected."""
    errors: Floats = field(default_factory=_no_numbers)
    """Of the same lines: the errors per grapheme that the answer found."""
    held_out_cer: float | None = None
    sample: Rows | None = None
    """Which of the lines at hand were drawn at random and so stand for the pool; all if unset."""


NOTHING_KNOWN = Context()

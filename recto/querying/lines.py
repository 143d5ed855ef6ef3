"""The lines that a question is asked about, as columns: row i of each array is line i."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Lines:
    """Open lines with their evidence (schemas.readings.Evidence defines each number).

    There may be a million: ids are Python strings, which cost nothing to pass on, and pages are numbers, which are
    quick to group by.
    """

    ids: NDArray[np.object_]
    pages: NDArray[np.int64]
    confidence: Floats
    margin: Floats
    entropy: Floats
    expected_errors: Floats
    graphemes: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Rows) -> "Lines":
        """These rows alone, in their order."""
        return Lines(
            ids=self.ids[rows],
            pages=self.pages[rows],
            confidence=self.confidence[rows],
            margin=self.margin[rows],
            entropy=self.entropy[rows],
            expected_errors=self.expected_errors[rows],
            graphemes=self.graphemes[rows],
        )

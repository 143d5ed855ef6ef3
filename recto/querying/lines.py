"""The lines that a question is asked about, as columns: row i of each array is line i."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.floating[Any]]
"""float32 where there may be many of them."""
Rows = NDArray[np.intp]

Column = Literal[
    "confidence",
    "margin",
    "entropy",
    "expected_errors",
    "disagreement",
    "edit_disagreement",
    "least_confidence",
    "height",
    "pitch",
    "lot",
    "writer",
    "text",
    "doubted",
    "embedding",
]
"""What may be known of a line beyond its id, page and length.

The first six are defined by schemas.readings.Evidence. `least_confidence`: of its most doubtful grapheme, 1 if it has
none. `height`: of its polygon, in pixels. `pitch`: width of its polygon by grapheme and by height. `lot`: 32 bits that
follow from its id (chance.lot). `writer`: a number for the page's writer, or for its document where the writer is not
known. `text`: as it was read. `doubted`: by kinds.doubted. `embedding`: (n, 32) int8 codes (embeddings.unpacked).
"""

NO_COLUMNS: Mapping[Column, NDArray[Any]] = MappingProxyType({})


class NotLoaded(LookupError):
    """A column is asked for that was not loaded with the lines: a strategy that does not declare what it needs."""


@dataclass(frozen=True)
class Lines:
    """Open lines with those columns that somebody needs.

    ids are Python strings, which cost nothing to pass on; pages are numbers, which are quick to group by. While a
    pool is scanned for candidates, its row numbers stand for the ids.
    """

    ids: NDArray[Any]
    pages: NDArray[np.integer[Any]]
    graphemes: NDArray[np.integer[Any]]
    columns: Mapping[Column, NDArray[Any]] = field(default_factory=lambda: NO_COLUMNS)

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, column: Column) -> NDArray[Any]:
        try:
            return self.columns[column]
        except KeyError:
            raise NotLoaded(f"the lines were loaded without {column}") from None

    def take(self, rows: Rows) -> "Lines":
        """These rows alone, in their order."""
        return Lines(
            ids=self.ids[rows],
            pages=self.pages[rows],
            graphemes=self.graphemes[rows],
            columns={name: values[rows] for name, values in self.columns.items()},
        )

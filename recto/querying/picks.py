"""What comes of a selection."""

from dataclasses import dataclass

EMPTY = -1.0
"""The priority of lines read as empty, under every score: there is little to learn from them."""


@dataclass(frozen=True)
class Pick:
    """One line of a selection, with its reason."""

    line_id: str
    priority: float
    reason: str

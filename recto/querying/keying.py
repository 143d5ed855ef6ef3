"""Which lines two people key: those on which two people would most likely differ."""

from collections.abc import Iterable
from math import floor

import numpy as np

from recto.querying.lines import Column, Lines, Numbers

NEEDS: frozenset[Column] = frozenset({"expected_errors", "edit_disagreement", "lot"})
_OVERLOOKED = 0.1
"""Of the errors that a pre-fill has, a person who corrects it leaves so many."""
_HARD = 0.1
"""Of the places that two voters read differently, two people do so in so many."""


def expected_disagreement(lines: Lines) -> Numbers:
    """Places in which two people who correct the same pre-fill are expected to end up with different texts.

        2 o (1 - o) e + h d n

    e: expected errors, each of which one person overlooks (o = 0.1) and the other does not; d: share of graphemes
    that two voters of the committee read differently; n: graphemes; h = 0.1: what is hard for the network is hard for
    a person in one case out of ten. Only the order counts, so only the ratio of o and h does. Needs NEEDS.
    """
    slips = np.float32(2 * _OVERLOOKED * (1 - _OVERLOOKED)) * lines["expected_errors"]
    hard = np.float32(_HARD) * lines["edit_disagreement"] * lines.graphemes
    return np.asarray(slips + hard, np.float32)


def to_key_twice(lines: Lines, asked_before: int, share: float) -> frozenset[str]:
    """Of the lines asked for now, those that two people key: where they would most likely differ.

    As many as keep the share over all lines of the collection, within one line: of the first m lines asked for,
    floor(share m) are keyed twice, however small the batches are. A change of the share counts from here on.
    """
    count = _due(asked_before + len(lines), share) - _due(asked_before, share)
    order = np.lexsort((lines["lot"], -expected_disagreement(lines)))
    return frozenset(_names(lines.ids[order[:count]].tolist()))


def _due(asked: int, share: float) -> int:
    return floor(share * asked + 1e-9)


def _names(ids: Iterable[object]) -> list[str]:
    return [str(name) for name in ids]

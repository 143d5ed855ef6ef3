"""Which ink belongs to which ridge."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.recognition.line_finding.marks import Marks
from recto.recognition.line_finding.ridges import Floats, Ridge

_REACH = 1.5
"""How far from its ridge ink may lie, in text heights."""


@dataclass(frozen=True)
class Share:
    """A ridge with the pixels of its ink and the mark that each belongs to, (pixels,) each."""

    ridge: Ridge
    xs: NDArray[np.int64]
    ys: NDArray[np.int64]
    marks: NDArray[np.int32]

    def between(self, left: int, right: int) -> "Share":
        """What lies in the columns from left to right."""
        inside = (self.xs >= left) & (self.xs <= right)
        return Share(self.ridge, self.xs[inside], self.ys[inside], self.marks[inside])

    def offsets(self) -> Floats:
        """How far each pixel lies below the ridge, (pixels,)."""
        return np.asarray(self.ys - self.ridge.at(self.xs.astype(np.float64)), dtype=np.float64)


def shared(ridges: list[Ridge], marks: Marks, usable: NDArray[np.bool_]) -> list[Share]:
    """Every usable mark goes to the ridge that it touches; a mark on several is cut between them.

    A mark on none, like an accent, goes to the nearest if that is near.
    """
    if not ridges:
        return []
    ys, xs = np.nonzero(np.asarray(usable[marks.labels]))
    mark = marks.labels[ys, xs]
    nearest, distance = _nearest(ridges, marks)
    owner = nearest[ys, xs]
    near = distance[ys, xs] < 0.3 * marks.height
    whole = _owner_of_whole(mark[near], owner[near], len(marks.areas))
    owner = np.where(whole[mark] > 0, whole[mark], owner)
    kept = distance[ys, xs] < np.where(whole[mark] > 0, 2.5, _REACH) * marks.height
    owner = np.where(kept, owner, 0)
    order = np.argsort(owner, kind="stable")
    cuts = np.searchsorted(owner[order], np.arange(1, len(ridges) + 2))
    parts = [order[a:b] for a, b in pairwise(cuts)]
    return [
        Share(ridge, xs[part], ys[part], mark[part])
        for ridge, part in zip(ridges, parts, strict=True)
        if len(part)
    ]


def _nearest(ridges: list[Ridge], marks: Marks) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """(height, width): number from 1 of the nearest ridge, and how far it is."""
    height, width = marks.labels.shape
    drawn = np.zeros((height, width), dtype=np.int32)
    for number, ridge in enumerate(ridges, start=1):
        rows = np.clip(np.rint(ridge.ys).astype(int), 0, height - 1)
        drawn[rows, np.arange(ridge.left, ridge.right + 1)] = number
    away = np.asarray(drawn == 0, dtype=np.uint8)
    distance, place = cv2.distanceTransformWithLabels(
        away, cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    places = np.asarray(place, dtype=np.int32)
    number_of = np.zeros(int(places.max()) + 1, dtype=np.int32)
    number_of[places[away == 0]] = drawn[away == 0]
    return np.asarray(number_of[places], dtype=np.int32), np.asarray(distance, dtype=np.float32)


def _owner_of_whole(mark: NDArray[np.int32], owner: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """(marks,): the one ridge that a mark touches, 0 where it touches none or several."""
    low = np.full(count, np.iinfo(np.int32).max, dtype=np.int32)
    high = np.zeros(count, dtype=np.int32)
    np.minimum.at(low, mark, owner)
    np.maximum.at(high, mark, owner)
    return np.where(low == high, high, 0).astype(np.int32)

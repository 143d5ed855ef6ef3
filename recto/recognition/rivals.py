"""What else could stand in one place of a reading: probabilities of other graphemes there, or of none.

Each place is seen through a window that reaches to the middle of its neighbours. Between the neighbours, all
alignments of "left, candidate, right" are summed by the CTC forward recursion, for every place and candidate of
a batch at once. That is the exact posterior given the neighbours, at a tenth of the cost of whole lines.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.recognition.alphabet import BLANK
from recto.recognition.best_path import Integers, Probabilities, Spots

_REACH = 12
_LOOK = 2
_NEVER = 1e-30

Mass = NDArray[np.float64]


class Places(NamedTuple):
    """Windows of frames (inclusive), with the graphemes that bound them; class -1 where none does."""

    line: Integers
    start: Integers
    end: Integers
    left: Integers
    right: Integers


class Rivals(NamedTuple):
    """Candidate classes (places, candidates), the mass of each, and the mass of there being nothing (places)."""

    classes: Integers
    mass: Mass
    nothing: Mass


def on_graphemes(probabilities: Probabilities, spots: Spots, count: int) -> Rivals:
    """What could stand where each grapheme stands; candidate 0 is the grapheme read."""
    candidates = _candidates(probabilities, spots.line, spots.peak, spots.classes, count)
    return _ranked(_weighed(probabilities, _places_of(probabilities, spots), candidates))


def in_gaps(probabilities: Probabilities, spots: Spots, count: int) -> Rivals:
    """What could have been missed after each grapheme, up to the next one or the line's end."""
    right = spots.has_right()
    after = np.where(
        right, np.roll(spots.peak, -1), np.minimum(spots.last + _REACH, probabilities.shape[1] - 1)
    )
    start = np.where(right, np.maximum(spots.peak, after - 4 * _REACH), spots.peak)
    left = np.where(start == spots.peak, spots.classes, -1)
    places = Places(spots.line, start, after, left, np.where(right, np.roll(spots.classes, -1), -1))
    candidates = _candidates(probabilities, spots.line, (start + after) // 2, None, count)
    return _weighed(probabilities, places, candidates)


def _places_of(probabilities: Probabilities, spots: Spots) -> Places:
    """From the middle of the grapheme before to that of the one after, or as far as a window reaches."""
    left, right = spots.has_left(), spots.has_right()
    nearest, farthest = spots.first - _REACH, spots.last + _REACH
    before, after = np.roll(spots.peak, 1), np.roll(spots.peak, -1)
    left &= before >= nearest
    right &= after <= farthest
    start = np.where(left, before, np.maximum(nearest, 0))
    end = np.where(right, after, np.minimum(farthest, probabilities.shape[1] - 1))
    before_class = np.where(left, np.roll(spots.classes, 1), -1)
    after_class = np.where(right, np.roll(spots.classes, -1), -1)
    return Places(spots.line, start, end, before_class, after_class)


def _candidates(
    probabilities: Probabilities, line: Integers, frame: Integers, read: Integers | None, count: int
) -> Integers:
    """The classes with the highest peaks around a frame, best first; the one read, if given, is put first."""
    around = np.clip(frame[:, None] + np.arange(-_LOOK, _LOOK + 1), 0, probabilities.shape[1] - 1)
    heights = probabilities[line[:, None], around].max(axis=1)
    heights[:, BLANK] = -1
    if read is not None:
        heights[np.arange(len(read)), read] = 2
    top = np.argpartition(heights, -count, axis=1)[:, -count:]
    order = np.argsort(-np.take_along_axis(heights, top, axis=1), axis=1, kind="stable")
    return np.take_along_axis(top, order, axis=1)


def _weighed(probabilities: Probabilities, places: Places, candidates: Integers) -> Rivals:
    """Sum the alignments of each candidate, and of nothing, in each place."""
    line, start, end, left, right = places
    frames = np.minimum(start[:, None] + np.arange(int((end - start).max(initial=0)) + 1), end[:, None])
    of_left, of_right = (_of_class(probabilities, line, frames, each) for each in (left, right))
    of_blank = probabilities[line[:, None], frames, BLANK].astype(np.float64)
    of_candidate = probabilities[line[:, None, None], frames[:, :, None], candidates[:, None, :]].astype(
        np.float64
    )
    return _summed(places, candidates, _Seen(of_left, of_blank, of_candidate, of_right))


def _of_class(probabilities: Probabilities, line: Integers, frames: Integers, classes: Integers) -> Mass:
    """(places, frames) of the probability of one class per place; 0 for class -1."""
    values = probabilities[line[:, None], frames, classes[:, None]].astype(np.float64)
    return np.where(classes[:, None] >= 0, values, 0.0)


def _ranked(rivals: Rivals) -> Rivals:
    """The rivals with the candidates after the first by falling mass."""
    order = np.argsort(-rivals.mass[:, 1:], axis=1, kind="stable") + 1
    order = np.concatenate([np.zeros((len(order), 1), order.dtype), order], axis=1)
    return Rivals(
        np.take_along_axis(rivals.classes, order, axis=1),
        np.take_along_axis(rivals.mass, order, axis=1),
        rivals.nothing,
    )


class _Seen(NamedTuple):
    """Probabilities by place and frame of a window; of the candidates also by candidate."""

    left: Mass
    blank: Mass
    candidate: Mass
    right: Mass


def _summed(places: Places, candidates: Integers, seen: _Seen) -> Rivals:
    """The forward recursion over left, blank, candidate, blank, right; and over left, blank, right."""
    open_left, open_right = places.left < 0, places.right < 0
    from_left = (candidates != places.left[:, None]).astype(float)
    to_right = (candidates != places.right[:, None]).astype(float)
    differ = (places.left != places.right).astype(float)
    lefts = seen.left[:, 0]
    blanks = np.where(open_left, seen.blank[:, 0], 0.0)
    inside = np.where(open_left[:, None], seen.candidate[:, 0], 0.0)
    after, rights = np.zeros_like(inside), np.zeros_like(inside)
    skipped = np.where(open_left, seen.right[:, 0], 0.0)
    for step in range(1, seen.blank.shape[1]):
        going = step <= places.end - places.start
        blank, right = seen.blank[:, step], seen.right[:, step]
        new = (
            lefts * seen.left[:, step],
            (blanks + lefts) * blank,
            (inside + blanks[:, None] + from_left * lefts[:, None]) * seen.candidate[:, step],
            (after + inside) * blank[:, None],
            (rights + after + to_right * inside) * right[:, None],
            (skipped + blanks + differ * lefts) * right,
        )
        old = (lefts, blanks, inside, after, rights, skipped)
        lefts, blanks, inside, after, rights, skipped = (
            np.where(going if fresh.ndim == 1 else going[:, None], fresh, stale)
            for fresh, stale in zip(new, old, strict=True)
        )
    mass = np.where(open_right[:, None], inside + after, rights)
    nothing = np.where(open_right, lefts + blanks, skipped)
    return Rivals(candidates, np.maximum(mass, _NEVER), np.maximum(nothing, _NEVER))

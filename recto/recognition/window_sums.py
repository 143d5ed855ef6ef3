"""Sums over all alignments of "left, candidate, right" in many windows at once, by the CTC forward recursion."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.recognition.alphabet import BLANK
from recto.recognition.best_path import Integers, Probabilities
from recto.recognition.windows import Windows

Mass = NDArray[np.float64]


class _Seen(NamedTuple):
    """Probabilities in one frame of each window; of the candidates by candidate and window."""

    blank: Mass
    left: Mass
    right: Mass
    candidate: Mass


def summed(probabilities: Probabilities, windows: Windows, candidates: Integers) -> tuple[Mass, Mass]:
    """The mass of each candidate (candidates, windows) in its window, and of there being nothing (windows)."""
    mass, nothing = np.empty(candidates.shape), np.empty(candidates.shape[1])
    longest_first = np.argsort(windows.start - windows.end, kind="stable")
    mass[:, longest_first], nothing[longest_first] = _summed(
        probabilities, windows.picked(longest_first), candidates[:, longest_first]
    )
    return mass, nothing


def _summed(probabilities: Probabilities, windows: Windows, candidates: Integers) -> tuple[Mass, Mass]:
    """As above, of windows that come longest first, so that those still going are always the first ones."""
    from_left, to_right = candidates != windows.left, candidates != windows.right
    differ = windows.left != windows.right
    frames = _frames(probabilities, windows, candidates)
    seen, is_open = next(frames), windows.left == BLANK
    lefts = np.where(is_open, 0.0, seen.left)
    blanks, inside, skipped = (
        np.where(is_open, each, 0.0) for each in (seen.blank, seen.candidate, seen.right)
    )
    after, rights = np.zeros_like(inside), np.zeros_like(inside)
    for seen in frames:
        # From the last state to the first, so that each is reached from what the others were before this frame.
        now = np.s_[..., : len(seen.blank)]
        rights[now] = (rights[now] + after[now] + to_right[now] * inside[now]) * seen.right
        skipped[now] = (skipped[now] + blanks[now] + differ[now] * lefts[now]) * seen.right
        after[now] = (after[now] + inside[now]) * seen.blank
        inside[now] = (inside[now] + blanks[now] + from_left[now] * lefts[now]) * seen.candidate
        blanks[now] = (blanks[now] + lefts[now]) * seen.blank
        lefts[now] *= seen.left
    is_open = windows.right == BLANK
    return np.where(is_open, inside + after, rights), np.where(is_open, lefts + blanks, skipped)


def _frames(probabilities: Probabilities, windows: Windows, candidates: Integers) -> Iterator[_Seen]:
    """Frame by frame, of the windows that reach so far."""
    _, frames, classes = probabilities.shape
    flat = probabilities.reshape(-1)
    asked = np.concatenate([[np.full_like(windows.left, BLANK), windows.left, windows.right], candidates])
    at = (windows.line * frames + windows.start) * classes + asked
    lengths = windows.end - windows.start
    for step in range(int(lengths.max(initial=0)) + 1):
        going = np.count_nonzero(lengths >= step)
        blank, left, right, *_ = seen = flat.take(at[:, :going] + step * classes).astype(np.float64)
        yield _Seen(blank, left, right, seen[3:])

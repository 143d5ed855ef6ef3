"""How probable a line's whole text is: the sum over all its alignments, by the CTC forward recursion."""

import numpy as np
import torch
from numpy.typing import NDArray

from recto.recognition.alphabet import BLANK
from recto.recognition.best_path import Integers, Probabilities, Spots

_NEVER = np.finfo(np.float32).smallest_subnormal
"""Keeps a text that no alignment reaches finite: it is stored as JSON, which knows no infinity."""
_RESCALED = 8
"""Frames after which the sums of a line are scaled up again, long before any that counts underflows."""


def log_probability(probabilities: Probabilities, spots: Spots) -> NDArray[np.float64]:
    """Of each line's text, in nats."""
    lengths = np.bincount(spots.line, minlength=len(probabilities))
    states = _states(spots, lengths)
    may_skip = np.zeros(states.shape, np.float32)
    may_skip[:, 3::2] = states[:, 3::2] != states[:, 1:-2:2]
    # Two more in front stay empty, so that every state has two before it.
    sums = np.zeros((len(states), states.shape[1] + 2), np.float32)
    sums[:, 2] = 1
    two_back, one_back, here = sums[:, :-2], sums[:, 1:-1], sums[:, 2:]
    scale = np.zeros(len(states))
    for frame, seen in enumerate(_by_frame(probabilities, states)):
        reached = two_back * may_skip
        reached += one_back
        reached += here
        np.multiply(reached, seen, out=here)
        if frame % _RESCALED == 0:
            largest = np.maximum(here.max(axis=1), _NEVER)
            here /= largest[:, None]
            scale += np.log(largest)
    line = np.arange(len(states))
    ending = sums[line, 2 * lengths + 1] + sums[line, 2 * lengths + 2]
    return np.asarray(scale + np.log(np.maximum(ending, _NEVER)))


def _states(spots: Spots, lengths: Integers) -> Integers:
    """(lines, states): each text's classes with blanks before, between and after; then blanks to the longest."""
    within = np.arange(len(spots)) - (np.cumsum(lengths) - lengths)[spots.line]
    states = np.full((len(lengths), 2 * int(lengths.max()) + 1), BLANK)
    states[spots.line, 2 * within + 1] = spots.classes
    return states


def _by_frame(probabilities: Probabilities, states: Integers) -> NDArray[np.float32]:
    """(frames, lines, states) of the probability of each state's class."""
    by_frame = torch.from_numpy(probabilities).transpose(0, 1)
    return by_frame.gather(2, torch.from_numpy(states).expand(len(by_frame), -1, -1)).numpy()

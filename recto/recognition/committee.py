"""A committee without a second model: heads that each leave out other features, and where they differ.

The network has learned to read with features left out along a whole line (network.FeatureDropout); a member does so
for good. Query by dropout committee: Ducoffe & Precioso 2015, arXiv:1511.06412. Costs one matrix product over the
frames that are not plainly blank.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from torch import Tensor, nn

from recto.recognition.alphabet import BLANK
from recto.recognition.best_path import Integers, Probabilities, Spots, collapsed

MEMBERS = 4
"""Beside the network itself, which votes too."""
_PLAINLY_BLANK = 0.999
_NEAR = 1
"""Frames by which a member's peak may lie elsewhere and still be of the same place."""


class Disagreement(NamedTuple):
    """By line: vote entropy in nats, mean over its graphemes; edit distance of two voters, as a share of the longer."""

    entropy: NDArray[np.float64]
    edits: NDArray[np.float64]


class Committee:
    """The members' heads in one matrix."""

    def __init__(self, head: nn.Linear, share: float) -> None:
        """`share` of the features is left out by each member: as many as in training. No members if that is 0."""
        self._members = MEMBERS if share else 0
        generator = torch.Generator().manual_seed(0)
        masks = (torch.rand((self._members, 1, head.in_features), generator=generator) >= share) / (1 - share)
        kind = head.weight.dtype
        self._weight = (masks * head.weight.detach().float()).flatten(0, 1).to(kind)
        self._bias = head.bias.detach().repeat(self._members)

    def votes(self, features: Tensor, probabilities: Probabilities) -> Integers:
        """(members, lines, frames): the likeliest class by each, from what the head sees."""
        is_open = probabilities[..., BLANK] < _PLAINLY_BLANK
        votes = np.full((self._members, *is_open.shape), BLANK, np.int64)
        if self._members:
            scores = nn.functional.linear(features[torch.from_numpy(is_open)], self._weight, self._bias)
            votes[:, is_open] = scores.view(len(scores), self._members, -1).argmax(-1).T.numpy()
        return votes


def disagreement(spots: Spots, votes: Integers, lines: int) -> Disagreement:
    """How far the voters differ on so many lines: the network, which read `spots`, and the members."""
    if not len(votes):
        return Disagreement(np.zeros(lines), np.zeros(lines))
    texts = [each.by_line(lines) for each in (spots, *map(collapsed, votes))]
    edits = np.array([_edits([text.tolist() for text in voters]) for voters in zip(*texts, strict=True)])
    graphemes = np.bincount(spots.line, minlength=lines).clip(1)
    entropy = _entropy(np.concatenate([spots.classes[None], _at(spots, votes)]))
    return Disagreement(np.bincount(spots.line, entropy, lines) / graphemes, edits)


def _at(spots: Spots, votes: Integers) -> Integers:
    """(members, spots): what each reads where a grapheme stands: the same, something else, or nothing."""
    frames = np.clip(spots.peak + np.arange(-_NEAR, _NEAR + 1)[:, None], 0, votes.shape[2] - 1)
    near = votes[:, spots.line, frames]
    return np.where((near == spots.classes).any(axis=1), spots.classes, near.max(axis=1))


def _entropy(votes: Integers) -> NDArray[np.float64]:
    alike = (votes[:, None] == votes[None]).sum(axis=1)
    return np.asarray(-np.log(alike / len(votes)).mean(axis=0))


def _edits(texts: list[list[int]]) -> float:
    """Mean over pairs."""
    if all(text == texts[0] for text in texts[1:]):
        return 0.0
    return float(np.mean([Levenshtein.normalized_distance(*pair) for pair in combinations(texts, 2)]))

"""A committee of heads: how its members vote, and how far they differ."""

from math import log

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import nn

from recto.recognition.best_path import best_path
from recto.recognition.committee import MEMBERS, Committee, disagreement

CLASSES = 5


def certain(*rows: str) -> np.ndarray:
    """Posteriors of lines written frame by frame, "-" for blank and letters from "a" for the others."""
    return np.eye(CLASSES, dtype=np.float32)[np.array([_classes(row) for row in rows])]


def _classes(row: str) -> list[int]:
    return ["-abcd".index(letter) for letter in row]


def differ(read: str, *votes: str):
    seen = certain(read)
    members = np.array([[_classes(vote)] for vote in votes]).reshape(len(votes), 1, len(read))
    return disagreement(best_path(seen), members, 1)


def test_voters_who_read_the_same_do_not_differ():
    found = differ("-a-b-", "-a-b-", "-aab-")
    assert (found.entropy[0], found.edits[0]) == (0, 0)


def test_a_peak_in_the_next_frame_is_the_same_vote():
    assert differ("-a--b-", "--a-b-").entropy[0] == 0


def test_half_of_the_voters_against_half_is_the_entropy_of_a_coin_for_that_grapheme():
    found = differ("-a--b-", "-c--b-", "-a--b-", "-c--b-")
    assert found.entropy[0] == pytest.approx(log(2) / 2)  # one of two graphemes


def test_an_added_grapheme_shows_in_the_edits_alone():
    found = differ("-a----", "-a--b-")
    assert (found.entropy[0], found.edits[0]) == (0, 0.5)


def test_without_members_nobody_differs():
    seen = certain("-a-b-")
    found = disagreement(best_path(seen), np.zeros((0, 1, 5), np.int64), 1)
    assert (found.entropy[0], found.edits[0]) == (0, 0)


@given(arrays(np.int64, (MEMBERS, 2, 6), elements=st.integers(0, CLASSES - 1)))
def test_entropy_and_edits_keep_to_their_limits(votes: np.ndarray):
    seen = certain("-a-bb-", "------")
    found = disagreement(best_path(seen), votes, 2)
    assert np.all((found.entropy >= 0) & (found.entropy <= log(MEMBERS + 1) + 1e-9))
    assert np.all((found.edits >= 0) & (found.edits <= 1))


def test_members_leave_out_features_of_their_own_and_vote_where_a_line_is_not_blank():
    torch.manual_seed(1)
    head = nn.Linear(32, CLASSES)
    features = torch.randn(1, 40, 32)
    seen = head(features).softmax(-1).detach().numpy()
    seen[0, 0] = np.eye(CLASSES)[0]
    votes = Committee(head, share=0.5).votes(features, seen)
    assert votes.shape == (MEMBERS, 1, 40)
    assert len({tuple(vote[0]) for vote in votes}) == MEMBERS
    assert not votes[:, 0, 0].any()


def test_a_network_that_learned_without_leaving_out_has_no_committee():
    assert Committee(nn.Linear(4, CLASSES), share=0).votes(torch.zeros(1, 3, 4), certain("-a-")).shape[0] == 0

"""The simulated annotator's slips are plausible, few, and always the same."""

import pytest

from recto.local.slips import SLIPS, slipped
from recto.recognition.measures import edits

TEXT = "The charge is 4 pounds 6s. 9d., which Major Yates has promised to pay."


def test_without_errors_every_line_is_keyed_as_it_is():
    assert all(slipped(TEXT, f"line-{n}", rate=0, seed=1) == TEXT for n in range(50))


def test_the_same_seed_and_line_slip_in_the_same_way():
    keyed = [slipped(TEXT, "page/line-7", rate=1, seed=3) for _ in range(5)]
    assert len(set(keyed)) == 1
    assert keyed[0] != TEXT


def test_the_set_share_of_lines_has_a_slip():
    keyed = [slipped(TEXT, f"line-{n}", rate=0.2, seed=5) for n in range(1000)]
    assert 150 < sum(text != TEXT for text in keyed) < 250


def test_a_slip_costs_one_or_two_edits():
    costs = {edits(slipped(TEXT, f"line-{n}", rate=1, seed=9), TEXT) for n in range(300)}
    assert costs <= {1, 2}
    assert 1 in costs


@pytest.mark.parametrize("text", ["", "a", " ", "aa", "§ ſ"])
def test_short_lines_never_become_empty(text):
    assert all(len(slipped(text, f"line-{n}", rate=1, seed=2)) >= min(len(text), 1) for n in range(50))


def test_every_kind_of_slip_happens():
    lengths = {len(slipped(TEXT, f"line-{n}", rate=1, seed=4)) - len(TEXT) for n in range(200)}
    assert lengths == {-1, 0, 1}
    assert set(SLIPS) == {"dropped", "doubled", "swapped", "mistaken"}

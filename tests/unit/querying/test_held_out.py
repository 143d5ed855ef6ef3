"""Which pages only judge models."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.querying.held_out import is_held_out

SHARES = [0.05, 0.1, 0.15, 0.2, 0.3, 1 / 3, 0.35, 0.5, 0.6, 0.75, 0.9, 1.0]


def held_out(collection: str, pages: int, share: float) -> list[int]:
    return [arrival for arrival in range(pages) if is_held_out(collection, arrival, share)]


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("pages", [20, 100, 1000])
@pytest.mark.parametrize("collection", ["letters", "maps"])
def test_the_share_holds_at_every_size(collection: str, pages: int, share: float) -> None:
    assert abs(len(held_out(collection, pages, share)) - pages * share) <= 1


@given(st.text(min_size=1), st.sampled_from(SHARES))
@settings(deadline=None)
def test_a_collection_of_three_pages_has_one(collection: str, share: float) -> None:
    assert held_out(collection, 3, share)


def test_pages_are_not_held_out_in_an_even_step() -> None:
    drawn = held_out("letters", 300, 0.1)
    assert len({later - earlier for earlier, later in pairwise(drawn)}) > 5


def test_the_same_page_is_always_drawn_and_other_collections_draw_others() -> None:
    assert held_out("letters", 200, 0.15) == held_out("letters", 200, 0.15)
    assert held_out("letters", 200, 0.15) != held_out("maps", 200, 0.15)


def test_more_pages_do_not_change_what_was_drawn() -> None:
    assert held_out("letters", 200, 0.15)[:5] == held_out("letters", 40, 0.15)[:5]


def test_without_a_share_none_is_held_out() -> None:
    assert held_out("letters", 100, 0.0) == []

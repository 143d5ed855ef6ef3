"""Two readings side by side, as adjudicators see them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.recognition.measures import graphemes, nfc
from schemas.readings import Grapheme
from services.labeling_gateway.side_by_side import side_by_side

pytestmark = pytest.mark.stateless

texts = st.one_of(st.text("abc \N{COMBINING ACUTE ACCENT}", max_size=12), st.text(max_size=12))


def read(text: str) -> list[Grapheme]:
    """A reading in which each grapheme is a tenth of the line wide."""
    return [Grapheme(each, 0.9, at / 10, (at + 1) / 10) for at, each in enumerate(graphemes(text))]


def test_where_both_agree_pieces_are_words_and_where_they_differ_all_of_it_is_one() -> None:
    pieces = side_by_side("My dear Mrs. S", "My dear Mr S", [])
    assert [(piece.left, piece.right) for piece in pieces] == [
        ("My ", "My "), ("dear ", "dear "), ("Mr", "Mr"), ("s.", ""), (" S", " S"),
    ]  # fmt: skip


def test_pieces_stand_where_the_reading_that_both_started_from_has_them() -> None:
    pieces = side_by_side("ab cd", "ab xd", read("ab cc"))
    assert [(piece.left, piece.start, piece.end) for piece in pieces] == [
        ("ab ", 0.0, 0.3), ("c", 0.3, 0.4), ("d", 0.4, 0.5),
    ]  # fmt: skip


def test_what_the_reading_did_not_have_stands_nowhere() -> None:
    _, extra = side_by_side("ab", "ab!", read("ab"))
    assert (extra.kind, extra.right, extra.start, extra.end) == ("insert", "!", None, None)


@given(texts, texts, texts)
def test_joined_each_side_gives_its_text_and_no_two_differences_touch(
    left: str, right: str, prefill: str
) -> None:
    pieces = side_by_side(left, right, read(prefill[:10]))
    assert "".join(piece.left for piece in pieces) == nfc(left)
    assert "".join(piece.right for piece in pieces) == nfc(right)
    assert all("equal" in (one.kind, other.kind) for one, other in itertools.pairwise(pieces))

"""Two readings side by side: whatever they are, each side gives its text."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from recto.recognition.alignment import aligned, pairs
from recto.recognition.measures import edits, graphemes, nfc

texts = st.one_of(
    st.text("abc \N{COMBINING ACUTE ACCENT}\N{LATIN SMALL LETTER LONG S}", max_size=12), st.text(max_size=12)
)


@given(texts, texts)
def test_joined_each_side_gives_its_text(left: str, right: str) -> None:
    runs = aligned(left, right)
    assert "".join(run.left for run in runs) == nfc(left)
    assert "".join(run.right for run in runs) == nfc(right)


@given(texts, texts)
def test_a_run_says_what_is_true_of_it_and_neighbours_differ_in_kind(left: str, right: str) -> None:
    runs = aligned(left, right)
    for run in runs:
        is_so = {
            "equal": run.left == run.right != "",
            "replace": bool(run.left) and bool(run.right) and run.left != run.right,
            "insert": not run.left and bool(run.right),
            "delete": bool(run.left) and not run.right,
        }
        assert is_so[run.kind], run
    kinds = [run.kind for run in runs]
    assert all(one != other for one, other in itertools.pairwise(kinds))


@given(texts, texts)
def test_the_other_way_round_an_insertion_is_a_deletion(left: str, right: str) -> None:
    assert sum(one != other for one, other in pairs(left, right)) == edits(left, right)
    assert sum(one != other for one, other in pairs(right, left)) == edits(left, right)


@given(texts, texts)
def test_pairs_hold_every_grapheme_of_both_once(left: str, right: str) -> None:
    found = list(pairs(left, right))
    assert [one for one, _ in found if one] == graphemes(left)
    assert [other for _, other in found if other] == graphemes(right)


def test_a_letter_with_its_accent_is_one_place() -> None:
    runs = aligned("Cafe\N{COMBINING ACUTE ACCENT}", "Cafe")
    assert [(run.kind, run.left, run.right) for run in runs] == [
        ("equal", "Caf", "Caf"),
        ("replace", "\N{LATIN SMALL LETTER E WITH ACUTE}", "e"),
    ]

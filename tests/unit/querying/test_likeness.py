"""Which collection a text most probably belongs to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.querying.likeness import Samples

LETTERS = [
    "My dear Mrs. Stanford,",
    "it was so kind of you to write to me",
    "I remain yours very truly",
    "dear friend",
]
AKTEN = [
    "Das Königliche Amtsgericht zu Berlin",
    "in der Strafsache gegen den Schlosser",
    "wird hiermit beschlossen",
]
PRICES = ["2 doz. buttons 3.40", "1 yd. of cloth 12.50", "carried forward 118.20"]
ALL = {"letters": LETTERS, "akten": AKTEN, "prices": PRICES}


def likeliest(*lines: str) -> str:
    found = Samples(ALL).likeness(lines)
    return max(found, key=lambda name: found[name])


@pytest.mark.parametrize(
    ("line", "collection"),
    [
        ("dear Mrs. Gray, it is so kind", "letters"),
        ("das Amtsgericht hat beschlossen", "akten"),
        ("3 yd. cloth 7.80", "prices"),
        ("My dcar Mrs, Stanfcrd", "letters"),
    ],
)
def test_a_text_is_likest_the_collection_that_it_is_written_as(line: str, collection: str) -> None:
    assert likeliest(line) == collection


def test_more_lines_make_surer_and_one_line_is_never_all_but_certain() -> None:
    samples = Samples(ALL)
    one, many = samples.likeness(["to write to you"]), samples.likeness(["to write to you"] * 8)
    assert 0.4 < one["letters"] < 0.98 < many["letters"]


def test_what_nobody_has_seen_speaks_for_nobody_whatever_the_size_of_their_samples() -> None:
    found = Samples({"large": LETTERS * 50, "small": AKTEN}).likeness(["ωζξ"])
    assert found["large"] == pytest.approx(found["small"], abs=0.02)


def test_collections_without_a_text_are_left_out_and_without_any_nothing_is_told() -> None:
    assert set(Samples({**ALL, "new": [], "blank": ["  "]}).likeness(["dear"])) == set(ALL)
    assert Samples({"new": []}).likeness(["dear"]) == {}


def test_a_document_without_text_is_as_like_one_as_another() -> None:
    assert Samples(ALL).likeness(["", " "]) == pytest.approx(dict.fromkeys(ALL, 1 / 3))


@given(st.lists(st.text(max_size=30), max_size=5), st.lists(st.text(max_size=30), max_size=5))
def test_probabilities_sum_to_one_and_never_depend_on_the_order_of_lines(
    sample: list[str], lines: list[str]
) -> None:
    found = Samples({**ALL, "odd": sample}).likeness(lines)
    assert sum(found.values()) == pytest.approx(1)
    assert found == pytest.approx(Samples({**ALL, "odd": sample}).likeness(lines[::-1]))

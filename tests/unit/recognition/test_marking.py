"""A marked reading holds both the reading and the truth."""

import regex
from hypothesis import given
from hypothesis import strategies as st

from recto.recognition.marking import marked
from recto.recognition.measures import edits, nfc

texts = st.text("aſs\u0364e\u0301 G", max_size=12)


@given(texts, texts)
def test_reading_and_truth_can_be_told_from_the_marks_and_no_more_is_marked_than_is_wrong(
    read: str, truth: str
) -> None:
    said = marked(read, truth)
    assert regex.sub(r"\{\+.*?\+\}|\[-|-\]", "", said) == nfc(read)
    assert regex.sub(r"\[-.*?-\]|\{\+|\+\}", "", said) == nfc(truth)
    assert (said == nfc(read)) == (edits(read, truth) == 0)


def test_a_letter_is_marked_with_what_combines_with_it() -> None:
    assert marked("ſcho\u0364n", "ſchön") == "ſch[-o\u0364-]{+ö+}n"

"""The lines of tests and of pictures are such as a reader gives them: what is read is what it holds for likeliest."""

import pytest
from desk_screens import LINES
from drawn_pages import misread
from sample_lines import sample_lines


def test_no_picture_offers_something_likelier_than_what_was_read() -> None:
    for line in (*LINES, *sample_lines(50)):
        for doubt in line.doubts.values():
            assert max(doubt.others.values(), default=0) <= doubt.confidence


def test_a_sample_that_does_is_refused() -> None:
    with pytest.raises(AssertionError):
        misread("r", {0: ("n", 0.4, 0.5)})

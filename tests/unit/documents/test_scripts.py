"""The script of a line is that of most of its letters."""

import pytest

from recto.documents.scripts import dominant_script


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Deutſche Schrift", "Latin"),
        ("λόγος, vgl.", "Greek"),
        ("Слово 12", "Cyrillic"),
        ("שלום world", "Latin"),
        ("漢字かな漢字", "Han"),
        ("12. 3. 1891", None),
        ("", None),
    ],
)
def test_the_script_of_most_letters_counts_and_figures_have_none(text: str, script: str | None) -> None:
    assert dominant_script(text) == script

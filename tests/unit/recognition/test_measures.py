"""Characters, edits and CER."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.recognition.measures import cer, edits, folded, graphemes, nfc

texts = st.text(alphabet="abcäſoͤu\u0364\u0301 -", max_size=30)


@given(texts)
def test_graphemes_put_together_again_are_the_nfc_text(text):
    assert "".join(graphemes(text)) == nfc(text)


@given(texts)
def test_a_text_read_as_it_is_has_no_errors(text):
    assert cer([(text, text)]) == 0


@given(texts, texts)
def test_edits_are_the_same_in_both_directions_and_never_more_than_the_longer_text(one, other):
    assert edits(one, other) == edits(other, one) <= max(len(graphemes(one)), len(graphemes(other)))


@given(st.lists(st.tuples(texts, texts), max_size=5))
def test_cer_weighs_lines_by_their_length(pairs):
    length = sum(len(graphemes(truth)) for _, truth in pairs)
    assert cer(pairs) * max(length, 1) == pytest.approx(sum(edits(*pair) for pair in pairs))


def test_a_letter_with_a_combining_e_is_one_character():
    assert graphemes("ſcho\u0364n") == ["ſ", "c", "h", "o\u0364", "n"]
    assert edits("ſchon", "ſcho\u0364n") == 1


def test_composed_and_decomposed_forms_are_the_same_text():
    assert edits("e\u0301te\u0301", "été") == 0


def test_folding_writes_old_print_the_modern_way():
    assert folded("„Ueberſchuͤſſe”, al⸗") == '"Ueberschüsse", al-'


def test_measures_load_without_torch():
    probe = "import sys, recto.recognition.measures; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0

"""The codec: graphemes to classes and back, and growing."""

from hypothesis import given
from hypothesis import strategies as st

from recto.recognition.alphabet import Alphabet, written

texts = st.text(alphabet="abcäſo\u0364u é\t\u00a0-", max_size=30)


@given(texts)
def test_a_text_survives_encoding_up_to_its_white_space(text):
    alphabet = Alphabet(()).grown([text])
    assert alphabet.decode(alphabet.encode(text)) == "".join(written(text))


@given(texts, texts)
def test_growing_keeps_every_class_where_it_was(first, second):
    before = Alphabet(("x", "y")).grown([first])
    after = before.grown([second])
    assert after.graphemes[: len(before)] == before.graphemes
    assert after.encode(first) == before.encode(first)


@given(texts)
def test_growing_twice_with_the_same_text_adds_nothing(text):
    once = Alphabet(()).grown([text])
    assert once.grown([text]) == once


def test_no_grapheme_has_the_class_of_blank():
    assert min(Alphabet(()).grown(["abc"]).encode("abc")) == 1


def test_unknown_graphemes_are_left_out():
    assert Alphabet(("a",)).decode(Alphabet(("a",)).encode("bab")) == "a"


def test_a_new_grapheme_starts_from_the_one_that_looks_like_it():
    alphabet = Alphabet(("a", "ä", "f"))
    assert alphabet.nearest("á") == alphabet.classes["a"]
    assert alphabet.nearest("a\u0364") == alphabet.classes["ä"]
    assert alphabet.nearest("ſ") == alphabet.classes["f"]
    assert alphabet.nearest("Ω") is None

"""Character models, what they are learned from, and how a language settles what the image leaves open."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.recognition import model_file
from recto.recognition.alphabet import Alphabet
from recto.recognition.decoding import Extent, Interpreter, Seen
from recto.recognition.language.counting import learned
from recto.recognition.language.language import Language
from recto.recognition.network import Architecture

WORDS = [("the hat", 3.0), ("that hut", 2.0), ("hit the hut", 1.0)]
ALPHABET = Alphabet(tuple(" aehitu"))


def frames(*columns, rest=0.001):
    """Posteriors of one line: each column gives graphemes their probabilities; blank has what is left."""
    rows = np.full((len(columns), len(ALPHABET) + 1), rest, np.float32)
    for row, column in zip(rows, columns, strict=True):
        for grapheme, share in column.items():
            row[ALPHABET.classes[grapheme]] = share
        row[0] = max(1 - row[1:].sum(), rest)
    return rows / rows.sum(axis=1, keepdims=True)


def read(posteriors, language):
    seen = Seen(posteriors[None], np.zeros((1, 32), np.float32))
    return Interpreter(ALPHABET, language).readings(seen, [Extent(0.0, 1 / len(posteriors))])[0]


def spelled(text, **unsure):
    """Columns that spell a text, with a blank after each; `unsure` by position, e.g. p2={"a": 0.5, "u": 0.4}."""
    columns = []
    for position, grapheme in enumerate(text):
        columns += [unsure.get(f"p{position}", {grapheme: 0.97}), {}]
    return frames(*columns)


@pytest.fixture(scope="module")
def language():
    return Language((learned(WORDS),))


def test_what_was_seen_is_likelier_than_what_was_not():
    model = learned(WORDS)
    assert model.log_probability("th") > model.log_probability("ti")
    assert model.log_probability(" the") > model.log_probability(" tha") > model.log_probability(" thx")


@given(
    st.lists(st.text("abc ", min_size=1, max_size=12), min_size=1, max_size=6), st.text("abc ", max_size=7)
)
def test_probabilities_after_any_context_add_up_to_no_more_than_one(texts, context):
    model = learned([(text, 1.0) for text in texts])
    # Probabilities are kept in steps of 1/14 nat, so a little is forgiven.
    assert sum(math.exp(model.log_probability(context + each)) for each in "abc ") <= 1.08


def test_rare_long_grams_can_be_left_out_and_short_ones_stay():
    whole, pruned = learned(WORDS), learned(WORDS, at_least=4)
    assert len(pruned) < len(whole)
    assert pruned.log_probability("u") == whole.log_probability("u")


def test_an_open_place_is_settled_by_its_neighbours(language):
    doubtful = spelled("the hut", p5={"a": 0.45, "u": 0.42})
    assert read(doubtful, None).text == "the hat"
    doubtful = spelled("hit the hut", p9={"a": 0.45, "u": 0.42})
    assert read(doubtful, None).text == "hit the hat"
    reading = read(doubtful, language)
    assert reading.text in {"hit the hut", "hit the hat"}
    doubtful = spelled("thit hut", p2={"i": 0.5, "a": 0.4})
    assert read(doubtful, language).text == "that hut"


def test_where_the_image_is_sure_the_language_has_no_say(language):
    sure = frames(*[column for each in "tiaeu" for column in ({each: 0.9999}, {})], rest=1e-7)
    assert read(sure, language) == read(sure, None)


def test_a_missed_grapheme_is_added_and_an_extra_one_dropped(language):
    missed = frames({"t": 0.97}, {}, {"h": 0.45}, {}, {"e": 0.97}, {}, {" ": 0.97}, {}, {"h": 0.97}, {})
    assert read(missed, None).text == "te h"
    assert read(missed, language).text == "the h"
    extra = spelled("thie hat", p2={"i": 0.55})
    assert read(extra, None).text == "thie hat"
    assert read(extra, language).text == "the hat"


def test_places_stay_in_order_when_graphemes_come_and_go(language):
    missed = frames({"t": 0.97}, {}, {"h": 0.45}, {}, {"e": 0.97}, {}, {" ": 0.97}, {}, {"h": 0.97}, {})
    found = read(missed, language).graphemes
    assert [grapheme.start for grapheme in found] == sorted(grapheme.start for grapheme in found)
    assert all(grapheme.start <= grapheme.end for grapheme in found)


def test_what_lost_is_the_first_alternative(language):
    [doubtful] = [
        grapheme
        for grapheme in read(spelled("thit hut", p2={"i": 0.5, "a": 0.4}), language).graphemes
        if grapheme.alternatives and grapheme.text == "a"
    ]
    assert doubtful.alternatives[0].text == "i"
    assert doubtful.confidence > doubtful.alternatives[0].probability


def test_a_collection_speaks_as_its_own_texts_do():
    general = Language((learned([("the cat sat on the mat " * 3, 5.0)]),))
    here = general.spoken_here([("zum zweiten mal zog er hinaus", 1.0)] * 20)
    assert here.weigh("zo", "g") > general.weigh("zo", "g")
    assert here.shares[1] > 0.8
    assert sum(here.shares) == pytest.approx(1)


def test_too_little_text_changes_nothing(language):
    assert language.spoken_here([("hut", 1.0)]) is language


def test_a_model_file_carries_its_language(language):
    mixed = language.spoken_here([("hit the hat that hut", 1.0)] * 30)
    architecture = Architecture(height=16, stem=4, wide=4, deep=8, deepest=8, hidden=8, layers=1)
    model = model_file.fresh(architecture, ALPHABET, version="v")._replace(language=mixed)
    again = model_file.from_bytes(model_file.to_bytes(model)).language
    assert again is not None
    assert again.about() == mixed.about()
    assert again.weigh("th", "e") == mixed.weigh("th", "e")
    assert model_file.to_bytes(model_file.from_bytes(model_file.to_bytes(model))) == model_file.to_bytes(
        model
    )

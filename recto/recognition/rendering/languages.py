"""Words of Latin-script languages by frequency, with the spellings and long s of older German."""

import re
from functools import cache

import numpy as np
import wordfreq
from numpy.random import Generator
from numpy.typing import NDArray

LANGUAGES = {
    "de": 0.26,
    "fr": 0.27,
    "en": 0.17,
    "es": 0.05,
    "it": 0.05,
    "nl": 0.04,
    "pt": 0.03,
    "pl": 0.03,
    "cs": 0.03,
    "sv": 0.02,
    "da": 0.02,
    "hu": 0.01,
    "ro": 0.01,
    "sl": 0.01,
}
"""Language to its share of the rendered lines."""

_WORDS = 60_000
_WRITTEN = re.compile(r"[a-zß-žșț'’.-]*[a-zß-žșț]+[a-zß-žșț'’.-]*")
_SHARP_S = re.compile(r"([aeä]u|ei|ie|ö|stra|\bgro|\bgrü|\bfu|\bfü|\bsü)ss")
_FINAL_SS = re.compile(r"ss(?=t?$)")
_OLD_GERMAN = (
    ("teil", "theil"),
    ("tun", "thun"),
    ("tat", "that"),
    ("tür", "thür"),
    ("wert", "werth"),
    ("rat", "rath"),
    ("sein", "seyn"),
    ("bei", "bey"),
    ("frei", "frey"),
    ("zwei", "zwey"),
    ("ieren", "iren"),
    ("kom", "com"),
    ("kon", "con"),
    ("gibt", "giebt"),
    ("ging", "gieng"),
)
_ROUND_S = re.compile(r"s(?=$|[^a-zäöüßſ])|(?<=[a-zäöü])s(?=[bkmw](?!e?[nrs]?$))")


@cache
def vocabulary(language: str) -> tuple[list[str], NDArray[np.float64]]:
    """The words of a language and how often each is to be drawn: flatter than life, so that rare ones come."""
    words = [word for word in wordfreq.top_n_list(language, _WORDS) if _WRITTEN.fullmatch(word)]
    if language == "de":
        words = [_sharpened(word) for word in words]
    weights = 1.0 / (np.arange(len(words)) + 20) ** 0.8
    return words, np.cumsum(weights / weights.sum())


def words(rng: Generator, language: str, count: int) -> list[str]:
    """`count` words drawn from a language, as far as its vocabulary goes in lower case."""
    known, cumulative = vocabulary(language)
    drawn = np.searchsorted(cumulative, rng.random(count))
    return [known[min(index, len(known) - 1)] for index in drawn]


def old_german(word: str) -> str:
    """The word in one of the spellings of about 1800.

    >>> old_german("teil"), old_german("muss")
    ('theil', 'muß')
    """
    for new, old in _OLD_GERMAN:
        word = word.replace(new, old)
    return _FINAL_SS.sub("ß", word)


def long_s(text: str) -> str:
    """Long s for every s but those that end a word or, by a rule of thumb, a syllable.

    >>> long_s("das Haus, lesen, ist")
    'das Haus, leſen, iſt'
    """
    rounded = _ROUND_S.sub("\0", text)
    return rounded.replace("s", "ſ").replace("\0", "s")


def _sharpened(word: str) -> str:
    return _SHARP_S.sub(r"\1ß", word)

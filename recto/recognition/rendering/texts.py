"""What a rendered line says: words with the punctuation, figures and capitals of real pages."""

from numpy.random import Generator

from recto.recognition.rendering import languages
from recto.recognition.rendering.dressing import DRESSES, Place

Text = str

_ENDS = (".", ".", ".", ".", ",", ",", ",", ",", ",", ";", ":", "!", "?", " -", " —", " –", "...", "…", ". —")
_RARE = "".join(map(chr, (*range(0x21, 0x7F), *range(0xA1, 0x180)))).replace("\xad", "") + "ſ„“”‚‘’‹›–—…†‡•"


def line(rng: Generator, *, old_print: float = 0.0) -> Text:
    """One line of 1 to some 75 characters; `old_print` is the probability of an old German print's spelling."""
    if rng.random() < old_print:
        return _old_print(rng)
    return _finished(rng, _sentence(rng, _language(rng)))


def word(rng: Generator) -> Text:
    """A single word of any language."""
    return languages.words(rng, _language(rng), 1)[0]


def gibberish(rng: Generator) -> Text:
    """Letters, accents and signs in no order, so that none stays unknown."""
    count = int(rng.integers(3, 30))
    return " ".join("".join(rng.choice(list(_RARE), count)).split()) or "-"


def _language(rng: Generator) -> str:
    return str(rng.choice(list(languages.LANGUAGES), p=list(languages.LANGUAGES.values())))


def _old_print(rng: Generator) -> Text:
    text = languages.long_s(_broken_off(rng, _finished(rng, _sentence(rng, "de", antiquated=True))))
    style = rng.random()
    if style < 0.5:
        for letter in "aou":
            text = text.replace({"a": "ä", "o": "ö", "u": "ü"}[letter], letter + "\u0364")
    if text.endswith("-") and rng.random() < 0.8:
        text = text[:-1] + "⸗"
    return text


def _broken_off(rng: Generator, text: Text) -> Text:
    """The text, ending one time in six within a word: narrow columns of German break many."""
    if rng.random() > 0.17 or len(text) < 12 or not text[-4:].isalpha():
        return text
    return text[: -int(rng.integers(1, 4))] + "-"


def _sentence(rng: Generator, language: str, antiquated: bool = False) -> Text:
    drawn = languages.words(rng, language, int(rng.integers(1, 13)))
    parts = []
    for index, word in enumerate(drawn):
        spelled = languages.old_german(word) if antiquated and rng.random() < 0.7 else word
        parts.append(_dressed(rng, _cased(rng, spelled, language, first=index == 0), language))
    return " ".join(parts)


def _cased(rng: Generator, word: Text, language: str, first: bool) -> Text:
    capital = 0.6 if first else (0.38 if language == "de" else 0.1)
    draw = rng.random()
    if draw < capital:
        return word[:1].upper() + word[1:]
    return word.upper() if draw > 0.985 else word


def _dressed(rng: Generator, word: Text, language: str) -> Text:
    """The word as it is four times in five, else with something around it, or a figure in its place."""
    draw = rng.random()
    if draw < 0.76:
        return word
    if draw < 0.88:
        return word + str(rng.choice(_ENDS))
    return DRESSES[int(rng.integers(len(DRESSES)))](Place(rng, word, language))


def _finished(rng: Generator, text: Text) -> Text:
    """Now and then a heading in capitals, a list item, a page number, or a word cut at the line's end."""
    draw = rng.random()
    if draw < 0.03:
        return text.upper().replace("ß", "SS")
    if draw < 0.05:
        return f"{int(rng.integers(1, 60))}{rng.choice(['.', ')', '°', ' -'])} {text}"
    if draw < 0.065:
        return f"- {int(rng.integers(1, 900))} -"
    if draw < 0.2 and text[-1].isalpha():
        return text[: -int(rng.integers(1, 4))].rstrip() + "-"
    return text + "." if draw < 0.33 and text[-1].isalnum() else text

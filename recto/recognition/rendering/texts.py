"""What a rendered line says: words with the punctuation, figures and capitals of real pages."""

from collections.abc import Callable
from typing import NamedTuple

from numpy.random import Generator

from recto.recognition.rendering import languages

Text = str

_QUOTES = {"de": ("„", "“"), "fr": ("« ", " »"), "en": ("“", "”"), "pl": ("„", "”")}
_PLAIN_QUOTES = (('"', '"'), ("'", "'"), ("»", "«"), ("«", "»"), ("‚", "‘"), ("‘", "’"), ("„", "”"))
_ENDS = (".", ".", ".", ".", ",", ",", ",", ",", ",", ";", ":", "!", "?", " -", " —", " –", "...", "…", ". —")
_SIGNS = "&%§$£€†*+=/°#@^~|\\{}<>[]()_²³½¼¾×·•¶№"
_ABBREVIATIONS = (
    *(
        "z. B.",
        "d. h.",
        "u. s. w.",
        "Nr.",
        "Bd.",
        "S.",
        "Dr.",
        "M.",
        "Mme",
        "Mlle",
        "MM.",
        "St.",
        "Hrn.",
        "Jh.",
    ),
    *(
        "N° 5",
        "n°",
        "p.",
        "pp.",
        "art.",
        "cf.",
        "ibid.",
        "id.",
        "etc.",
        "vol.",
        "No.",
        "Mr.",
        "Mrs.",
        "Esq.",
        "Co.",
    ),
)
_MONTHS = (
    *(
        "Januar",
        "März",
        "Mai",
        "Juli",
        "Auguſt",
        "Oktober",
        "janvier",
        "février",
        "mars",
        "avril",
        "juin",
        "août",
    ),
    *(
        "septembre",
        "décembre",
        "January",
        "April",
        "June",
        "November",
        "enero",
        "maggio",
        "Dec.",
        "Sept.",
        "Nov.",
    ),
)
_RARE = "".join(map(chr, (*range(0x21, 0x7F), *range(0xA1, 0x180)))).replace("\xad", "") + "ſ„“”‚‘’‹›–—…†‡•"


def line(rng: Generator, *, old_print: float = 0.0) -> Text:
    """One line of 1 to some 75 characters; `old_print` is the probability of an old German print's spelling."""
    if rng.random() < old_print:
        return _old_print(rng)
    language = str(rng.choice(list(languages.LANGUAGES), p=list(languages.LANGUAGES.values())))
    return _finished(rng, _sentence(rng, language))


def gibberish(rng: Generator) -> Text:
    """Letters, accents and signs in no order, so that none stays unknown."""
    count = int(rng.integers(3, 30))
    return " ".join("".join(rng.choice(list(_RARE), count)).split()) or "-"


def _old_print(rng: Generator) -> Text:
    text = languages.long_s(_finished(rng, _sentence(rng, "de", antiquated=True)))
    style = rng.random()
    if style < 0.5:
        for letter in "aou":
            text = text.replace({"a": "ä", "o": "ö", "u": "ü"}[letter], letter + "\u0364")
    if text.endswith("-") and rng.random() < 0.8:
        text = text[:-1] + "⸗"
    return text


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
    if draw < 0.78:
        return word
    if draw < 0.91:
        return word + str(rng.choice(_ENDS))
    return _DRESSES[int(rng.integers(len(_DRESSES)))](_Place(rng, word, language))


class _Place(NamedTuple):
    """A word that something is about to be put around, or that a figure replaces."""

    rng: Generator
    word: Text
    language: str


def _quoted(place: _Place) -> Text:
    pairs = (_QUOTES.get(place.language, ('"', '"')), *_PLAIN_QUOTES)
    opening, closing = pairs[0] if place.rng.random() < 0.5 else pairs[int(place.rng.integers(len(pairs)))]
    draw = place.rng.random()
    return (opening + place.word, place.word + closing, opening + place.word + closing)[int(draw * 3)]


def _bracketed(place: _Place) -> Text:
    opening, closing = ("()", "()", "()", "[]")[int(place.rng.integers(4))]
    return (opening + place.word, place.word + closing, opening + place.word + closing)[
        int(place.rng.integers(3))
    ]


def _apostrophe(place: _Place) -> Text:
    mark = "'" if place.rng.random() < 0.6 else "’"
    return str(place.rng.choice(["l", "d", "qu", "n", "j", "s", "c", "L", "D", "O"])) + mark + place.word


def _hyphenated(place: _Place) -> Text:
    return place.word + "-" + languages.words(place.rng, place.language, 1)[0]


def _abbreviated(place: _Place) -> Text:
    return str(place.rng.choice(_ABBREVIATIONS)) + " " + place.word


def _signed(place: _Place) -> Text:
    return str(place.rng.choice(list(_SIGNS))) + ("" if place.rng.random() < 0.5 else " ") + place.word


def _number(place: _Place) -> Text:
    return str(int(10 ** place.rng.uniform(0, 5.5)))


def _year(place: _Place) -> Text:
    return str(int(place.rng.integers(1500, 2030))) + str(place.rng.choice(["", ",", ".", ")", "-", " :"]))


def _date(place: _Place) -> Text:
    day, year = int(place.rng.integers(1, 32)), int(place.rng.integers(1700, 2030))
    if place.rng.random() < 0.6:
        return f"{day}{'.' if place.language == 'de' else ''} {place.rng.choice(_MONTHS)} {year}"
    mark = place.rng.choice([".", "/", "-"])
    return f"{day}{mark}{int(place.rng.integers(1, 13))}{mark}{year % 100:02d}"


def _price(place: _Place) -> Text:
    amount = f"{10 ** place.rng.uniform(0, 4):.2f}"
    before, after = (
        place.rng.choice(["$", "£", "", ""]),
        place.rng.choice(["", " fr.", " F", " Mk.", " €", " %"]),
    )
    return f"{before}{amount}{after}"


def _time(place: _Place) -> Text:
    mark = place.rng.choice([":", "h", ".", " h "])
    return f"{int(place.rng.integers(0, 24))}{mark}{int(place.rng.integers(0, 60)):02d}"


def _roman(place: _Place) -> Text:
    return str(
        place.rng.choice(
            ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XIV", "XVIII", "XIX"]
        )
    )


_DRESSES: tuple[Callable[[_Place], Text], ...] = (
    *(_quoted, _quoted, _bracketed, _bracketed, _apostrophe, _apostrophe, _hyphenated, _abbreviated),
    *(_signed, _number, _number, _year, _year, _date, _price, _time, _roman),
)


def _finished(rng: Generator, text: Text) -> Text:
    """Now and then a heading in capitals, a list item, a page number, or a word cut at the line's end."""
    draw = rng.random()
    if draw < 0.03:
        return text.upper().replace("ß", "SS")
    if draw < 0.05:
        return f"{int(rng.integers(1, 60))}{rng.choice(['.', ')', '°', ' -'])} {text}"
    if draw < 0.065:
        return f"- {int(rng.integers(1, 900))} -"
    if draw < 0.17 and text[-1].isalpha():
        return text[: -int(rng.integers(1, 4))].rstrip() + "-"
    return text + "." if draw < 0.3 and text[-1].isalnum() else text

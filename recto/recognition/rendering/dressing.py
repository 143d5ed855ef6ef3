"""What stands around a word or in its place: quotes, brackets, apostrophes, figures, dates, prices."""

from collections.abc import Callable
from typing import NamedTuple

from numpy.random import Generator

from recto.recognition.rendering.languages import words
from recto.recognition.rendering.names import name
from recto.recognition.rendering.phrases import phrases

_QUOTES = {"de": ("„", "“"), "fr": ("« ", " »"), "en": ("“", "”"), "pl": ("„", "”")}
_PLAIN_QUOTES = (('"', '"'), ("'", "'"), ("»", "«"), ("«", "»"), ("‚", "‘"), ("‘", "’"), ("„", "”"))
_SIGNS = "&%§$£€†*+=/°#@^~|\\{}<>[]()_²³½¼¾×·•¶№"


class Place(NamedTuple):
    """A word that something is about to be put around, or that a figure replaces."""

    rng: Generator
    word: str
    language: str


def _quoted(place: Place) -> str:
    pairs = (_QUOTES.get(place.language, ('"', '"')), *_PLAIN_QUOTES)
    opening, closing = pairs[0] if place.rng.random() < 0.5 else pairs[int(place.rng.integers(len(pairs)))]
    draw = place.rng.random()
    return (opening + place.word, place.word + closing, opening + place.word + closing)[int(draw * 3)]


def _bracketed(place: Place) -> str:
    opening, closing = ("()", "()", "()", "[]")[int(place.rng.integers(4))]
    return (opening + place.word, place.word + closing, opening + place.word + closing)[
        int(place.rng.integers(3))
    ]


def _apostrophe(place: Place) -> str:
    mark = "'" if place.rng.random() < 0.6 else "’"
    return str(place.rng.choice(["l", "d", "qu", "n", "j", "s", "c", "L", "D", "O"])) + mark + place.word


def _hyphenated(place: Place) -> str:
    return place.word + "-" + words(place.rng, place.language, 1)[0]


def _abbreviated(place: Place) -> str:
    return str(place.rng.choice(phrases("abbreviations"))) + " " + place.word


def _signed(place: Place) -> str:
    return str(place.rng.choice(list(_SIGNS))) + ("" if place.rng.random() < 0.5 else " ") + place.word


def _number(place: Place) -> str:
    return str(int(10 ** place.rng.uniform(0, 5.5)))


def _year(place: Place) -> str:
    return str(int(place.rng.integers(1500, 2030))) + str(place.rng.choice(["", ",", ".", ")", "-", " :"]))


def _date(place: Place) -> str:
    day, year = int(place.rng.integers(1, 32)), int(place.rng.integers(1700, 2030))
    if place.rng.random() < 0.6:
        return f"{day}{'.' if place.language == 'de' else ''} {place.rng.choice(phrases('months'))} {year}"
    mark = place.rng.choice([".", "/", "-"])
    return f"{day}{mark}{int(place.rng.integers(1, 13))}{mark}{year % 100:02d}"


def _price(place: Place) -> str:
    amount = f"{10 ** place.rng.uniform(0, 4):.2f}"
    before, after = (
        place.rng.choice(["$", "£", "", ""]),
        place.rng.choice(["", " fr.", " F", " Mk.", " €", " %"]),
    )
    return f"{before}{amount}{after}"


def _time(place: Place) -> str:
    mark = place.rng.choice([":", "h", ".", " h "])
    return f"{int(place.rng.integers(0, 24))}{mark}{int(place.rng.integers(0, 60)):02d}"


def _roman(place: Place) -> str:
    return str(
        place.rng.choice(
            ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XIV", "XVIII", "XIX"]
        )
    )


def _ordinal(place: Place) -> str:
    number = int(place.rng.integers(1, 60))
    endings = {"fr": ["e", "er", "re", "ème"], "en": ["th", "st", "nd", "rd"]}.get(
        place.language, ["o", "°", "ª"]
    )
    if place.language == "fr" and place.rng.random() < 0.4:
        return f"{_roman(place)}e siècle"
    return f"{number}{place.rng.choice(endings)} {place.word}"


def _name(place: Place) -> str:
    return name(place.rng, place.language) + str(place.rng.choice(["", "", "", ",", "."]))


def _span(place: Place) -> str:
    first = int(place.rng.integers(1, 1900))
    last = first + int(place.rng.integers(1, 60))
    mark = place.rng.choice(["-", "–", "—", "/"])
    return f"({first}{mark}{last})" if place.rng.random() < 0.5 else f"{first}{mark}{last}"


def _reference(place: Place) -> str:
    figure = int(place.rng.integers(1, 500))
    return str(
        place.rng.choice(
            [
                f"p. {figure}",
                f"S. {figure}.",
                f"N° {figure}",
                f"§ {figure}",
                f"{figure})",
                f"art. {figure}",
                f"f. {figure}",
            ]
        )
    )


def _footnoted(place: Place) -> str:
    return place.word + str(place.rng.choice(["¹)", "²)", "³)", "*)", "**)", "1)", "2)", "¹", "²", "†)"]))


DRESSES: tuple[Callable[[Place], str], ...] = (
    *(
        _quoted,
        _quoted,
        _bracketed,
        _bracketed,
        _apostrophe,
        _apostrophe,
        _hyphenated,
        _abbreviated,
        _abbreviated,
    ),
    *(
        _signed,
        _number,
        _number,
        _year,
        _year,
        _date,
        _date,
        _price,
        _time,
        _roman,
        _ordinal,
        _ordinal,
        _span,
    ),
    *(_name, _name, _name, _name, _reference, _footnoted),
)

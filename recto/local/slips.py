"""The slips of a person who keys a line: one character dropped, doubled, swapped with the next, or mistaken."""

import random
from collections.abc import Callable, Mapping, Sequence

from recto.recognition.measures import graphemes

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")

Slip = Callable[[Sequence[str], int, random.Random], list[str]]


def slipped(text: str, line_id: str, *, rate: float, seed: int) -> str:
    """The text as keyed: in a share `rate` of lines with one slip in it, the same for the same seed and line.

    A slip never leaves the line empty, nor as it was, where the line has a character to mistake.
    """
    rng = random.Random(f"{seed}/{line_id}")  # noqa: S311
    if rng.random() >= rate:
        return text
    letters = graphemes(text)
    places = [place for place, letter in enumerate(letters) if not letter.isspace()]
    if len(places) < 2:
        return text
    place, kind = rng.choice(places), rng.choice(sorted(SLIPS))
    keyed = SLIPS[kind](letters, place, rng)
    return "".join(keyed if keyed != letters else _doubled(letters, place, rng))


def _dropped(letters: Sequence[str], place: int, _: random.Random) -> list[str]:
    return [*letters[:place], *letters[place + 1 :]]


def _doubled(letters: Sequence[str], place: int, _: random.Random) -> list[str]:
    return [*letters[:place], letters[place], *letters[place:]]


def _swapped(letters: Sequence[str], place: int, _: random.Random) -> list[str]:
    second = min(place + 1, len(letters) - 1)
    return [*letters[:place], *reversed(letters[place : second + 1]), *letters[second + 1 :]]


def _mistaken(letters: Sequence[str], place: int, rng: random.Random) -> list[str]:
    return [*letters[:place], _beside(letters[place], rng), *letters[place + 1 :]]


SLIPS: Mapping[str, Slip] = {
    "dropped": _dropped,
    "doubled": _doubled,
    "swapped": _swapped,
    "mistaken": _mistaken,
}
"""Every kind of slip, by its name."""


def _beside(letter: str, rng: random.Random) -> str:
    """The key beside `letter`, in its case; an e where the keyboard has no such key."""
    for row in _ROWS:
        place = row.find(letter.lower())
        if place >= 0:
            near = [row[other] for other in (place - 1, place + 1) if 0 <= other < len(row)]
            chosen = rng.choice(near)
            return chosen.upper() if letter.isupper() else chosen
    return "e"

"""What a line says when its language has a say: the best way through what could stand in each place.

Rivals make a line a chain of places, each with what could stand there or nothing, and a gap after each in which
something may have been missed (a confusion network, Mangu, Brill & Stolcke 2000). Where the image leaves a choice, the
language weighs it; where it does not, the language is not asked.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from recto.recognition.best_path import Integers
from recto.recognition.language.character_model import ORDER
from recto.recognition.language.language import Language
from recto.recognition.rivals import Rivals

NOTHING = -1
_OPEN = 0.03
"""A choice is open if something else than what was read has at least this share of the mass."""
_WAYS = 8
_IN_A_GAP = 3


class _Way(NamedTuple):
    """One way through the places so far: its score, what it says, and what was chosen in each open place."""

    score: float
    text: str
    chosen: tuple[int, ...]


class Place(NamedTuple):
    """What could stand in an open place, with the score that the image gives it; NOTHING is one of them."""

    number: int
    options: list[tuple[int, str, float]]


def worded(texts: Sequence[str], places: Sequence[Place], language: Language) -> list[int]:
    """The best choice in each open place of one line, whose places and gaps alternate.

    `texts`: by place and gap in turn, what was read ("" in a gap). A beam search: ways that say the same of late can
    differ in nothing that comes, so that the best of them goes on alone.
    """
    ways = [_Way(0.0, " ", ())]
    done = 0
    for place in places:
        ways = [_read_on(way, texts[done : place.number], language) for way in ways]
        ways = _best([wider for way in ways for wider in _widened(way, place, language)])
        done = place.number + 1
    ways = [_read_on(way, texts[done : done + 2 * ORDER], language) for way in ways]
    return list(max(ways, key=lambda way: way.score).chosen)


def _read_on(way: _Way, texts: Sequence[str], language: Language) -> _Way:
    """The way through places that are not open. Far from an open place the language tells nothing new."""
    score, text = way.score, way.text
    for each in texts[: 2 * ORDER]:
        if each:
            score += language.score(text, each)
            text += each
    return _Way(score, text + "".join(texts[2 * ORDER :]), way.chosen)


def _widened(way: _Way, place: Place, language: Language) -> list[_Way]:
    return [
        _Way(
            way.score + seen + (language.score(way.text, text) if text else 0.0),
            way.text + text,
            (*way.chosen, candidate),
        )
        for candidate, text, seen in place.options
    ]


def _best(ways: list[_Way]) -> list[_Way]:
    ranked = sorted(ways, key=lambda way: -way.score)
    first: dict[str, _Way] = {}
    for way in ranked:
        first.setdefault(way.text[1 - ORDER :], way)
    return list(first.values())[:_WAYS]


def open_places(instead: Rivals, missed: Rivals, names: Sequence[str]) -> list[Place]:
    """The places of one line in which there is a choice, in order; place 2i is grapheme i, 2i + 1 the gap after it."""
    gaps = Rivals(missed.classes[:_IN_A_GAP], missed.mass[:_IN_A_GAP], missed.nothing)
    found = [*_open(instead, names, 0), *_open(gaps, names, 1)]
    return sorted(found, key=lambda place: place.number)


def _open(rivals: Rivals, names: Sequence[str], offset: int) -> list[Place]:
    total = rivals.mass.sum(axis=0) + rivals.nothing
    shares, nothing = rivals.mass / total, rivals.nothing / total
    usual = nothing if offset else shares[0]
    return [
        Place(
            2 * int(column) + offset,
            _options(rivals.classes[:, column], shares[:, column], nothing[column], names),
        )
        for column in np.flatnonzero(usual < 1 - _OPEN)
    ]


def _options(
    classes: Integers, shares: np.ndarray, nothing: float, names: Sequence[str]
) -> list[tuple[int, str, float]]:
    options = [
        (candidate, names[number - 1], math.log(share))
        for candidate, (number, share) in enumerate(zip(classes.tolist(), shares.tolist(), strict=True))
        if share >= _OPEN / 5
    ]
    return [*options, (NOTHING, "", math.log(nothing))] if nothing >= _OPEN / 5 else options

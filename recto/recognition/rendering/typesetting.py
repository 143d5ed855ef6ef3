"""Text to ink: words set one after the other, letter by letter where a machine or a hand sets them so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from recto.recognition.measures import graphemes
from recto.recognition.rendering.fonts import Face
from recto.recognition.rendering.press import Press, cast_together, connects, fitted_size, made_up, writable

InkMask = NDArray[np.uint8]
"""(height, width), 255 where the letters are, before any wear."""
Span = tuple[int, int]
"""First and last column of a word."""

_LIGATURES = frozenset({"ch", "ck", "ſt", "tz", "ſſ", "ſi", "ſch", "ff", "fi", "ll"})
_CAST = frozenset({"ch", "ck", "tz"})
_RAISED = re.compile(
    r"(?<=\d)(?:er|re|e|ème|o|th|st|nd|rd)$|(?<=^[IVX])e$|(?<=[IVX]{2})e$|(?<=^M)(?:me|lle|r)$"
)


@dataclass(frozen=True)
class Setting:
    """How a line is set. Lengths are shares of the type size.

    `jitter` and `uneven` are by letter: height above the baseline and lack of ink; `drift` is the height by
    word. `tight` is how much closer the letters of a ligature stand. A `mixed` share of the letters (of a hand)
    or of the words (of print) comes from `companion`. `raised`: endings of ordinals stand high and small.
    """

    size: int = 44
    tracking: float = 0.0
    word_space: float = 1.0
    jitter: float = 0.0
    uneven: float = 0.0
    drift: float = 0.0
    tight: float = 0.0
    companion: Face | None = None
    mixed: float = 0.0
    raised: bool = False


class Typeset(NamedTuple):
    """The ink of a text cut to its width, the row of its baseline, and where its words are."""

    ink: InkMask
    baseline: int
    words: list[Span]


class _Piece(NamedTuple):
    """Letters set in one go, by a press of their own, so much higher than the line."""

    text: str
    press: Press
    lift: float = 0.0


def typeset(face: Face, text: str, setting: Setting, rng: Generator) -> Typeset:
    """The text in ink. Heights leave room for ascenders."""
    size = setting.size
    baseline = int(size * 1.5)
    width = int(size * (len(text) + 4) * (1.1 + max(0.0, setting.tracking)))
    page = Image.new("L", (width, int(size * 2.2)))
    composer = _Composer(Press(face, size, page), setting, rng)
    pen, words = size * 0.5, []
    for word in text.split(" "):
        first = int(pen)
        pen = composer.word(word, pen, baseline + rng.normal(0, setting.drift) * size)
        words.append((first, int(pen)))
        pen += (
            composer.press.space()
            * setting.word_space
            * float(rng.uniform(1 - setting.drift * 6, 1 + setting.drift * 6))
        )
    return Typeset(np.asarray(page)[:, : min(width, int(pen) + size // 2)], baseline, words)


@dataclass(frozen=True)
class _Composer:
    press: Press
    setting: Setting
    rng: Generator

    def word(self, word: str, pen: float, row: float) -> float:
        """Set a word from column `pen` on; where the pen is after it."""
        setting, rng, size = self.setting, self.rng, self.setting.size
        before = ""
        for piece in self._pieces(word):
            joined = before[-1:] + piece.text in _LIGATURES
            pen -= (setting.tight + setting.tracking) * size if joined else 0.0
            lift = piece.lift + (rng.normal(0, setting.jitter) if setting.jitter else 0.0)
            fill = int(255 * (1 - setting.uneven * rng.random() ** 2))
            pen += piece.press.place(piece.text, (pen, row - lift * size), fill) + setting.tracking * size
            before = piece.text
        return pen

    def _pieces(self, word: str) -> Iterator[_Piece]:
        ending = _RAISED.search(word) if self.setting.raised else None
        body = word[: ending.start()] if ending else word
        press = self._press_for(body)
        yield from (_Piece(text, self._press_of(text, press)) for text in self._cut(press.face, body))
        if ending:
            small = Press(press.face, int(press.size * 0.62), press.page)
            yield from (_Piece(text, small, 0.3) for text in _runs(press.face, ending.group(), apart=False))

    def _cut(self, face: Face, word: str) -> list[str]:
        setting = self.setting
        by_letter = setting.tracking > 0 or setting.jitter > 0 or setting.uneven > 0 or setting.tight > 0
        return _runs(face, word, apart=by_letter or (self._mixes_letters() and setting.mixed > 0))

    def _mixes_letters(self) -> bool:
        return self.press.face.style == "hand"

    def _press_for(self, word: str) -> Press:
        return self.press if self._mixes_letters() else self._press_of(word, self.press)

    def _press_of(self, text: str, press: Press) -> Press:
        """The companion's press, if it is its turn and it can write the text."""
        companion = self.setting.companion
        if companion is None or press is not self.press or self.rng.random() >= self.setting.mixed:
            return press
        if not all(writable(companion, grapheme) for grapheme in graphemes(text)):
            return press
        return Press(companion, fitted_size(companion, self._plain_size()), press.page)

    def _plain_size(self) -> int:
        return round(self.setting.size * 44 / fitted_size(self.press.face, 44))


def _runs(face: Face, word: str, *, apart: bool) -> list[str]:
    """The word cut where the font file changes or a letter must be made up; everywhere if `apart`."""
    pieces: list[str] = []
    previous: object = None
    for grapheme in graphemes(word):
        if apart and pieces and _one_type(face, pieces[-1] + grapheme):
            pieces[-1] += grapheme
            continue
        alone = apart or made_up(face, grapheme)
        key = object() if alone else face.file_for(grapheme[0])
        if pieces and key == previous:
            pieces[-1] += grapheme
        else:
            pieces.append(grapheme)
        previous = key
    return pieces


def _one_type(face: Face, letters: str) -> bool:
    if letters not in _CAST or face.style != "blackletter":
        return False
    return cast_together(face.paths[0], letters)


def separable(face: Face) -> bool:
    """Whether the letters of the face stand apart, so that each can be moved by itself."""
    return not connects(face.paths[0])

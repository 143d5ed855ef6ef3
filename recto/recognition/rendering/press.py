"""Letters on a page in one face, with what old fonts lack (long s, small e above, slanted hyphens) made up."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from recto.recognition.rendering.fonts import Face

_SMALL_E = "\u0364"
_SLANTED_HYPHEN = "⸗"
_PLAIN_X_HEIGHT = 0.46
_JOINED = 0.015


def writable(face: Face, grapheme: str) -> bool:
    """Whether the face can write the grapheme, made up or not."""
    if grapheme in (" ", _SLANTED_HYPHEN):
        return True
    if grapheme == "ſ" and face.style == "blackletter":
        return face.file_for("f") is not None
    return all(face.file_for(letter) is not None for letter in grapheme.removesuffix(_SMALL_E))


def made_up(face: Face, grapheme: str) -> bool:
    """Whether the face lacks the grapheme, so that it is drawn from other letters."""
    lacking = grapheme in ("ſ", _SLANTED_HYPHEN) and face.file_for(grapheme) is None
    return lacking or grapheme.endswith(_SMALL_E)


def fitted_size(face: Face, size: int) -> int:
    """The size at which the face looks as large as a plain one at `size`: some hands are tiny on their body."""
    x_height = -_font(face.paths[0], 100).getbbox("x", anchor="ls")[1] / 100
    return round(size * float(np.clip(_PLAIN_X_HEIGHT / max(x_height, 0.1), 0.85, 1.7)))


@lru_cache(maxsize=2000)
def connects(path: Path) -> bool:
    """Whether letters of the font touch, as in cursive hands, so that they must not be set apart."""
    font = _font(path, 100)
    boxes = [(*font.getbbox(letter, anchor="ls")[::2], font.getlength(letter)) for letter in "nmiu"]
    gaps = [(left + advance - right) / 100 for left, right, advance in boxes]
    return sorted(gaps)[1] < _JOINED


@lru_cache(maxsize=2000)
def cast_together(path: Path, letters: str) -> bool:
    """Whether the font has a glyph of its own for the letters, as Fraktur has for ch, ck and tz."""
    font = _font(path, 100)
    return bool(abs(font.getlength(letters) - sum(map(font.getlength, letters))) > 1)


@dataclass(frozen=True)
class Press:
    """Puts pieces of text on a page, in one face and size, and says how far each takes the pen."""

    face: Face
    size: int
    page: Image.Image

    def place(self, piece: str, at: tuple[float, float], fill: int) -> float:
        """Draw the piece with its origin at `at`; its advance in pixels."""
        if not made_up(self.face, piece):
            return self._draw(piece, at, fill, self._font_for(piece[0]))
        if piece == _SLANTED_HYPHEN:
            return self._slanted_hyphen(at, fill)
        return self._long_s(at) if piece == "ſ" else self._with_small_e(piece[0], at, fill)

    def space(self) -> float:
        """The advance of a space."""
        return float(_font(self.face.paths[0], self.size).getlength(" ")) or self.size * 0.25

    def _font_for(self, letter: str, scale: float = 1.0) -> ImageFont.FreeTypeFont:
        return _font(self.face.paths[self.face.file_for(letter) or 0], int(self.size * scale))

    def _draw(self, text: str, at: tuple[float, float], fill: int, font: ImageFont.FreeTypeFont) -> float:
        ImageDraw.Draw(self.page).text(at, text, fill=fill, font=font, anchor="ls")
        return float(font.getlength(text))

    def _slanted_hyphen(self, at: tuple[float, float], fill: int) -> float:
        (x, y), size = at, self.size
        for low in (0.14, 0.3):
            ends = [(x + size * 0.06, y - size * low), (x + size * 0.36, y - size * (low + 0.1))]
            ImageDraw.Draw(self.page).line(ends, fill=fill, width=max(2, size // 14))
        return size * 0.42

    def _with_small_e(self, base: str, at: tuple[float, float], fill: int) -> float:
        font, small = self._font_for(base), self._font_for("e", 0.5)
        advance = self._draw(base, at, fill, font)
        top = font.getbbox(base, anchor="ls")[1] - self.size * 0.03
        self._draw("e", (at[0] + (advance - small.getlength("e")) / 2, at[1] + top), fill, small)
        return advance

    def _long_s(self, at: tuple[float, float]) -> float:
        path = self.face.paths[self.face.file_for("f") or 0]
        glyph, origin = _long_s(path, self.size)
        self.page.paste(255, (round(at[0]) - origin[0], round(at[1]) - origin[1]), glyph)
        return float(_font(path, self.size).getlength("f"))


@lru_cache(maxsize=256)
def _long_s(path: Path, size: int) -> tuple[Image.Image, tuple[int, int]]:
    """An f without the part of its bar right of the stem, and where its origin is."""
    font = _font(path, size)
    canvas = Image.new("L", (size * 2, size * 2))
    origin = (size // 2, int(size * 1.4))
    ImageDraw.Draw(canvas).text(origin, "f", fill=255, font=font, anchor="ls")
    ink = np.array(canvas)
    x_height = -font.getbbox("x", anchor="ls")[1]
    stem = ink[origin[1] - int(x_height * 0.6) : origin[1] - int(x_height * 0.3)].max(axis=0) > 127
    right = int(np.flatnonzero(stem)[-1]) + 1 if stem.any() else origin[0]
    top, bottom = origin[1] - int(x_height * 1.12), origin[1] - int(x_height * 0.62)
    ink[top:bottom, right + 1 :] = 0
    return Image.fromarray(cv2.medianBlur(ink, 3)), origin


@lru_cache(maxsize=3000)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)

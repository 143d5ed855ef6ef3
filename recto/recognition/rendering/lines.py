"""Rendered lines: a face, a text it can write, and everything that happens to it until it is a crop of a scan."""

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from recto.recognition.line_images import LineImage
from recto.recognition.measures import graphemes
from recto.recognition.rendering import marks, paper, texts
from recto.recognition.rendering.cropping import cropped_columns, cropped_rows
from recto.recognition.rendering.fonts import Face, catalogue
from recto.recognition.rendering.pens import rewritten
from recto.recognition.rendering.press import writable
from recto.recognition.rendering.scanning import scanned
from recto.recognition.rendering.strikes import typed
from recto.recognition.rendering.styling import COMPANIONS, setting_for
from recto.recognition.rendering.typesetting import Setting, Typeset, separable, typeset
from recto.recognition.rendering.warping import hand_bend, print_bend, warped
from recto.recognition.rendering.wear import Coverage, pencilled, worn, written

_OLD_PRINT = {"blackletter": 0.85, "old-print": 0.15}
_LINE_UNDER = {"hand": 0.42, "typewriter": 0.08}
_STRUCK = {"hand": 0.06, "typewriter": 0.06}
_UNDERLINED = {"hand": 0.03, "typewriter": 0.08}
_NEIGHBOURS = {"hand": 0.4, "blackletter": 0.5}
_SPREAD = {"hand": 0.16, "blackletter": 0.13}
_LEADING = {"hand": (1.0, 1.5)}
_KEPT = 12


class RenderedLine(NamedTuple):
    """A crop, what it says, and the family it was set in."""

    image: LineImage
    text: str
    family: str


def rendered(faces: list[Face], seed: int) -> Iterator[RenderedLine]:
    """Lines without end, the same for the same faces and seed."""
    rng = np.random.default_rng(seed)
    shares = np.cumsum(_shares(faces))
    desk = _Desk(faces)
    while True:
        face = faces[min(int(np.searchsorted(shares, rng.random())), len(faces) - 1)]
        text = _text_for(face, rng)
        if text:
            yield RenderedLine(_crop_of(face, text, desk, rng), text, face.family)


class _Desk:
    """What lies at hand while a line is made: faces to mix in, and the last lines of each style."""

    def __init__(self, faces: list[Face]) -> None:
        self._faces: dict[str, list[Face]] = defaultdict(list)
        for face in faces:
            self._faces[face.style].append(face)
        self.recent: dict[str, deque[paper.Earlier]] = defaultdict(lambda: deque(maxlen=_KEPT))

    def companion(self, face: Face, rng: Generator) -> Face | None:
        """Another face to mix in, if the style mixes with any."""
        known = self._faces.get(COMPANIONS.get(face.style, ""), [])
        return known[int(rng.integers(len(known)))] if known else None

    def earlier(self, style: str, count: int, rng: Generator) -> list[paper.Earlier]:
        """Some earlier lines of a style; none until there are a few."""
        kept = self.recent[style]
        return [kept[int(index)] for index in rng.integers(0, len(kept), count)] if len(kept) > 3 else []


def _shares(faces: list[Face]) -> list[float]:
    """Styles by the catalogue's shares, families of a style by their weights, faces of a family evenly."""
    styles = {style: float(entry["share"]) for style, entry in catalogue().items()}
    families = {(face.style, face.family): face.weight for face in faces}
    weights = {style: sum(w for (of, _), w in families.items() if of == style) for style in styles}
    siblings = {face.family: sum(other.family == face.family for other in faces) for face in faces}
    raw = np.array(
        [styles[face.style] * face.weight / weights[face.style] / siblings[face.family] for face in faces]
    )
    return list(raw / raw.sum())


def _text_for(face: Face, rng: Generator) -> str:
    """A text in the face's own letters; what it lacks is left out of text and label alike."""
    wild = rng.random() < 0.03
    text = texts.gibberish(rng) if wild else texts.line(rng, old_print=_OLD_PRINT.get(face.style, 0.0))
    return _in_letters_of(face, text)[:76].rstrip()


def _in_letters_of(face: Face, text: str) -> str:
    cased = text
    if face.capitals:
        cased = text.upper()
    elif face.style == "hand" and text.isupper() and not separable(face):
        cased = text.capitalize()  # nobody writes a line of joined capitals
    kept = "".join(grapheme for grapheme in graphemes(cased) if writable(face, grapheme))
    return " ".join(kept.split())


def _crop_of(face: Face, text: str, desk: _Desk, rng: Generator) -> LineImage:
    style = face.style
    setting = setting_for(face, desk.companion(face, rng), rng)
    ink, baseline = _inked(face, text, setting, desk, rng)
    ink = ink[:, cropped_columns(ink, setting.size, rng)]
    rows = cropped_rows(ink, setting.size, baseline, _SPREAD.get(style, 0.11), rng)
    others = desk.earlier(style, 3, rng)
    line = paper.Earlier(ink, baseline, setting.size)
    desk.recent[style].append(line)
    if others and rng.random() < _NEIGHBOURS.get(style, 0.45):
        leading = float(rng.uniform(*_LEADING.get(style, (1.05, 1.5))))
        ink = paper.with_neighbours(line, others[: int(rng.integers(1, 3))], leading)
    ink = paper.ruled(ink.copy(), baseline, setting.size, rng, underlines=_LINE_UNDER.get(style, 0.03))
    behind = others[2].ink if others and rng.random() < 0.12 else None
    return scanned(paper.on_paper(ink[rows], behind, rng), rng)


def _inked(face: Face, text: str, setting: Setting, desk: _Desk, rng: Generator) -> tuple[Coverage, int]:
    """The text as it was written and marked, before anything else came onto the paper."""
    line = _marked(face, text, setting, desk, rng)
    if face.style != "hand":
        ink = worn(warped(line.ink, print_bend(rng), rng), rng)
        return (typed(ink, rng) if face.style == "typewriter" else ink), line.baseline
    mask = warped(line.ink, hand_bend(rng), rng)
    ink = written(rewritten(mask, setting.size, rng) if rng.random() < 0.6 else mask, rng)
    return (pencilled(ink, rng) if rng.random() < 0.25 else ink), line.baseline


def _marked(face: Face, text: str, setting: Setting, desk: _Desk, rng: Generator) -> Typeset:
    """The text in ink, now and then with a word that was struck out and is not in the label, and other marks."""
    shown, struck = text.split(" "), -1
    wrong = _wrong_word(face, rng) if rng.random() < _STRUCK.get(face.style, 0.0) else ""
    if wrong and len(text) < 60:
        struck = int(rng.integers(len(shown) + 1))
        shown.insert(struck, wrong)
    line = typeset(face, " ".join(shown), setting, rng)
    ink = line.ink.copy()
    if struck >= 0:
        marks.struck_out(ink, line.words[struck], line.baseline, setting.size, rng)
    if rng.random() < _UNDERLINED.get(face.style, 0.01):
        word = line.words[int(rng.integers(len(line.words)))]
        marks.underlined(ink, word, line.baseline, setting.size, rng)
    notes = desk.earlier("hand", 1, rng)
    if face.style == "typewriter" and notes and rng.random() < 0.03:
        marks.added_above(ink, notes[0].ink, line.baseline, setting.size, rng)
    return line._replace(ink=ink)


def _wrong_word(face: Face, rng: Generator) -> str:
    return _in_letters_of(face, texts.word(rng)).replace(" ", "")

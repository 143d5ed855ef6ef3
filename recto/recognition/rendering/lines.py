"""Rendered lines: a face, a text it can write, and everything that happens to it until it is a crop of a scan."""

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from recto.recognition.line_images import LineImage
from recto.recognition.measures import graphemes
from recto.recognition.rendering import paper, texts
from recto.recognition.rendering.fonts import Face, catalogue
from recto.recognition.rendering.scanning import scanned
from recto.recognition.rendering.typesetting import InkMask, Setting, fitted_size, typeset, writable
from recto.recognition.rendering.warping import warped
from recto.recognition.rendering.wear import Coverage, worn

_OLD_PRINT = {"blackletter": 0.85, "old-print": 0.15}
_LINE_UNDER = {"hand": 0.35, "typewriter": 0.08}


class RenderedLine(NamedTuple):
    """A crop, what it says, and the family it was set in."""

    image: LineImage
    text: str
    family: str


def rendered(faces: list[Face], seed: int) -> Iterator[RenderedLine]:
    """Lines without end, the same for the same faces and seed."""
    rng = np.random.default_rng(seed)
    shares = _shares(faces)
    recent: deque[Coverage] = deque(maxlen=12)
    while True:
        face = faces[int(rng.choice(len(faces), p=shares))]
        text = _text_for(face, rng)
        if text:
            yield RenderedLine(_crop_of(face, text, recent, rng), text, face.family)


def _shares(faces: list[Face]) -> list[float]:
    """Styles by the catalogue's shares, families of a style evenly, and so the faces of a family."""
    styles = {style: float(entry["share"]) for style, entry in catalogue().items()}
    families = {style: len({face.family for face in faces if face.style == style}) for style in styles}
    siblings = {face.family: sum(other.family == face.family for other in faces) for face in faces}
    raw = np.array([styles[face.style] / families[face.style] / siblings[face.family] for face in faces])
    return list(raw / raw.sum())


def _text_for(face: Face, rng: Generator) -> str:
    """A text in the face's own letters; what it lacks is left out of text and label alike."""
    wild = rng.random() < 0.04
    text = texts.gibberish(rng) if wild else texts.line(rng, old_print=_OLD_PRINT.get(face.style, 0.0))
    kept = "".join(grapheme for grapheme in graphemes(text) if writable(face, grapheme))
    return " ".join(kept.split())[:76].rstrip()


def _setting_for(face: Face, rng: Generator) -> Setting:
    machine = face.style == "typewriter"
    return Setting(
        size=fitted_size(face, int(rng.choice([32, 38, 44]))),
        tracking=float(rng.uniform(0.05, 0.3)) if rng.random() < 0.06 else 0.0,
        word_space=float(rng.uniform(0.7, 1.3)) if machine else float(rng.uniform(0.75, 2.2)),
        jitter=float(rng.uniform(0, 0.03)) if machine and rng.random() < 0.6 else 0.0,
        uneven=float(rng.uniform(0, 0.7)) if machine and rng.random() < 0.6 else 0.0,
    )


def _crop_of(face: Face, text: str, recent: deque[Coverage], rng: Generator) -> LineImage:
    setting = _setting_for(face, rng)
    mask, baseline = typeset(face, text, setting, rng)
    ink = worn(warped(mask, rng, strength=2.0 if face.style == "hand" else 1.0), rng)
    ink = ink[:, _inked(ink)]
    rows = _cropped_rows(ink, setting.size, baseline, rng)
    others = [recent[int(index)] for index in rng.integers(0, len(recent), 3)] if len(recent) > 3 else []
    recent.append(ink)
    if others and rng.random() < 0.45:
        ink = paper.with_neighbours(ink, others[: int(rng.integers(1, 3))], setting.size, rng)
    ink = paper.ruled(ink.copy(), baseline, setting.size, rng, underlines=_LINE_UNDER.get(face.style, 0.03))
    behind = others[2] if others and rng.random() < 0.12 else None
    return scanned(paper.on_paper(ink[rows], behind, rng), rng)


def _inked(ink: InkMask | Coverage) -> slice:
    """The columns from the first to the last inked one, give or take a blank margin drawn at random elsewhere."""
    columns = np.flatnonzero(ink.max(axis=0) > 0.25)
    if not len(columns):
        return slice(0, ink.shape[1])
    return slice(max(0, int(columns[0]) - 6), int(columns[-1]) + 7)


def _cropped_rows(ink: Coverage, size: int, baseline: int, rng: Generator) -> slice:
    """From a little inside the letters to well outside of them: as line finders cut."""
    inked = np.flatnonzero((ink > 0.3).sum(axis=1) > 2)
    top, bottom = (int(inked[0]), int(inked[-1]) + 1) if len(inked) else (baseline - size, baseline)
    if rng.random() < 0.6:
        top, bottom = min(top, baseline - int(size * 0.68)), max(bottom, baseline + int(size * 0.2))
    above, below = rng.normal(0.08, 0.11, 2) * size
    first = int(np.clip(top - above, 0, baseline - size // 3))
    return slice(first, int(np.clip(bottom + below, baseline + 3, ink.shape[0])))

"""Drawn pages for a long queue: lines of noise with readings of drawn characters, as large as real ones."""

import random
from collections.abc import Iterator
from typing import NamedTuple

from recto.runtime.objects import ObjectStore
from schemas.blobs import BlobRef
from schemas.ids import document_id, line_id, page_id
from schemas.layout import Line
from schemas.readings import Alternative, Evidence, Grapheme, LineReading, PageReadings, Reading
from services.labeling_gateway.store.synthetic import DrawnLine

COLLECTION = "bench-queue"
LINES_OF_A_PAGE = 30

PAGES_AT_HAND = 400
"""Pages whose images and readings are there. Their lines come first in the queue, in random order: neighbours in it
seldom share a page. Of the lines behind them there are only the tasks."""
_GRAPHEMES = 50
_IMAGES = 200
_IMAGE_BYTES = 6_000
_LETTERS = "eeennniiirrrsssttaadhulcgmobwfkzvpüäß ,.-"


class _Blobs(NamedTuple):
    images: list[BlobRef]
    objects: ObjectStore


def drawn_lines(
    objects: ObjectStore, lines: int, seed: int, pages_at_hand: int = PAGES_AT_HAND
) -> Iterator[DrawnLine]:
    """So many lines, page by page; what belongs to them is put into the object store."""
    chance = random.Random(seed)  # noqa: S311
    images = objects.put_all("lines", [chance.randbytes(_IMAGE_BYTES) for _ in range(_IMAGES)], "image/png")
    blobs = _Blobs(images, objects)
    for number, start in enumerate(range(0, lines, LINES_OF_A_PAGE)):
        here = min(LINES_OF_A_PAGE, lines - start)
        yield from _page(blobs, number, here, chance, is_at_hand=number < pages_at_hand)


def _page(
    blobs: _Blobs, number: int, lines: int, chance: random.Random, *, is_at_hand: bool
) -> Iterator[DrawnLine]:
    document = document_id(COLLECTION, f"{number:064x}")
    page = page_id(document, 1)
    texts = ["".join(chance.choices(_LETTERS, k=_GRAPHEMES)).strip() for _ in range(lines)]
    image = chance.choice(blobs.images)
    readings = _readings(blobs, page, texts, chance) if is_at_hand else image
    for at, text in enumerate(texts):
        priority = chance.random() + is_at_hand
        yield DrawnLine(line_id(page, f"l{at}"), page, document, text, image, readings, priority)


def _readings(blobs: _Blobs, page: str, texts: list[str], chance: random.Random) -> BlobRef:
    lines = tuple(
        LineReading(line=_place(at), image=blobs.images[0], reading=_reading(text, chance))
        for at, text in enumerate(texts)
    )
    read = PageReadings(page_id=page, model_version="synthetic-1", lines=lines)
    return blobs.objects.put("readings", read.model_dump_json().encode(), "application/json")


def _reading(text: str, chance: random.Random) -> Reading:
    graphemes = tuple(_grapheme(text, at, chance) for at in range(len(text)))
    evidence = Evidence(log_probability=-3, margin=0.4, entropy=0.2, expected_errors=1.5, confidence=0.94)
    return Reading(text=text, graphemes=graphemes, evidence=evidence)


def _grapheme(text: str, at: int, chance: random.Random) -> Grapheme:
    confidence = 1 - chance.random() ** 4
    others = tuple(Alternative(letter, (1 - confidence) / 4) for letter in "aeo") if confidence < 0.95 else ()
    return Grapheme(text[at], confidence, at / len(text), (at + 1) / len(text), others)


def _place(at: int) -> Line:
    top = 60 * at
    outline = ((0, top), (1400, top), (1400, top + 50), (0, top + 50))
    return Line(id=f"l{at}", polygon=outline, baseline=((0, top + 40), (1400, top + 40)))

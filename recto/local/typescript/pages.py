"""A whole typed page: its scan, and the layout with the truth that goes beside it."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from recto.local.typescript.machine import BASELINE_PX, CELL_PX, STEP_PX, Ink, Machine, Wear
from recto.local.typescript.paper import blank, scanned, with_ink
from recto.local.typescript.text import page_lines
from schemas.layout import Layout, Line, Point

WIDTH, HEIGHT = 1000, 1340
LEFT, TOP, PITCH = 75, 80, 47
LINES = 25


@dataclass(frozen=True)
class TypedPage:
    """A page of typescript."""

    name: str
    image: bytes
    """A greyscale JPEG."""
    layout: Layout


def typed_pages(pages: int, seed: int, wear: Wear | None = None) -> Iterator[TypedPage]:
    """`pages` pages from one machine, the same for the same seed."""
    machine = Machine(seed, wear or Wear())
    for number in range(1, pages + 1):
        rng = random.Random(f"{seed}/{number}")  # noqa: S311
        yield _page(f"letter-{number:02d}", machine, rng)


def _page(name: str, machine: Machine, rng: random.Random) -> TypedPage:
    lines = page_lines(rng, LINES)
    ink = np.zeros((HEIGHT, WIDTH), np.float32)
    for number, text in enumerate(lines):
        _type_line(ink, text, TOP + number * PITCH, machine, rng)
    noise = np.random.default_rng(rng.getrandbits(32))
    angle = rng.uniform(-0.8, 0.8)
    image = scanned(with_ink(blank(HEIGHT, WIDTH, noise), ink, noise), angle)
    placed = tuple(_line(number, text, angle) for number, text in enumerate(lines))
    return TypedPage(name, image, Layout(width=WIDTH, height=HEIGHT, lines=placed))


def _type_line(ink: Ink, text: str, baseline: int, machine: Machine, rng: random.Random) -> None:
    """Puts one line's keystrokes on the sheet; the platen slips a little along the way."""
    drift = rng.uniform(-2, 2)
    for place, letter in enumerate(text):
        if letter == " ":
            continue
        top = baseline - BASELINE_PX + round(drift * place / len(text))
        left = round(LEFT + place * STEP_PX - (CELL_PX - STEP_PX) / 2)
        cell = ink[top : top + CELL_PX, left : left + CELL_PX]
        np.maximum(cell, machine.strike(letter, rng), out=cell)


def _line(number: int, text: str, angle: float) -> Line:
    """Where a line lies on the turned sheet, with a margin for ascenders, descenders and the platen's slip."""
    start = LEFT + (len(text) - len(text.lstrip())) * STEP_PX - 6
    end = LEFT + len(text) * STEP_PX + 6
    baseline = TOP + number * PITCH
    above, below = baseline - 24, baseline + 11
    corners = ((start, above), (end, above), (end, below), (start, below))
    return Line(
        id=f"line-{number + 1:02d}",
        polygon=tuple(_turned(x, y, angle) for x, y in corners),
        baseline=(_turned(start, baseline, angle), _turned(end, baseline, angle)),
        text=text.strip(),
    )


def _turned(x: float, y: float, angle: float) -> Point:
    """Where a point of the sheet lies on the scan: turned about its middle."""
    radians = math.radians(angle)
    right, down = x - WIDTH / 2, y - HEIGHT / 2
    return (
        round(WIDTH / 2 + right * math.cos(radians) + down * math.sin(radians)),
        round(HEIGHT / 2 - right * math.sin(radians) + down * math.cos(radians)),
    )

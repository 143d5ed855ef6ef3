"""Folders of line images with ground truth: a `lines.tsv` with the columns image, split, source and text."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from recto.documents.errors import Refused
from recto.documents.images import open_image
from recto.recognition.line_images import LineImage
from recto.recognition.measures import nfc
from recto.recognition.recipe import Sample
from recto.runtime.failures import UserError

SPLITS = ("pool", "validation", "test")
_COLUMNS = ("image", "split", "source", "text")


class LabelledLine(NamedTuple):
    """One row of the table: where the image is, what it was taken from, and what it says (NFC)."""

    path: Path
    source: str
    text: str


class LineSet:
    """The lines of a folder, by split. Sources (works, writers, pages) never lie in two splits."""

    def __init__(self, folder: Path) -> None:
        """Read the folder's table; UserError if there is none or a row of it is wrong."""
        self.name = folder.resolve().name
        self._lines = _read(folder / "lines.tsv")

    def split(self, name: str) -> list[LabelledLine]:
        """The lines of a split, in the table's order; UserError if there are none."""
        lines = self._lines[name]
        if not lines:
            raise UserError(
                f"{self.name}/lines.tsv has no line of the split {name!r}: give some rows that split."
            )
        return lines

    def all(self) -> list[LabelledLine]:
        """The lines of every split; UserError if there are none at all."""
        lines = [line for split in SPLITS for line in self._lines[split]]
        if not lines:
            raise UserError(f"{self.name}/lines.tsv has no line below its header: give it some rows.")
        return lines

    def drawn(self, count: int, seed: int) -> list[LabelledLine]:
        """So many lines of the pool, drawn at random; UserError if it has fewer."""
        pool = self.split("pool")
        if count > len(pool):
            raise UserError(
                f"{self.name} has {len(pool)} lines in its pool, not {count}: ask for fewer labels."
            )
        return [pool[int(index)] for index in np.random.default_rng(seed).permutation(len(pool))[:count]]


def samples(lines: list[LabelledLine]) -> list[Sample]:
    """The lines with their images; UserError if one cannot be read."""
    return [Sample(image_of(line.path), line.text) for line in lines]


def image_of(path: Path) -> LineImage:
    """A line's image; UserError if it cannot be read."""
    try:
        return open_image(path.read_bytes())[0]
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
    except Refused as error:
        raise UserError(f"{path} {error.reason}.") from error


def _read(table: Path) -> dict[str, list[LabelledLine]]:
    try:
        rows = table.read_text("utf-8").splitlines()
    except OSError as error:
        raise UserError(
            f"{table} cannot be read ({error.strerror}): --data takes a folder with a lines.tsv."
        ) from error
    except UnicodeDecodeError as error:
        raise UserError(f"{table} is not UTF-8 text: save it as such.") from error
    header = rows[0].split("\t") if rows else []
    missing = [column for column in _COLUMNS if column not in header]
    if missing:
        raise UserError(
            f"{table} has no column {missing[0]!r} in its first line: it needs {', '.join(_COLUMNS)}."
        )
    lines: dict[str, list[LabelledLine]] = {split: [] for split in SPLITS}
    places = [header.index(column) for column in _COLUMNS]
    for number, row in enumerate(rows[1:], start=2):
        if row.strip():
            split, line = _row(table, number, row.split("\t"), places)
            lines[split].append(line)
    return lines


def _row(table: Path, number: int, cells: list[str], places: list[int]) -> tuple[str, LabelledLine]:
    if len(cells) <= max(places):
        raise UserError(f"Line {number} of {table} has {len(cells)} columns: {max(places) + 1} are needed.")
    image, split, source, text = (cells[place] for place in places)
    if split not in SPLITS:
        raise UserError(
            f"Line {number} of {table} has the split {split!r}: it must be one of {', '.join(SPLITS)}."
        )
    return split, LabelledLine(table.parent / image, source, nfc(text))

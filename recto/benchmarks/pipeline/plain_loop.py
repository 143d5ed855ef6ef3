"""A plain loop over the files that the pipeline is given, in a process of its own: what reading alone costs.

It opens, cuts and reads with the code that the services use, and keeps nothing. `python -m` prints a line of JSON.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from recto.documents.cutting import cut_line
from recto.documents.formats import read_layout
from recto.documents.images import GreyImage, open_image
from recto.documents.layouts import fitted
from recto.recognition.base import shipped_base
from recto.recognition.reader import Reader


class Looped(NamedTuple):
    """How many lines a loop has read, in how many seconds, with how many of the processor's."""

    lines: int
    seconds: float
    cpu_seconds: float


def loop(images: Sequence[Path], *, pages_at_once: int, reader: Reader) -> Looped:
    """Read all pages, `pages_at_once` of them by one call of the reader."""
    began, busy = time.perf_counter(), time.process_time()
    lines = 0
    for start in range(0, len(images), pages_at_once):
        group = images[start : start + pages_at_once]
        lines += len(reader.read([line for page in group for line in lines_of(page)]))
    return Looped(lines, time.perf_counter() - began, time.process_time() - busy)


def lines_of(page: Path) -> Iterator[GreyImage]:
    """The lines of a page, cut out as its layout says."""
    image = open_image(page.read_bytes())[0]
    height, width = image.shape
    layout = fitted(read_layout(page.with_suffix(".xml").read_bytes()), width=width, height=height)
    return (cut_line(image, line) for line in layout.lines)


def pages_in(folder: Path) -> list[Path]:
    """The page images of a folder, by name."""
    return sorted(path for path in folder.iterdir() if path.suffix != ".xml")


def main() -> None:
    """Read the first pages to get warm, then all of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages-at-once", type=int, default=1)
    asked = parser.parse_args()
    images, reader = pages_in(asked.folder), Reader.from_bytes(shipped_base())
    loop(images[: 2 * asked.pages_at_once], pages_at_once=asked.pages_at_once, reader=reader)
    print(json.dumps(loop(images, pages_at_once=asked.pages_at_once, reader=reader)._asdict()))  # noqa: T201


if __name__ == "__main__":
    main()

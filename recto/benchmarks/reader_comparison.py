"""Two readers on the same lines, asked as the inference worker asks: what differs, who errs less, who is faster."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, Field

from recto.benchmarks.line_sets import LabelledLine, LineSet, image_of
from recto.recognition.measures import cer, edits
from recto.runtime.failures import Signal, UserError
from services.inference.champions import Champion
from services.inference.remote import RemoteReader

LINES_AT_ONCE = 16
_TIMEOUT_SECONDS = 120
_IMAGES = {".png", ".jpg", ".jpeg", ".tif", ".tiff"}


class Side(NamedTuple):
    """One of the two: a model, and the reader that is to read with it."""

    name: str
    url: str
    model: Champion


class SideFigures(BaseModel):
    """What was measured of one side."""

    name: str
    url: str
    version: str
    cer: float | None = Field(description="None where the lines have no ground truth.")
    request_seconds_median: float = Field(description=f"Of requests of up to {LINES_AT_ONCE} lines.")
    request_seconds_95: float
    lines_a_second: float


class Difference(BaseModel):
    """A line that the two read differently."""

    image: str
    left: str
    right: str
    truth: str | None


class Comparison(BaseModel):
    """Both sides, and every line that they read differently: the most different first."""

    lines: int
    left: SideFigures
    right: SideFigures
    differences: list[Difference]


class Line(NamedTuple):
    """A line image, and what it says where that is known."""

    path: Path
    truth: str | None


def lines_in(folder: Path, split: str | None) -> list[Line]:
    """The lines of a folder's `lines.tsv`; without one its images. Raises UserError if there are none."""
    if (folder / "lines.tsv").exists():
        known = LineSet(folder)
        return [_line(each) for each in (known.split(split) if split else known.all())]
    images = sorted(path for path in folder.glob("*") if path.suffix.lower() in _IMAGES)
    if not images:
        raise UserError(f"{folder} has neither a lines.tsv nor images: --lines takes a folder of lines.")
    return [Line(path, None) for path in images]


def compare(left: Side, right: Side, lines: Sequence[Line], tell: Callable[[float], None]) -> Comparison:
    """Read all lines with both sides, a few at a time and by turns, so that both see the same hours.

    Raises UserError if one of them refuses or is away.
    """
    runs = (_Run(left), _Run(right))
    for start in range(0, len(lines), LINES_AT_ONCE):
        images = [image_of(line.path) for line in lines[start : start + LINES_AT_ONCE]]
        turn = start // LINES_AT_ONCE
        for run in runs if turn % 2 == 0 else reversed(runs):
            if turn == 0:
                run.warm_up(images)
            run.read(images)
        tell(min(1.0, (start + LINES_AT_ONCE) / len(lines)))
    return Comparison(
        lines=len(lines),
        left=runs[0].figures(lines),
        right=runs[1].figures(lines),
        differences=sorted(_differences(lines, *runs), key=lambda each: -edits(each.left, each.right)),
    )


class _Run:
    """The texts and times of one side."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._reader = RemoteReader(side.url, _TIMEOUT_SECONDS)
        self._seconds: list[float] = []
        self.texts: list[str] = []

    def warm_up(self, images: Sequence[np.ndarray]) -> None:
        """Have the model loaded, which would count against the first request."""
        self._ask(images)

    def read(self, images: Sequence[np.ndarray]) -> None:
        began = time.perf_counter()
        texts = self._ask(images)
        self._seconds.append(time.perf_counter() - began)
        self.texts += texts

    def figures(self, lines: Sequence[Line]) -> SideFigures:
        known = [(text, line.truth) for text, line in zip(self.texts, lines, strict=True)]
        pairs = [(text, truth) for text, truth in known if truth is not None]
        return SideFigures(
            name=self._side.name,
            url=self._side.url,
            version=self._side.model.version,
            cer=cer(pairs) if pairs else None,
            request_seconds_median=float(np.median(self._seconds)),
            request_seconds_95=float(np.quantile(self._seconds, 0.95)),
            lines_a_second=len(lines) / sum(self._seconds),
        )

    def _ask(self, images: Sequence[np.ndarray]) -> list[str]:
        try:
            return [reading.text for reading in self._reader.read(self._side.model, images)]
        except Signal as signal:
            raise UserError(f"{self._side.name}: {signal.reason}.") from signal


def _differences(lines: Sequence[Line], left: _Run, right: _Run) -> Iterator[Difference]:
    for line, one, other in zip(lines, left.texts, right.texts, strict=True):
        if one != other:
            yield Difference(image=line.path.name, left=one, right=other, truth=line.truth)


def _line(labelled: LabelledLine) -> Line:
    return Line(labelled.path, labelled.text)

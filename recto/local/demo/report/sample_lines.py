"""sample_lines.png: held-out lines, and what the first and the last model read."""

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from recto.local.demo.measuring import Reached, ReadLine
from recto.recognition.measures import cer, edits

INK, GOOD, BAD, FAINT = "#22262b", "#1f6f5c", "#b3372f", "#7a828a"
_SAMPLES = 8
_WIDEST = 110
_BAD = 0.2
"""From this error rate on, a reading is of little use."""
_TYPE: dict[str, Any] = {"family": "monospace", "fontsize": 9, "parse_math": False}


def draw_sample_lines(reached: Reached, path: Path) -> None:
    """Draws a spread of lines, from those that gained most to those that gained least."""
    chosen = samples(reached)
    figure = Figure(figsize=(11, max(2.0, 1.35 * len(chosen))), dpi=130, layout="constrained")
    if not chosen:
        figure.text(0.5, 0.5, "No page was held out.", ha="center", color=INK)
    else:
        longest = max(_shape(line) for line in chosen)
        every = figure.subplots(2 * len(chosen), squeeze=False, height_ratios=[2, 3] * len(chosen))[:, 0]
        for row, line in enumerate(chosen):
            _draw_image(every[2 * row], line, longest)
            _draw_texts(every[2 * row + 1], line)
    figure.savefig(path)


def samples(reached: Reached, count: int = _SAMPLES) -> list[ReadLine]:
    """At most `count` lines, evenly spread over what the last model gained on the first; most first."""
    by_gain = sorted(reached.lines, key=_gain, reverse=True)
    if len(by_gain) <= count:
        return by_gain
    return [by_gain[round(place * (len(by_gain) - 1) / (count - 1))] for place in range(count)]


def _gain(line: ReadLine) -> int:
    return edits(line.first, line.truth) - edits(line.last, line.truth)


def _shape(line: ReadLine) -> float:
    """Width of the image by its height."""
    height, width = line.image.shape
    return float(width / height)


def _draw_image(axes: Axes, line: ReadLine, longest: float) -> None:
    """All lines are drawn equally high, so that a short line is not blown up."""
    height = line.image.shape[0]
    axes.imshow(line.image, cmap="gray", vmin=0, vmax=255)
    axes.set_xlim(0, height * longest)
    axes.set_anchor("W")
    axes.axis("off")


def _draw_texts(axes: Axes, line: ReadLine) -> None:
    axes.axis("off")
    axes.set(xlim=(0, 1), ylim=(3, 0))
    readings = (
        ("first", line.first, _colour(line.first, line)),
        ("last", line.last, _colour(line.last, line)),
    )
    for row, (name, text, colour) in enumerate((*readings, ("truth", line.truth, FAINT))):
        axes.text(0, row + 0.1, f"{name:<6} {_short(text)}", va="top", color=colour, **_TYPE)


def _colour(text: str, line: ReadLine) -> str:
    wrong = cer([(text, line.truth)])
    return GOOD if wrong == 0 else BAD if wrong > _BAD else INK


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"

"""sample_lines.png: held-out lines, and what the first and the last model read."""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from recto.local.demo.measuring import Reached, ReadLine
from recto.recognition.measures import cer, edits

INK, GOOD, BAD, FAINT = "#22262b", "#1f6f5c", "#b3372f", "#7a828a"
_SAMPLES = 8
_WIDEST = 96


def draw_sample_lines(reached: Reached, path: Path) -> None:
    """Draws a spread of lines, from those that gained most to those that gained least."""
    chosen = samples(reached)
    figure = Figure(figsize=(11, max(2.0, 1.45 * len(chosen))), dpi=130, layout="constrained")
    if not chosen:
        figure.text(0.5, 0.5, "No page was held out.", ha="center", color=INK)
    else:
        every = figure.subplots(len(chosen), squeeze=False)[:, 0]
        for axes, line in zip(every, chosen, strict=True):
            _draw(axes, line)
    figure.savefig(path)


def samples(reached: Reached, count: int = _SAMPLES) -> list[ReadLine]:
    """At most `count` lines, evenly spread over what the last model gained on the first; most first."""
    by_gain = sorted(reached.lines, key=_gain, reverse=True)
    if len(by_gain) <= count:
        return by_gain
    return [by_gain[round(place * (len(by_gain) - 1) / (count - 1))] for place in range(count)]


def _gain(line: ReadLine) -> int:
    return edits(line.first, line.truth) - edits(line.last, line.truth)


def _draw(axes: Axes, line: ReadLine) -> None:
    axes.imshow(line.image, cmap="gray", aspect="equal", vmin=0, vmax=255)
    axes.set_anchor("W")
    axes.axis("off")
    for row, (name, text) in enumerate((("first", line.first), ("last", line.last))):
        wrong = cer([(text, line.truth)])
        axes.text(
            0,
            -0.12 - 0.42 * row,
            f"{name:<6}{_short(text)}   {100 * wrong:.0f} %",
            transform=axes.transAxes,
            va="top",
            family="monospace",
            fontsize=9,
            color=GOOD if wrong == 0 else BAD if wrong > 0.2 else INK,
            parse_math=False,
        )


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"

"""Pictures beside the figures: reliability diagrams and learning curves."""

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, StrMethodFormatter

INK, ACCENT, FAINT = "#22262b", "#1f6f5c", "#b9bec4"


def draw_reliability(figures: dict[str, Any], path: Path) -> None:
    """How often predictions of a confidence are right, by grapheme and by line; on the diagonal, as often as said."""
    figure = Figure(figsize=(9, 4.5), dpi=150, layout="constrained")
    for axes, (name, measured) in zip(figure.subplots(1, 2), figures["calibration"].items(), strict=True):
        _diagram(axes, name, measured)
    figure.savefig(path)


def _diagram(axes: Axes, name: str, measured: dict[str, Any]) -> None:
    counts, confidence, accuracy = zip(*(each.values() for each in measured["bins"]), strict=True)
    largest = max(counts)
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1)
    axes.plot(confidence, accuracy, color=ACCENT, linewidth=1)
    axes.scatter(confidence, accuracy, [8 + 120 * count / largest for count in counts], color=ACCENT)
    error = measured["expected_calibration_error"]
    axes.set(
        xlabel="confidence", ylabel="share that is right", title=f"by {name}: calibration error {error:.3f}"
    )
    axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    axes.spines[["top", "right"]].set_visible(False)


def draw_curves(figures: dict[str, Any], path: Path) -> None:
    """Character error rate by what labels cost, in characters keyed and in edits made; the mean over seeds."""
    figure = Figure(figsize=(10, 4.5), dpi=150, layout="constrained")
    for axes, (cost, unit) in zip(
        figure.subplots(1, 2), (("characters", "characters keyed"), ("edits", "edits made")), strict=True
    ):
        for name, measured in figures["strategies"].items():
            _curve(axes, name, measured["curve"], cost)
        axes.set(xlabel=unit, ylabel="character error rate, %", xscale="log", yscale="log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_locator(MaxNLocator(6))
        for axis, numbers in ((axes.xaxis, "{x:,.0f}"), (axes.yaxis, "{x:g}")):
            axis.set_major_formatter(StrMethodFormatter(numbers))
            axis.set_minor_formatter(NullFormatter())
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[0].legend(frameon=False)
    figure.suptitle(figures["data"])
    figure.savefig(path)


def _curve(axes: Axes, name: str, points: list[dict[str, float]], cost: str) -> None:
    color = {"recto": ACCENT, "random": INK}.get(name)
    width = 2 if color else 1
    costs, rates = [point[cost] for point in points], [100 * point["cer"] for point in points]
    axes.plot(costs, rates, marker="o", color=color, linewidth=width, label=name)

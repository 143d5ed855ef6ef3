"""A verdict as a picture: how sure the difference is, and who gains on which lines."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from recto.recognition.comparison import differences
from services.trainer.evidence import Evidence, paired

_INK, _ACCENT, _FAINT, _ALARM = "#22262b", "#1f6f5c", "#b9bec4", "#b3402a"


def draw_verdict(verdict: dict[str, Any], evidence: Evidence, path: Path) -> None:
    """Draw the resampled differences, and the CER of both models by slice, as SVG or PNG by the path's ending."""
    rows = 1 + len(verdict["slices"])
    figure = Figure(figsize=(11, max(4.5, 1.5 + 0.4 * rows)), dpi=150, layout="constrained")
    left, right = figure.subplots(1, 2)
    _draw_differences(left, verdict, evidence)
    _draw_slices(right, verdict)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle(f"{evidence.candidate} against {evidence.champion}", color=_INK)
    figure.savefig(path)


def _draw_differences(axes: Axes, verdict: dict[str, Any], evidence: Evidence) -> None:
    """The seed is the gate's: these are the very resamplings that it judged by."""
    points = 100 * differences(paired(evidence.lines), evidence.candidate)
    axes.hist(points, bins=60, color=_ACCENT, alpha=0.7)
    axes.axvline(0, color=_INK, linewidth=1)
    if verdict["interval"]:
        low, high = (100 * verdict["interval"][name] for name in ("low", "high"))
        axes.axvspan(low, high, color=_FAINT, alpha=0.3, zorder=0)
    axes.set(
        xlabel="candidate − champion, points of CER",
        ylabel="resamplings",
        title=f"better with {verdict['probability']:.1%}",
    )


def _draw_slices(axes: Axes, verdict: dict[str, Any]) -> None:
    every = {"name": "all lines", "lines": verdict["held_out_lines"], "is_worse": False}
    shown = [{**verdict, **every}, *verdict["slices"]][::-1]
    places = np.arange(len(shown))
    candidate, champion = ([100 * each[name] for each in shown] for name in ("candidate_cer", "champion_cer"))
    colours = [_ALARM if each["is_worse"] else _ACCENT for each in shown]
    axes.hlines(places, candidate, champion, color=colours, linewidth=2)
    axes.scatter(champion, places, color=_FAINT, label="champion", zorder=3)
    axes.scatter(candidate, places, color=colours, zorder=3)
    axes.scatter([], [], color=_ACCENT, label="candidate")
    axes.set_yticks(places, [f"{each['name']} ({each['lines']})" for each in shown], parse_math=False)
    axes.set(xlabel="CER, %", title="by slice (lines)")
    axes.set_xlim(left=0)
    axes.legend(frameon=False)

"""learning_curve.png: held-out CER by labels."""

from pathlib import Path

from matplotlib.figure import Figure

from recto.local.demo.report.summary import Summary

INK, ACCENT, FAINT = "#22262b", "#1f6f5c", "#b9bec4"


def draw_learning_curve(summary: Summary, path: Path) -> None:
    """Draws the model in use after each round, and the candidates that were rejected."""
    figure = Figure(figsize=(8, 4.5), dpi=150, layout="constrained")
    axes = figure.subplots()
    labels, errors = points(summary)
    axes.plot(labels, errors, color=ACCENT, marker="o", linewidth=2, label="model in use")
    rejected = [each for each in summary.rounds if not each.promoted and each.candidate_cer is not None]
    if rejected:
        worse = [100 * (each.candidate_cer or 0) for each in rejected]
        axes.plot([each.labels for each in rejected], worse, "x", color=FAINT, label="rejected candidate")
    for label, error in zip(labels, errors, strict=True):
        axes.annotate(
            f"{error:.1f} %", (label, error), (0, 8), textcoords="offset points", ha="center", color=INK
        )
    axes.set(
        xlabel="labels", ylabel="held-out CER, %", title=f"{summary.collection}: what the labels brought"
    )
    axes.set_ylim(bottom=0, top=1.2 * max([*errors, 1]))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color=FAINT, alpha=0.4)
    axes.legend(frameon=False)
    figure.savefig(path)


def points(summary: Summary) -> tuple[list[int], list[float]]:
    """Labels, and held-out CER in per cent, from the base on."""
    known = [each for each in summary.rounds if each.holdout_cer is not None]
    base = next((each.champion_cer for each in summary.rounds if each.champion_cer is not None), None)
    labels, errors = [each.labels for each in known], [100 * (each.holdout_cer or 0) for each in known]
    return ([0, *labels], [100 * base, *errors]) if base is not None else (labels, errors)

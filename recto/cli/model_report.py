"""What a person reads of one model: verdict, slices, and the lines that changed most."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from recto.recognition.marking import marked
from recto.recognition.measures import edits
from services.trainer.evidence import Evidence, HeldOutReading

_MOST_CHANGED = 10


def print_report(console: Console, model: dict[str, Any], evidence: Evidence | None) -> None:
    """Print everything that the gate had to say of a model."""
    for sentence in _sentences(model, evidence):
        console.print(sentence, highlight=False, markup=False, soft_wrap=True)
    if model["verdict"]["slices"]:
        console.print()
        console.print(_slices(model["verdict"]["slices"]))
    if evidence is not None:
        _print_lines(console, evidence)


def percent(share: float | None) -> str:
    """A share as a person reads it."""
    return "–" if share is None else f"{share:.1%}"


def most_changed(evidence: Evidence) -> list[tuple[int, HeldOutReading]]:
    """The lines whose errors changed most, with by how many; less is better. Ties in the order of the evidence."""
    changes = [
        (edits(line.candidate, line.truth) - edits(line.champion, line.truth), line)
        for line in evidence.lines
    ]
    changed = [each for each in changes if each[0]]
    return sorted(changed, key=lambda each: -abs(each[0]))[:_MOST_CHANGED]


def _sentences(model: dict[str, Any], evidence: Evidence | None) -> list[str]:
    verdict = model["verdict"]
    told = [
        f"{model['version']}: {model['state']}{', in use' if model['is_champion'] else ''}",
        f"{verdict['reason']}.",
    ]
    if verdict["interval"]:
        told.append(
            f"Difference in points of CER, with 95 %: {_interval(verdict['interval'])}; under 0 is better."
        )
    told.append(f"Trained on {verdict['labels']} labels in {verdict['train_seconds']:.0f} s.")
    if evidence is not None and evidence.calibration is not None:
        before, after = evidence.calibration.before, evidence.calibration.after
        told.append(f"Calibration error by grapheme: {before:.3f} as trained, {after:.3f} as kept.")
    return told


def _interval(interval: dict[str, float]) -> str:
    return f"{100 * interval['low']:+.2f} to {100 * interval['high']:+.2f}"


def _slices(slices: Sequence[dict[str, Any]]) -> Table:
    table = Table("slice", "lines", "candidate", "champion", "difference, 95 %", "better", "", box=None)
    for each in slices:
        table.add_row(
            Text(each["name"]),
            str(each["lines"]),
            percent(each["candidate_cer"]),
            percent(each["champion_cer"]),
            _interval(each["interval"]),
            percent(each["probability"]),
            "worse beyond noise" if each["is_worse"] else "",
        )
    return table


def _print_lines(console: Console, evidence: Evidence) -> None:
    changed = most_changed(evidence)
    if not changed:
        return
    told = ["", "The lines that changed most; what is wrong stands in [-…-], what is right in {+…+}:"]
    for change, line in changed:
        told += [
            "",
            f"{line.line_id}: {abs(change)} {'error' if abs(change) == 1 else 'errors'} "
            f"{'fewer' if change < 0 else 'more'}",
            f"  {evidence.champion}  {marked(line.champion, line.truth)}",
            f"  {evidence.candidate}  {marked(line.candidate, line.truth)}",
        ]
    for row in told:
        console.print(row, highlight=False, markup=False, soft_wrap=True)

"""The page that goes with a base model's weights: how it was made, from what, and how well it reads."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from recto.recognition.base import BaseRecipe
from recto.recognition.rendering.fonts import installed

if TYPE_CHECKING:
    from recto.recognition.pretraining import Milestone


def write_card(path: Path, recipe: BaseRecipe, milestones: Sequence["Milestone"]) -> None:
    """Write the card of a finished build beside its weights."""
    last = milestones[-1]
    path.write_text(
        f"""# Base model `{recipe.name}`

A line recogniser for Latin script, made by `recto base build` from rendered lines alone. It has seen no scan and
no transcription: texts are drawn from word frequencies (wordfreq, whose data is CC BY-SA 4.0), letters from open fonts.

| | |
|---|---|
| rendered lines trained on | {last.lines:,} |
| time | {last.seconds / 60:.0f} minutes |
| CER on rendered lines in families never trained on | {last.cer:.2%} |
| seed | {recipe.seed} |

## How the error fell

| minutes | lines | loss | held-out CER |
|---|---|---|---|
{_course(milestones)}

## Fonts

{_fonts()}
""",
        "utf-8",
    )


def _course(milestones: Sequence["Milestone"]) -> str:
    shown = milestones[:: max(1, len(milestones) // 8)]
    return "\n".join(f"| {m.seconds / 60:.0f} | {m.lines:,} | {m.loss:.3f} | {m.cer:.2%} |" for m in shown)


def _fonts() -> str:
    """Families by licence; those kept for the held-out lines are marked."""
    by_licence: dict[str, set[str]] = defaultdict(set)
    for face in installed():
        by_licence[face.licence].add(face.family + ("*" if face.unseen else ""))
    rows = [f"- **{licence}**: {', '.join(sorted(names))}" for licence, names in sorted(by_licence.items())]
    return "\n".join([*rows, "", "\\* held out, never trained on"])

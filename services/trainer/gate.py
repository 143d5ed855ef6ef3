"""The promotion gate: candidate against champion on the same held-out lines.

The rule: a candidate is promoted if it makes fewer errors than the champion with a probability of at least 90 %, by a
paired bootstrap over the held-out pages (over lines where there are fewer than five pages), unless it is worse beyond
noise on a slice of ten lines or more: a document, a writer, a script, lines with personal data, short or long lines
(Holm's correction over the slices, 5 % in all). So of candidates that are no better one in ten is promoted, a tie
never, and a first model that is clearly better with ten held-out lines. docs/decisions/016-the-gate.md says why.
"""

from collections.abc import Sequence
from math import isfinite

from pydantic import BaseModel, ConfigDict

from recto.recognition.comparison import Comparison, compare
from schemas.models import Interval, SliceVerdict
from services.trainer.evidence import HeldOutReading, paired
from services.trainer.slices import judged_slices

SURE_ENOUGH = 0.9
SLICE_DOUBT = 0.05


class Judgement(BaseModel):
    """The gate's decision."""

    model_config = ConfigDict(frozen=True)

    is_promoted: bool
    reason: str
    candidate_cer: float | None = None
    champion_cer: float | None = None
    interval: Interval | None = None
    probability: float | None = None
    slices: tuple[SliceVerdict, ...] = ()


def judge(lines: Sequence[HeldOutReading], seed: str) -> Judgement:
    """Apply the rule; every line counts. The same lines and seed give the same judgement."""
    if not any(line.truth for line in lines):
        reason = "no held-out line has a text yet, so nothing shows that it reads better"
        return Judgement(is_promoted=False, reason=reason)
    figures = compare(paired(lines), seed)
    slices = judged_slices(lines, seed, SLICE_DOUBT)
    is_sure = figures.probability >= SURE_ENOUGH
    worse = [each for each in slices if each.is_worse]
    return Judgement(
        is_promoted=is_sure and not worse,
        reason=_figures_told(figures)
        + ("" if is_sure else _doubt_told(figures))
        + _slices_told(worse, is_sure),
        candidate_cer=figures.candidate_cer,
        champion_cer=figures.champion_cer,
        interval=Interval(low=figures.low, high=figures.high) if isfinite(figures.low) else None,
        probability=figures.probability,
        slices=slices,
    )


def _figures_told(figures: Comparison) -> str:
    return (
        f"{figures.candidate_cer:.2%} of characters wrong on {figures.lines} held-out lines, against "
        f"{figures.champion_cer:.2%}: better with a probability of {figures.probability:.1%}"
    )


def _doubt_told(figures: Comparison) -> str:
    if figures.candidate_cer >= figures.champion_cer:
        return ", and it is no better on these"
    return f", and {SURE_ENOUGH:.0%} are asked for"


def _slices_told(worse: Sequence[SliceVerdict], is_sure: bool) -> str:
    """The slices that a candidate is worse on, by name."""
    if not worse:
        return ""
    named = ", ".join(
        f"{each.name} ({each.candidate_cer:.2%} against {each.champion_cer:.2%}, {each.lines} lines)"
        for each in worse
    )
    return f"{'; but' if is_sure else '; and'} it is worse beyond noise on {named}"

"""The promotion gate: candidate against champion on the same held-out lines."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from recto.recognition.measures import cer


class HeldOutReading(BaseModel):
    """One held-out line as both models read it, beside the truth."""

    model_config = ConfigDict(frozen=True)

    line_id: str
    page_id: str
    truth: str
    champion: str
    candidate: str


class Evidence(BaseModel):
    """What a verdict rests on; kept with it."""

    model_config = ConfigDict(frozen=True)

    collection: str
    champion: str
    candidate: str
    lines: tuple[HeldOutReading, ...]


class Judgement(BaseModel):
    """The gate's decision."""

    model_config = ConfigDict(frozen=True)

    is_promoted: bool
    candidate_cer: float | None
    champion_cer: float | None
    reason: str


def judge(lines: Sequence[HeldOutReading]) -> Judgement:
    """Promote a candidate that reads the held-out lines with fewer errors than the champion; every line counts."""
    if not any(line.truth for line in lines):
        reason = "no held-out line has a text yet, so nothing shows that it reads better"
        return Judgement(is_promoted=False, candidate_cer=None, champion_cer=None, reason=reason)
    candidate = cer((line.candidate, line.truth) for line in lines)
    champion = cer((line.champion, line.truth) for line in lines)
    is_better = candidate < champion
    comparison = "against" if is_better else "no better than"
    reason = (
        f"{candidate:.2%} of characters wrong on {len(lines)} held-out lines, {comparison} {champion:.2%}"
    )
    return Judgement(is_promoted=is_better, candidate_cer=candidate, champion_cer=champion, reason=reason)

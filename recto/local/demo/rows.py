"""The table by round: the same rows on the screen, in plain lines and in the report."""

from recto.local.demo.tally import Round, Tally

HEADINGS = (
    "round",
    "labels",
    "keyed",
    "edits",
    "held-out CER",
    "model",
    "read again",
    "accepted",
)
"""Labels, characters keyed and edits are of all labels so far; the rest is of the round."""

_NONE = "–"


def rows(tally: Tally) -> list[tuple[str, ...]]:
    """The base and every round so far."""
    rounds = tally.rounds()
    return [_base(tally, rounds), *(_row(each) for each in rounds)]


def percent(share: float | None) -> str:
    """A share as people read it."""
    return _NONE if share is None else f"{100 * share:.1f} %"


def _base(tally: Tally, rounds: list[Round]) -> tuple[str, ...]:
    first = rounds[0].champion_cer if rounds else None
    version = next((page.model_version for page in tally.first_readings.values()), _NONE)
    return ("base", _NONE, _NONE, _NONE, percent(first), version, _NONE, str(tally.accepted_at(0)))


def _row(each: Round) -> tuple[str, ...]:
    verdict = "promoted" if each.promoted else "rejected"
    return (
        str(each.number),
        f"{each.labels:,}",
        f"{each.characters_keyed:,}",
        f"{each.edits:,}",
        f"{percent(each.champion_cer).removesuffix(' %')} → {percent(each.candidate_cer)}{_arrow(each)}",
        f"{each.model_version} {verdict}",
        f"{each.lines_read_again:,}",
        f"{each.lines_accepted:,}",
    )


def _arrow(each: Round) -> str:
    if each.champion_cer is None or each.candidate_cer is None or each.champion_cer == each.candidate_cer:
        return ""
    return " ↓" if each.candidate_cer < each.champion_cer else " ↑"

"""The figures of a demo, for programs: summary.json."""

from pathlib import Path

from pydantic import BaseModel

from recto.local.demo.play import Played
from recto.local.demo.tally import Round


class RoundSummary(BaseModel):
    """A training and its verdict. Labels, characters and edits are of all labels so far."""

    number: int
    labels: int
    trained_on: int
    characters_keyed: int
    edits: int
    model_version: str
    promoted: bool
    holdout_cer: float | None
    """Held-out CER of the model in use after the round."""
    champion_cer: float | None
    candidate_cer: float | None
    lines_read_again: int
    lines_accepted: int


class Summary(BaseModel):
    """What a demo did and reached. CER is over every transcribed line of the held-out pages."""

    collection: str
    pages: int
    lines: int
    labels: int
    characters_keyed: int
    edits: int
    models_promoted: int
    lines_read_again: int
    lines_accepted: int
    rounds: list[RoundSummary]
    held_out_lines: int
    cer_base: float
    cer_final: float
    seconds: float


def summarise(played: Played) -> Summary:
    """The summary of what was played."""
    tally = played.tally
    return Summary(
        collection=played.plan.collection,
        pages=tally.pages,
        lines=tally.lines,
        labels=len(tally.labels),
        characters_keyed=tally.characters_keyed,
        edits=tally.edits,
        models_promoted=len(tally.promotions),
        lines_read_again=tally.lines_read_again,
        lines_accepted=len(tally.accepted),
        rounds=[_round(each) for each in tally.rounds()],
        held_out_lines=len(played.reached.lines),
        cer_base=round(played.reached.cer_base, 5),
        cer_final=round(played.reached.cer_final, 5),
        seconds=round(played.seconds, 1),
    )


def write_summary(played: Played, path: Path) -> Summary:
    """Writes it as JSON, and returns it."""
    summary = summarise(played)
    path.write_text(summary.model_dump_json(indent=2) + "\n")
    return summary


def _round(each: Round) -> RoundSummary:
    return RoundSummary(**vars(each), holdout_cer=each.holdout_cer)

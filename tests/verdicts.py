"""A verdict for tests to which it does not matter which."""

from schemas.models import Verdict

VERDICT = Verdict(
    candidate_cer=0.1,
    champion_cer=0.2,
    held_out_lines=1,
    held_out_pages=1,
    labels=1,
    characters_keyed=1,
    edits=0,
    train_seconds=1,
    reason="better",
)

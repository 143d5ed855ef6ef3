"""Model quality: errors held out and audited, calibration, acceptance, verdicts."""

from recto.operations.dashboards.panels import (
    HERE,
    Board,
    Panel,
    Query,
    Row,
    Shape,
    Unit,
    highest,
    increase,
    quantile,
)

QUALITY = Board(
    "quality",
    "Recto / Model quality",
    "How good the models are, by pages that never trained one and by audits, and what is accepted on that ground.",
    (
        Row(
            "Errors",
            (
                Panel(
                    "How many characters does the champion get wrong on held-out lines?",
                    Unit.SHARE,
                    "CER by version. Not falling over several rounds: more labels of the same kind do not help.",
                    (highest("recto_held_out_cer", "collection, version"),),
                    empty="No model was promoted yet.",
                ),
                Panel(
                    "How far is its confidence from how often it is right?",
                    Unit.SHARE,
                    "Expected calibration error on held-out lines, by version. Growing: people see the wrong doubts.",
                    (highest("recto_calibration_error", "collection, version"),),
                    empty="No model was promoted yet.",
                ),
                Panel(
                    "How did the gate judge in the last week?",
                    Unit.COUNT,
                    "rejected again and again: look at the evidence, `recto models show`.",
                    (increase("recto_training_rounds_total", "collection, verdict", "7d"),),
                    empty="No training has ended since the trainer started.",
                    shape=Shape.BARS,
                ),
                Panel(
                    "How sure are the readings?",
                    Unit.SHARE,
                    "A tenth, and half, of all lines are read with at most this confidence.",
                    (
                        quantile(0.1, "recto_line_confidence", "collection"),
                        quantile(0.5, "recto_line_confidence", "collection"),
                    ),
                ),
            ),
        ),
        Row(
            "What is accepted without a person",
            (
                Panel(
                    "Do audits bear out what is promised?",
                    Unit.SHARE,
                    "Errors found by audits, the least that they surely show, and what the collection allows.",
                    (
                        Query(f"recto_audited_cer{HERE}", "{{collection}} audited"),
                        Query(f"recto_audited_low_cer{HERE}", "{{collection}} surely"),
                        Query(f"recto_acceptance_asked_cer{HERE}", "{{collection}} allowed"),
                    ),
                    empty="No model was promoted yet, so nothing is accepted.",
                ),
                Panel(
                    "How many errors may accepted lines have, by the answers so far?",
                    Unit.SHARE,
                    "Not exceeded at the collection's certainty. No line: nothing is accepted.",
                    (Query(f"recto_acceptance_upper_cer{HERE}", "{{collection}}"),),
                    empty="Nothing is accepted.",
                ),
                Panel(
                    "On how many answers does that rest?",
                    Unit.COUNT,
                    "Held-out lines and audits. Few: raise held_out_lines or audit_share.",
                    (
                        Query(f"recto_acceptance_supporting_lines{HERE}", "{{collection}} in support"),
                        Query(f"recto_acceptance_missing_lines{HERE}", "{{collection}} missing"),
                        Query(f"recto_audited_lines{HERE}", "{{collection}} audits"),
                    ),
                    empty="No model was promoted yet, so nothing is accepted.",
                ),
                Panel(
                    "Is what comes in still what the bound was derived from?",
                    Unit.NUMBER,
                    "Population stability index. Over 0.1 the bound is tightened, from 0.25 nothing is accepted.",
                    (Query(f"recto_acceptance_drift{HERE}", "{{collection}}"),),
                    empty="No model was promoted yet, so nothing is accepted.",
                ),
                Panel(
                    "Which share of lines is accepted?",
                    Unit.SHARE,
                    "Of all lines of the collection.",
                    (Query(f"recto_accepted_share{HERE}", "{{collection}}"),),
                ),
            ),
        ),
    ),
)
